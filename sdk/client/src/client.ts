import { composing } from "./composing.ts";
import type { Clock, Environment } from "./core/environment.ts";
import { uuidv7 } from "./core/ids.ts";
import type { ConnectionState, ReceivedEvent, ResumeConfig } from "./core/resume-types.ts";
import { type StreamEvent, toStreamEvent } from "./core/stream-event.ts";
import { type Subscription, subscribe } from "./core/subscription.ts";
import type {
  ContinueRun,
  Conversation,
  ConversationExport,
  ConversationPage,
  ConversationPatch,
  Me,
  MessagePage,
  ModelPage,
  NewConversation,
  Prolonged,
  Queue,
  QueuePatch,
  Run,
  SearchPage,
  StartedRun,
  StartRun,
} from "./core/wire.ts";
import { createHttp, type HttpOptions } from "./http.ts";
import { openSocket, socketUrl } from "./socket/socket.ts";
import type { SocketOptions, ThalwegSocket } from "./socket/types.ts";
import { toolSources } from "./tool-sources.ts";

export type ClientOptions = HttpOptions & {
  /**
   * Called when a stream's credential ran out; resolves to whether there is a new one. One that can
   * be prolonged, as the session's cookie, does not come to that while the stream is followed.
   */
  readonly refresh?: () => Promise<boolean>;
  readonly clock?: Clock;
  /** 0..1; spreads the waits between tries. */
  readonly random?: () => number;
  /** Network and visibility; the browser's where there is one. */
  readonly environment?: Environment;
  readonly tuning?: Partial<Omit<ResumeConfig, "isTerminal" | "canRefresh" | "canProlong">>;
};

export type StreamOptions = {
  /** Where to go on: an `asOf`, or the cursor of an event. */
  readonly cursor?: string;
  /** Each event in order, exactly once; `welcome` and `reset` included. */
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState?: (state: ConnectionState) => void;
  /** Of this stream alone; the client's if absent. */
  readonly environment?: Environment;
};

export type ChannelsOptions = StreamOptions & {
  readonly channels: readonly string[];
  /** Events that come within this time arrive together, so that much wakes rarely; 0 to 1000. */
  readonly batchMs?: number;
};

export type CallOptions = { readonly signal?: AbortSignal };

export type PageOptions = CallOptions & {
  /** 1 to 200; 50 if absent. */
  readonly limit?: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string;
};

export type ConversationListOptions = PageOptions & {
  /** Only those that are archived; false if absent. */
  readonly archived?: boolean;
  /** Only those that are pinned, or are not. */
  readonly pinned?: boolean;
  /** Those that were deleted and can be restored. Goes alone. */
  readonly deleted?: boolean;
};

export type ThalwegClient = ReturnType<typeof createClient>;

/**
 * A typed client of one server.
 *
 * Every method rejects with `ThalwegError`. Every `POST` carries an idempotency key, so that
 * calling again with the same `idempotencyKey` after a lost answer does nothing twice.
 */
export function createClient(options: ClientOptions = {}) {
  const http = createHttp(options);
  const { clock } = options;
  const id = (value: string) => encodeURIComponent(value);

  const prolongStream = (streamId: string, call: CallOptions = {}) =>
    http.request<Prolonged>("/api/auth/refresh", {
      ...call,
      method: "POST",
      body: { streamId },
      idempotencyKey: uuidv7(),
    });

  type Follow = StreamOptions & {
    readonly url: string;
    readonly wrapped: boolean;
    readonly isTerminal: (event: ReceivedEvent) => boolean;
  };

  function follow({ url, wrapped, isTerminal, cursor, onEvent, onState, ...own }: Follow) {
    const { fetch, headers, refresh, random, tuning } = options;
    const environment = own.environment ?? options.environment;
    return subscribe({
      url,
      healthUrl: http.url("/healthz"),
      prolong: prolongStream,
      isTerminal,
      onEvent: (received) => {
        const event = toStreamEvent(received, wrapped);
        if (event !== undefined) onEvent(event);
      },
      ...(cursor !== undefined && { cursor }),
      ...(onState !== undefined && { onState }),
      ...(fetch !== undefined && { fetch }),
      ...(headers !== undefined && { headers }),
      ...(refresh !== undefined && { refresh }),
      ...(clock !== undefined && { clock }),
      ...(random !== undefined && { random }),
      ...(environment !== undefined && { environment }),
      ...(tuning !== undefined && { tuning }),
    });
  }

  return {
    /** Who is asking; the own feed is the channel `user:{principal.id}`. */
    getMe: (call: CallOptions = {}) => http.request<Me>("/api/me", call),

    /** Becomes the owner with the token of the one-time link that the server printed. */
    claimOwner: (token: string, call: CallOptions = {}) =>
      http.request<void>("/api/auth/owner", {
        ...call,
        method: "POST",
        body: { token },
        idempotencyKey: uuidv7(),
      }),

    /**
     * Prolongs the credential and the live stream of this id, its `welcome.streamId`. Streams that
     * this client follows do it by themselves.
     */
    prolongStream,

    listModels: (call: CallOptions = {}) => http.request<ModelPage>("/api/models", call),

    /**
     * Starts a run. Resolves as soon as the server owns it; follow it with `subscribeRun` or on its
     * conversation from `cursor` on. The message id is made here if `body` has none.
     */
    startRun: (
      body: StartRun,
      call: CallOptions & { readonly idempotencyKey?: string } = {},
    ): Promise<StartedRun> =>
      http.request("/api/realtime", {
        ...call,
        method: "POST",
        // A regeneration, which has no prompt, writes no message of the user's.
        body:
          body.prompt === undefined && body.templateId === undefined
            ? body
            : { messageId: uuidv7(), ...body },
        idempotencyKey: call.idempotencyKey ?? uuidv7(),
      }),

    /**
     * Writes on in the unfinished answer of a run, in a new run that resolves as `startRun` does.
     * The answer keeps its id and its text.
     */
    continueRun: (
      runId: string,
      body: ContinueRun = {},
      call: CallOptions & { readonly idempotencyKey?: string } = {},
    ): Promise<StartedRun> =>
      http.request(`/api/realtime/${id(runId)}/continue`, {
        ...call,
        method: "POST",
        body,
        idempotencyKey: call.idempotencyKey ?? uuidv7(),
      }),

    /** Stops a run; resolves once it has ended, whoever ended it. Closing a stream stops nothing. */
    stopRun: (runId: string, call: CallOptions = {}) =>
      http.request<Run>(`/api/realtime/${id(runId)}`, { ...call, method: "DELETE" }),

    /**
     * Most recently changed first; with `deleted` those that can be restored, the last that was
     * deleted first.
     */
    listConversations: ({
      limit,
      cursor,
      archived,
      pinned,
      deleted,
      ...call
    }: ConversationListOptions = {}) =>
      http.request<ConversationPage>("/api/conversations", {
        ...call,
        query: { limit, cursor, archived, pinned, deleted },
      }),

    /** All branches, to keep and to bring in again. */
    exportConversation: (conversationId: string, call: CallOptions = {}) =>
      http.request<ConversationExport>(`/api/conversations/${id(conversationId)}/export`, {
        ...call,
        query: { format: "json" },
      }),

    /** The address of a conversation as a file, for a link with `download`. */
    exportUrl: (conversationId: string, format: "json" | "md" = "md", leaf?: string): string =>
      http.url(`/api/conversations/${id(conversationId)}/export`, { format, leaf }),

    /** Makes a conversation, with new ids, of one that was exported. */
    importConversation: (
      body: ConversationExport,
      call: CallOptions & { readonly idempotencyKey?: string } = {},
    ) =>
      http.request<Conversation>("/api/conversations/import", {
        ...call,
        method: "POST",
        body,
        idempotencyKey: call.idempotencyKey ?? uuidv7(),
      }),

    createConversation: (
      body: NewConversation = {},
      call: CallOptions & { readonly idempotencyKey?: string } = {},
    ) =>
      http.request<Conversation>("/api/conversations", {
        ...call,
        method: "POST",
        body,
        idempotencyKey: call.idempotencyKey ?? uuidv7(),
      }),

    getConversation: (conversationId: string, call: CallOptions = {}) =>
      http.request<Conversation>(`/api/conversations/${id(conversationId)}`, call),

    updateConversation: (conversationId: string, body: ConversationPatch, call: CallOptions = {}) =>
      http.request<Conversation>(`/api/conversations/${id(conversationId)}`, {
        ...call,
        method: "PATCH",
        body,
      }),

    /** Deletes a conversation and stops its run; `restoreConversation` undoes it for 30 days. */
    deleteConversation: (conversationId: string, call: CallOptions = {}) =>
      http.request<void>(`/api/conversations/${id(conversationId)}`, { ...call, method: "DELETE" }),

    restoreConversation: (conversationId: string, call: CallOptions = {}) =>
      http.request<Conversation>(`/api/conversations/${id(conversationId)}/restore`, {
        ...call,
        method: "POST",
        idempotencyKey: uuidv7(),
      }),

    /** A new conversation with copies of the branch that ends in `messageId`. */
    forkConversation: (
      conversationId: string,
      messageId: string,
      call: CallOptions & { readonly idempotencyKey?: string } = {},
    ) =>
      http.request<Conversation>(`/api/conversations/${id(conversationId)}/fork`, {
        ...call,
        method: "POST",
        body: { messageId },
        idempotencyKey: call.idempotencyKey ?? uuidv7(),
      }),

    /** What waits in a conversation while a run goes on, the next first. */
    listQueue: (conversationId: string, call: CallOptions = {}) =>
      http.request<Queue>(`/api/conversations/${id(conversationId)}/queue`, call),

    /** Changes the words or the place of a message that waits; resolves to what waits then. */
    updateQueued: (
      conversationId: string,
      messageId: string,
      body: QueuePatch,
      call: CallOptions = {},
    ) =>
      http.request<Queue>(`/api/conversations/${id(conversationId)}/queue/${id(messageId)}`, {
        ...call,
        method: "PATCH",
        body,
      }),

    /** Takes a message out of the queue; its run ends as stopped. */
    removeQueued: (conversationId: string, messageId: string, call: CallOptions = {}) =>
      http.request<void>(`/api/conversations/${id(conversationId)}/queue/${id(messageId)}`, {
        ...call,
        method: "DELETE",
      }),

    /** Newest first. The first page has `asOf`: subscribe from there and nothing falls between. */
    listMessages: (conversationId: string, { limit, cursor, ...call }: PageOptions = {}) =>
      http.request<MessagePage>("/api/messages", {
        ...call,
        query: { conversationId, limit, cursor },
      }),

    ...composing(http),

    /**
     * Titles, messages and answers that have all words of `q`, newest first. The last word may be the
     * beginning of one; `"..."` stands for words in a row. `marks` count as strings do: in UTF-16.
     */
    search: (q: string, { limit, cursor, ...call }: PageOptions = {}) =>
      http.request<SearchPage>("/api/search", { ...call, query: { q, limit, cursor } }),

    ...toolSources(http),

    /** Follows one run to its `done`, from its start if there is no cursor. */
    subscribeRun: (runId: string, stream: StreamOptions): Subscription =>
      follow({
        ...stream,
        url: http.url(`/api/realtime/${id(runId)}`),
        wrapped: false,
        isTerminal: ({ type, data }) =>
          type === "deleted" ||
          (type === "done" && (data as { runId?: unknown } | null)?.runId === runId),
      }),

    /** Follows everything in one conversation until it is deleted. */
    subscribeConversation: (conversationId: string, stream: StreamOptions): Subscription =>
      follow({
        ...stream,
        url: http.url(`/api/conversations/${id(conversationId)}/events`),
        wrapped: false,
        isTerminal: ({ type }) => type === "deleted",
      }),

    /**
     * Opens a WebSocket: tools are called and channels followed over one connection, which comes back
     * by itself. The server knows the caller by the cookie.
     */
    openSocket: (socket: Omit<SocketOptions, "url"> = {}): ThalwegSocket => {
      const { refresh, random, environment } = options;
      return openSocket({
        url: socketUrl(http.url("/api/ws")),
        ...(clock !== undefined && { clock }),
        ...(refresh !== undefined && { refresh }),
        ...(random !== undefined && { random }),
        ...(environment !== undefined && { environment }),
        ...socket,
      });
    },

    /** Follows up to 100 channels on one connection; events say which channel they are of. */
    subscribeEvents: ({ channels, batchMs, ...stream }: ChannelsOptions): Subscription => {
      const query = new URLSearchParams(channels.map((channel) => ["channel", channel]));
      if (batchMs !== undefined) query.set("batchMs", String(batchMs));
      return follow({
        ...stream,
        url: `${http.url("/api/events")}?${query}`,
        wrapped: true,
        isTerminal: () => false,
      });
    },
  };
}
