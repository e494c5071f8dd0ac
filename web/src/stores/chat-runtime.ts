import {
  applyEvents,
  type Conversation,
  loadThread,
  type StreamEvent,
  type ThalwegClient,
  ThalwegError,
} from "@thalweg/client";
import { createFrameQueue } from "@/lib/frame";
import { logger } from "@/lib/logger";
import { createTabStream, type TabStream } from "@/lib/sse";
import type { MessageError } from "@/types/chat";
import type { Identity } from "./access/access";
import {
  type ChatStore,
  isLocalId,
  newEntry,
  resolveId,
  setEntry,
  updateEntry,
} from "./chat.store";
import { createFeed, type Feed } from "./feed";

/** What joins the server's streams and answers to the store. */
export type ChatRuntime = {
  readonly store: ChatStore;
  readonly client: ThalwegClient;
  readonly feed: Feed;
  /** Who the page belongs to. */
  readonly identity: Identity;
  /** Shows a conversation, loads it and follows it. */
  open(id: string | null): void;
  /** Follows the open conversation from where its thread stands. */
  follow(): void;
  /** Loads the open conversation again if its thread is known to be wrong. */
  reloadStale(): void;
  /** Work on the server that a load of this conversation must wait for. */
  readonly changes: Map<string, Promise<unknown>>;
  /** Tells of each event of the person's own feed until what it gives back is called. */
  watchFeed(listener: (event: StreamEvent) => void): () => void;
  retryNow(): void;
  start(): void;
  stop(): void;
};

/** Threads that stay in memory after another one was opened. */
const KEPT_THREADS = 20;

export function createChatRuntime(
  client: ThalwegClient,
  store: ChatStore,
  identity: Identity,
): ChatRuntime {
  /** Events of the open conversation that are not in the store yet. */
  let waiting: StreamEvent[] = [];
  let loads = 0;
  /** The conversation that is being loaded. */
  let loading: string | undefined;
  const changes = new Map<string, Promise<unknown>>();
  const watchers = new Set<(event: StreamEvent) => void>();

  const frames = createFrameQueue(() => {
    const events = waiting;
    waiting = [];
    applyToThreads(store, events);
  });

  const stream: TabStream = createTabStream({
    client,
    onConnection: (connection) => store.setState({ connection }),
    busy: () => [...store.getState().threads.values()].some(({ thread }) => thread.run),
    onEvent: (event) => {
      feed.receive(event);
      if (isOf(event, feed.channel)) for (const watch of watchers) watch(event);
      if (event.type === "welcome" || event.channel?.startsWith("user:")) return;
      waiting.push(event);
      frames.schedule();
      // Only a token is one of many; the rest is shown without waiting for a frame.
      if (event.type !== "token") frames.flush();
      if (event.type === "reset") reloadStale();
    },
  });

  const feed = createFeed({
    client,
    store,
    identity,
    onReady: () => {
      if (feed.channel === undefined) return;
      stream.followFeed(feed.channel, feed.cursor);
      follow();
    },
  });

  function follow(): void {
    if (feed.cursor === undefined && feed.channel === undefined) return;
    frames.flush();
    const { openId, threads } = store.getState();
    const entry = openId === null ? undefined : threads.get(openId);
    const loaded = entry?.status === "ready" && openId !== null && !isLocalId(openId);
    stream.followOpen(loaded ? `conversation:${openId}` : null, entry?.thread.cursor);
  }

  function open(id: string | null): void {
    const state = store.getState();
    const key = id === null ? null : resolveId(state, id);
    if (key === state.openId) return;
    frames.flush();
    store.setState({ openId: key, threads: prune(state.threads, key) });
    loads += 1;
    loading = undefined;
    if (key === null) follow();
    else if (!isLocalId(key)) void load(key);
    else if (!state.threads.has(key)) setEntry(store, key, newEntry(key, "not-found"));
  }

  async function load(id: string): Promise<void> {
    loads += 1;
    const mine = loads;
    loading = id;
    const entry = store.getState().threads.get(id);
    // What is there already stays in sight until the fresh page replaces it.
    const shown = entry?.status === "ready" && !entry.thread.deleted;
    // One that is loading already may hold messages that are still being sent.
    if (!shown && entry?.status !== "loading") setEntry(store, id, newEntry(id, "loading"));
    try {
      await feed.identified();
      await changes.get(id);
      const put = feed.putUnlessTold();
      const [page, conversation] = await loadBoth(client, id);
      const queue = conversation.queued ? (await client.listQueue(id)).items : [];
      if (mine !== loads) return;
      frames.flush();
      const { items, nextCursor, asOf } = page;
      updateEntry(store, id, ({ thread, waiting }) => ({
        ...(waiting !== undefined && { waiting }),
        status: "ready",
        loadingOlder: false,
        thread: loadThread(thread, {
          messages: items,
          nextCursor,
          cursor: asOf,
          conversation,
          queue,
        }),
      }));
      put(conversation);
      follow();
    } catch (error) {
      if (mine === loads) showLoadError(store, id, error);
    } finally {
      if (mine === loads) loading = undefined;
    }
  }

  function reloadStale(): void {
    const { openId, threads } = store.getState();
    if (openId !== null && threads.get(openId)?.thread.stale) void load(openId);
  }

  function reloadFailed(): void {
    const { openId, threads } = store.getState();
    if (openId !== null && threads.get(openId)?.status === "error") void load(openId);
  }

  function retryNow(): void {
    feed.retryNow();
    stream.retryNow();
    reloadFailed();
  }

  const unsubscribe: (() => void)[] = [];

  return {
    store,
    client,
    feed,
    identity,
    open,
    follow,
    reloadStale,
    changes,
    watchFeed(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    retryNow,
    start() {
      feed.start();
      const { openId, threads } = store.getState();
      const entry = openId === null ? undefined : threads.get(openId);
      if (openId !== null && loading === undefined && entry?.status === "loading")
        void load(openId);
      unsubscribe.push(
        store.subscribe(({ connection }, before) => {
          // A conversation that could not be loaded because the server was away.
          if (connection.state === "live" && before.connection.state !== "live") reloadFailed();
          // A tab that only listens to the leader hears of the end of the session by this alone.
          if (connection.state === "expired" && before.connection.state !== "expired") {
            if (identity.store.getState().status === "in") void identity.check();
          }
        }),
        identity.store.subscribe(({ status }, before) => {
          // Somebody signed in: the page goes on where it stood, or begins.
          if (status === "in" && before.status !== "in" && before.status !== "unknown") retryNow();
        }),
      );
    },
    stop() {
      for (const end of unsubscribe.splice(0)) end();
      loads += 1;
      loading = undefined;
      feed.stop();
      stream.close();
      frames.cancel();
      waiting = [];
    },
  };
}

/** The newest page and its conversation, of moments that fit: the run is known if one writes. */
async function loadBoth(client: ThalwegClient, id: string) {
  const [page, conversation] = await Promise.all([
    client.listMessages(id),
    client.getConversation(id),
  ]);
  const writing = page.items.some((message) => message.status === "streaming");
  if (!writing || conversation.runId !== undefined) return [page, conversation] as const;
  // The conversation was read before the run began, or after it ended; a later read tells.
  const later: Conversation = await client.getConversation(id);
  return [page, later] as const;
}

/** Whether an event is a channel's; a `reset` names all that it is of. */
function isOf(event: StreamEvent, channel: string | undefined): boolean {
  if (event.type !== "reset") return event.channel !== undefined && event.channel === channel;
  return event.data.channels.some((entry) => entry.channel === channel);
}

function applyToThreads(store: ChatStore, events: readonly StreamEvent[]): void {
  const byThread = new Map<string, StreamEvent[]>();
  const { openId } = store.getState();
  for (const event of events) {
    const id = event.channel?.slice("conversation:".length) ?? openId;
    if (id === null) continue;
    const list = byThread.get(id);
    if (list === undefined) byThread.set(id, [event]);
    else list.push(event);
  }
  for (const [id, list] of byThread) {
    updateEntry(store, id, (entry) => {
      const thread = applyEvents(entry.thread, list);
      return thread === entry.thread ? entry : { ...entry, thread };
    });
  }
}

function showLoadError(store: ChatStore, id: string, error: unknown): void {
  const problem = toProblem(error);
  const missing = error instanceof ThalwegError && error.status === 404;
  if (!missing) logger.warn("a conversation could not be loaded", { code: problem.code });
  updateEntry(store, id, (entry) => {
    // Text that is there already is worth more than the news that it could not be renewed.
    if (!missing && entry.thread.order.length > 0) return { ...entry, problem };
    return { ...entry, status: missing ? "not-found" : "error", problem };
  });
}

/** What can be told of a failure; an unexpected one is only named. */
export function toProblem(error: unknown): MessageError {
  if (error instanceof ThalwegError) {
    const { code, message, requestId } = error;
    return { code, message, ...(requestId !== undefined && { requestId }) };
  }
  logger.warn("unexpected failure", { error });
  return { code: "page", message: "something on this page failed; reload it" };
}

function prune<T extends { readonly thread: { readonly pending: readonly unknown[] } }>(
  threads: ReadonlyMap<string, T>,
  openId: string | null,
): ReadonlyMap<string, T> {
  if (threads.size <= KEPT_THREADS) return threads;
  const kept = new Map(threads);
  for (const [id, entry] of threads) {
    if (kept.size <= KEPT_THREADS) break;
    if (id !== openId && entry.thread.pending.length === 0) kept.delete(id);
  }
  return kept;
}
