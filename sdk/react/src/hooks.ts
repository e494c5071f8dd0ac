import { useMemo, useSyncExternalStore } from "react";
import { type ConversationView, createConversationStore } from "./conversation-store.ts";
import { useThalweg } from "./provider.ts";
import type { Connection } from "./registry.ts";
import { createStreamStore, type StreamSource, type StreamView } from "./stream-store.ts";

export type UseStream = StreamView & { readonly retryNow: () => void };

/**
 * Follows a run, a conversation or channels while the component is mounted.
 *
 * A run without a cursor comes from its start; a conversation or channels from now on, so give the
 * `asOf` of what was loaded, or use `useConversation`, which does both. `keep` bounds `events`.
 */
export function useStream(source: StreamSource, { keep = 200 } = {}): UseStream {
  const { client, registry, share } = useThalweg();
  // The source is usually written in the component, so it is compared by what it says.
  const key = JSON.stringify(source);
  const store = useMemo(
    () => createStreamStore(JSON.parse(key) as StreamSource, { client, registry, share, keep }),
    [key, client, registry, share, keep],
  );
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  return useMemo(() => ({ ...view, retryNow: store.retryNow }), [view, store]);
}

export type UseConversation = ConversationView & {
  readonly reload: () => void;
  readonly loadOlder: () => void;
  readonly retryNow: () => void;
};

/** Loads a conversation's newest messages and follows it without a gap between the two. */
export function useConversation(conversationId: string): UseConversation {
  const { client, registry, share } = useThalweg();
  const store = useMemo(
    () => createConversationStore(conversationId, client, registry, share),
    [conversationId, client, registry, share],
  );
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  const { reload, loadOlder, retryNow } = store;
  return useMemo(
    () => ({ ...view, reload, loadOlder, retryNow }),
    [view, reload, loadOlder, retryNow],
  );
}

/** How the streams below the provider are: the one that is worst off. */
export function useConnection(): Connection {
  const { registry } = useThalweg();
  return useSyncExternalStore(registry.subscribe, registry.getSnapshot, registry.getSnapshot);
}
