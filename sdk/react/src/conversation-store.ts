import {
  applyEvents,
  type ConnectionState,
  emptyThread,
  loadThread,
  type Problem,
  prependPage,
  type SharedEvents,
  type SharedOptions,
  type StreamEvent,
  type Subscription,
  type ThalwegClient,
  ThalwegError,
  type Thread,
} from "@thalweg/client";
import type { Registry } from "./registry.ts";

export type ConversationView = {
  readonly status: "loading" | "ready" | "not-found" | "error";
  readonly thread: Thread;
  readonly connection: ConnectionState | undefined;
  readonly loadingOlder: boolean;
  /** Why, with `error`. */
  readonly problem: Problem | undefined;
};

export type ConversationStore = {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => ConversationView;
  readonly reload: () => void;
  readonly loadOlder: () => void;
  readonly retryNow: () => void;
};

/** Loads a conversation and follows it from the same place, while somebody listens. */
export function createConversationStore(
  id: string,
  client: ThalwegClient,
  registry: Registry,
  share?: SharedEvents,
): ConversationStore {
  const listeners = new Set<() => void>();
  let subscription: Subscription | undefined;
  let release: (() => void) | undefined;
  let loads = 0;
  let waiting: StreamEvent[] = [];
  let view: ConversationView = {
    status: "loading",
    thread: emptyThread(id),
    connection: undefined,
    loadingOlder: false,
    problem: undefined,
  };

  const publish = (change: Partial<ConversationView>) => {
    view = { ...view, ...change };
    for (const listener of listeners) listener();
  };
  const flush = () => {
    const events = waiting;
    waiting = [];
    if (events.length === 0) return;
    const thread = applyEvents(view.thread, events);
    publish({ thread, ...(thread.deleted && { status: "not-found" as const }) });
    if (thread.stale) void load();
  };

  const follow = () => {
    unfollow();
    const { cursor } = view.thread;
    const stream: Omit<SharedOptions, "channels"> = {
      ...(cursor !== undefined && { cursor }),
      onEvent: (event) => {
        if (waiting.length === 0) queueMicrotask(flush);
        waiting.push(event);
      },
      onState: (connection) => {
        publish({ connection });
        registry.changed();
      },
    };
    subscription = share
      ? share.subscribe({ ...stream, channels: [`conversation:${id}`] })
      : client.subscribeConversation(id, stream);
    release = registry.add(subscription);
    publish({ connection: subscription.state });
  };
  const unfollow = () => {
    flush();
    release?.();
    subscription?.close();
    subscription = undefined;
  };

  const load = async () => {
    loads += 1;
    const mine = loads;
    try {
      const [page, conversation] = await Promise.all([
        client.listMessages(id),
        client.getConversation(id),
      ]);
      if (mine !== loads) return;
      const { items, nextCursor, asOf } = page;
      const source = { messages: items, nextCursor, cursor: asOf, conversation };
      publish({ status: "ready", problem: undefined, thread: loadThread(view.thread, source) });
      follow();
    } catch (error) {
      if (mine !== loads) return;
      if (!(error instanceof ThalwegError)) throw error;
      publish({ status: error.status === 404 ? "not-found" : "error", problem: error });
    }
  };

  const loadOlder = async () => {
    const cursor = view.thread.olderCursor;
    if (cursor === undefined || view.loadingOlder) return;
    publish({ loadingOlder: true });
    try {
      const page = await client.listMessages(id, { cursor });
      const { thread } = view;
      const fits = thread.olderCursor === cursor;
      publish({ loadingOlder: false, thread: fits ? prependPage(thread, page) : thread });
    } catch (error) {
      if (!(error instanceof ThalwegError)) throw error;
      publish({ loadingOlder: false, problem: error });
    }
  };

  return {
    getSnapshot: () => view,
    reload: () => void load(),
    loadOlder: () => void loadOlder(),
    retryNow() {
      if (view.status === "error") void load();
      else subscription?.retryNow();
    },
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) {
        if (view.status === "ready") follow();
        else void load();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        loads += 1;
        unfollow();
      };
    },
  };
}
