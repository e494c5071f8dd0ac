import {
  applyEvents,
  type ConnectionState,
  emptyThread,
  type SharedEvents,
  type StreamEvent,
  type Subscription,
  type ThalwegClient,
  type Thread,
} from "@thalweg/client";
import type { Registry } from "./registry.ts";

/** What to follow: one run, everything in one conversation, or up to 100 channels. */
export type StreamSource =
  | { readonly run: string; readonly cursor?: string }
  | { readonly conversation: string; readonly cursor?: string }
  | { readonly channels: readonly string[]; readonly cursor?: string };

export type StreamView = {
  /** The newest events, oldest first. */
  readonly events: readonly StreamEvent[];
  /** The events as a thread; of a run or a conversation only. */
  readonly thread: Thread | undefined;
  readonly connection: ConnectionState;
};

/** A stream as `useSyncExternalStore` takes it: open while somebody listens. */
export type StreamStore = {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => StreamView;
  readonly retryNow: () => void;
};

type Options = {
  readonly client: ThalwegClient;
  readonly registry: Registry;
  /** The stream of all tabs, if they share one. */
  readonly share?: SharedEvents | undefined;
  /** How many events are kept. */
  readonly keep: number;
};

/** Closing and listening again goes on from where it was, so a remount loses and doubles nothing. */
export function createStreamStore(source: StreamSource, options: Options): StreamStore {
  const { client, registry, share, keep } = options;
  const listeners = new Set<() => void>();
  let subscription: Subscription | undefined;
  let release: (() => void) | undefined;
  let cursor = source.cursor;
  let waiting: StreamEvent[] = [];
  let view: StreamView = {
    events: [],
    thread: "channels" in source ? undefined : emptyThread(idOf(source), source.cursor),
    connection: { status: "connecting", since: 0 },
  };

  /** One update for everything that one read from the network brought. */
  const flush = () => {
    const events = waiting;
    waiting = [];
    if (events.length === 0) return;
    publish({
      events: [...view.events, ...events].slice(-keep),
      thread: view.thread && applyEvents(named(view.thread, events), events),
    });
  };
  const publish = (change: Partial<StreamView>) => {
    view = { ...view, ...change };
    for (const listener of listeners) listener();
  };

  const open = () => {
    const onEvent = (event: StreamEvent) => {
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push(event);
    };
    const onState = (connection: ConnectionState) => {
      publish({ connection });
      registry.changed();
    };
    const stream = { onEvent, onState, ...(cursor !== undefined && { cursor }) };
    if ("run" in source) subscription = client.subscribeRun(source.run, stream);
    else if (share !== undefined) {
      subscription = share.subscribe({ ...stream, channels: channelsOf(source) });
    } else if ("conversation" in source) {
      subscription = client.subscribeConversation(source.conversation, stream);
    } else subscription = client.subscribeEvents({ ...stream, channels: source.channels });
    view = { ...view, connection: subscription.state };
    release = registry.add(subscription);
  };
  const close = () => {
    flush();
    cursor = subscription?.cursor;
    release?.();
    subscription?.close();
    subscription = undefined;
  };

  return {
    getSnapshot: () => view,
    retryNow: () => subscription?.retryNow(),
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) open();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) close();
      };
    },
  };
}

function channelsOf(source: Exclude<StreamSource, { run: unknown }>): readonly string[] {
  return "channels" in source ? source.channels : [`conversation:${source.conversation}`];
}

/** A run's thread is named by its run until its first event tells the conversation. */
function idOf(source: Exclude<StreamSource, { channels: unknown }>): string {
  return "run" in source ? source.run : source.conversation;
}

function named(thread: Thread, events: readonly StreamEvent[]): Thread {
  const first = events.find((event) => event.type === "run" || event.type === "message");
  if (first?.type !== "run" && first?.type !== "message") return thread;
  const { conversationId } = first.data;
  return thread.conversationId === conversationId ? thread : { ...thread, conversationId };
}
