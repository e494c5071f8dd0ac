import {
  type Conversation,
  type Principal,
  type StreamEvent,
  type ThalwegClient,
  ThalwegError,
} from "@thalweg/client";
import { logger } from "@/lib/logger";
import type { Identity } from "./access/access";
import type { ChatStore } from "./chat.store";
import { dropConversation, putConversations, putFirstPage } from "./conversation-list";
import { createHeard } from "./heard";
import { takeModels } from "./model-choice";
import { loadPinned } from "./pinned";
import { forgetTemplates, receiveTemplate } from "./templates";

/** The person's own feed: who they are, their conversations, and what happens to these. */
export type Feed = {
  /** `user:{principal}`; undefined until the server said who is asking. */
  readonly channel: string | undefined;
  /** The place up to which the list is known. */
  readonly cursor: string | undefined;
  start(): void;
  stop(): void;
  /**
   * Resolves to who is asking once the server said it; rejects if it refuses for good. Nothing else
   * may be asked before: a browser without a cookie gets one with its first answer, and several
   * first answers would be several guests.
   */
  identified(): Promise<Principal>;
  /** Takes an event of the tab's stream. */
  receive(event: StreamEvent): void;
  /** From now on; gives whether the feed told of a conversation or a template since. */
  toldSince(): (id: string) => boolean;
  /** Takes the answer to what is asked now, unless the feed tells of that conversation meanwhile. */
  putUnlessTold(): (conversation: Conversation) => void;
  loadMore(): void;
  retryNow(): void;
};

type FeedOptions = {
  readonly client: ThalwegClient;
  readonly store: ChatStore;
  readonly identity: Identity;
  /** Called once the feed can be followed. */
  readonly onReady: () => void;
};

const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 16_000] as const;

export function createFeed({ client, store, identity, onReady }: FeedOptions): Feed {
  let principal: Principal | undefined;
  let channel: string | undefined;
  let cursor: string | undefined;
  let nextPage: string | undefined;
  let loadingMore = false;
  let attempt = 0;
  let failingSince: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waiting: {
    readonly resolve: (principal: Principal) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  const heard = createHeard();
  /** Counts starts and stops, so that answers to an earlier one are let go. */
  let generation = 0;

  const setStatus = (status: "loading" | "ready" | "error") => {
    store.setState(({ list }) => ({ list: { ...list, status, hasMore: nextPage !== undefined } }));
  };

  async function start(): Promise<void> {
    generation += 1;
    const mine = generation;
    clearTimeout(timer);
    try {
      await identity.prepare();
      const me = await client.getMe();
      if (mine !== generation || !identity.met(me)) return;
      principal = me.principal;
      channel = `user:${principal.id}`;
      for (const { resolve } of waiting.splice(0)) resolve(principal);
      const [page, models] = await Promise.all([client.listConversations(), client.listModels()]);
      if (mine !== generation) return;
      attempt = 0;
      failingSince = undefined;
      takeModels(store, models.items);
      takeFirstPage(page.items, page.nextCursor, page.asOf);
      if (page.nextCursor !== undefined) void loadPinned(client, store);
      onReady();
    } catch (error) {
      if (mine === generation) await startFailed(error, mine);
    }
  }

  async function startFailed(error: unknown, mine: number): Promise<void> {
    const unknown = error instanceof ThalwegError && error.status === 401;
    const told = unknown ? await identity.refused() : "closed";
    if (mine !== generation) return;
    failingSince ??= Date.now();
    if (told === "out") {
      // What waits for the answer goes on waiting: somebody will sign in, and the feed starts anew.
      store.setState({ connection: { state: "expired", since: failingSince } });
      return;
    }
    const retryable = told === "unreachable" || (error instanceof ThalwegError && error.retryable);
    const code = error instanceof ThalwegError ? error.code : "internal";
    logger.warn("the chat could not be loaded", { code });
    setStatus("error");
    const since = failingSince;
    if (!retryable) {
      for (const { reject } of waiting.splice(0)) reject(error);
      store.setState({ connection: { state: "failed", since, reason: code } });
      return;
    }
    const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? RETRY_MS[0];
    attempt += 1;
    timer = setTimeout(start, wait);
    const retryAt = Date.now() + wait;
    store.setState({ connection: { state: "reconnecting", since, retryAt, reason: code } });
  }

  function takeFirstPage(
    items: readonly Conversation[],
    next: string | undefined,
    asOf: string | undefined,
  ): void {
    nextPage = next;
    cursor = asOf;
    putFirstPage(store, items, next !== undefined);
    setStatus("ready");
  }

  /** All but those that are known better by now. */
  function putOthers(items: readonly Conversation[], isTold: (id: string) => boolean): void {
    putConversations(
      store,
      items.filter(({ id }) => !isTold(id)),
    );
  }

  async function refresh(): Promise<void> {
    forgetTemplates(store, heard);
    const mine = generation;
    const isTold = heard.since();
    try {
      const page = await client.listConversations();
      if (mine !== generation) return;
      // Events that came while the page was read are newer than it, or in it.
      const newer = cursor !== undefined && page.asOf !== undefined && cursor > page.asOf;
      if (newer) putOthers(page.items, isTold);
      else takeFirstPage(page.items, page.nextCursor, page.asOf);
    } catch (error) {
      logger.warn("the list could not be renewed", { error });
      setStatus("error");
    }
  }

  return {
    get channel() {
      return channel;
    },
    get cursor() {
      return cursor;
    },
    start() {
      store.setState({ connection: { state: "connecting", since: Date.now() } });
      void start();
    },
    identified: () =>
      principal === undefined
        ? new Promise((resolve, reject) => waiting.push({ resolve, reject }))
        : Promise.resolve(principal),
    stop() {
      generation += 1;
      clearTimeout(timer);
    },
    receive(event) {
      if (event.type === "welcome") return;
      if (event.type === "reset") {
        if (!event.data.channels.some((entry) => entry.channel === channel)) return;
        // It may be a place of another log, whose cursors cannot be compared with earlier ones.
        cursor = event.cursor;
        void refresh();
        return;
      }
      if (event.channel !== channel) return;
      const { cursor: at } = event;
      if (at !== undefined && cursor !== undefined && at <= cursor) return;
      cursor = event.cursor ?? cursor;
      if (event.type === "conversation") putConversations(store, [event.data]);
      if (event.type === "deleted") dropConversation(store, event.data.id);
      if (event.type === "conversation" || event.type === "deleted") heard.told(event.data.id);
      receiveTemplate(store, heard, event);
    },
    toldSince: heard.since,
    putUnlessTold() {
      const isTold = heard.since();
      return (conversation) => putOthers([conversation], isTold);
    },
    loadMore() {
      if (loadingMore || nextPage === undefined) return;
      loadingMore = true;
      const isTold = heard.since();
      client
        .listConversations({ cursor: nextPage })
        .then((page) => {
          nextPage = page.nextCursor;
          putOthers(page.items, isTold);
          setStatus("ready");
        })
        .catch((error: unknown) =>
          logger.warn("older conversations could not be loaded", { error }),
        )
        .finally(() => {
          loadingMore = false;
        });
    },
    retryNow() {
      const { state } = store.getState().connection;
      // A stream that failed for good may have failed because of who is asking.
      if (channel === undefined || state === "failed") void start();
      else if (store.getState().list.status === "error") void refresh();
    },
  };
}
