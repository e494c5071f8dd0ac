import type {
  CallHandlers,
  ChannelHandlers,
  ChannelSubscription,
  ConnectionState,
  SocketOptions,
  ToolInvocation,
} from "@thalweg/client";
import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import { type ConversationView, createConversationStore } from "./conversation-store.ts";
import { useThalweg } from "./provider.ts";
import type { Connection } from "./registry.ts";
import { createSocketStore } from "./socket-store.ts";
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

export type UseWebSocket = {
  readonly connection: ConnectionState;
  /** Calls a tool; undefined while the component is not mounted. The job outlives the component. */
  readonly invoke: (
    name: string,
    args?: Record<string, unknown>,
    handlers?: CallHandlers,
  ) => ToolInvocation | undefined;
  /** Follows a channel; close it in the cleanup of the effect that opened it. */
  readonly subscribe: (
    channel: string,
    handlers: ChannelHandlers,
  ) => ChannelSubscription | undefined;
  readonly retryNow: () => void;
};

/** A WebSocket that is open while the component is mounted. `options` count at the first render. */
export function useWebSocket(options: Omit<SocketOptions, "url" | "onState"> = {}): UseWebSocket {
  const { client, registry } = useThalweg();
  const [first] = useState(options);
  const store = useMemo(
    () => createSocketStore(client, registry, first),
    [client, registry, first],
  );
  const connection = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  const invoke = useCallback<UseWebSocket["invoke"]>(
    (name, args, handlers) => store.socket()?.invoke(name, args, handlers),
    [store],
  );
  const subscribe = useCallback<UseWebSocket["subscribe"]>(
    (channel, handlers) => store.socket()?.subscribe(channel, handlers),
    [store],
  );
  const retryNow = useCallback(() => store.socket()?.retryNow(), [store]);
  return useMemo(
    () => ({ connection, invoke, subscribe, retryNow }),
    [connection, invoke, subscribe, retryNow],
  );
}

/** How the streams below the provider are: the one that is worst off. */
export function useConnection(): Connection {
  const { registry } = useThalweg();
  return useSyncExternalStore(registry.subscribe, registry.getSnapshot, registry.getSnapshot);
}
