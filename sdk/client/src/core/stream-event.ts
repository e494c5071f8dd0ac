import type { ReceivedEvent } from "./resume-types.ts";
import type {
  ChatMessage,
  Conversation,
  Deleted,
  Done,
  DraftNotice,
  HttpToolNews,
  JobNotice,
  McpServerNews,
  Queue,
  Reset,
  Run,
  RunError,
  Template,
  Token,
  ToolChoice,
  ToolStatus,
  Welcome,
} from "./wire.ts";

/** What an event says, by its type. */
export type EventData = {
  readonly welcome: Welcome;
  readonly reset: Reset;
  readonly run: Run;
  readonly message: ChatMessage;
  readonly token: Token;
  readonly "tool-status": ToolStatus;
  readonly error: RunError;
  readonly done: Done;
  readonly conversation: Conversation;
  readonly queue: Queue;
  readonly deleted: Deleted;
  readonly template: Template;
  readonly "template-deleted": Deleted;
  readonly draft: DraftNotice;
  readonly "job-notice": JobNotice;
  readonly "tool-choice": ToolChoice;
  readonly "http-tool": HttpToolNews;
  readonly "mcp-server": McpServerNews;
};

export type KnownEventType = keyof EventData;

/** Where an event lies; only streams of channels tell. */
type Place = {
  /** The channel, such as `conversation:{id}`. */
  readonly channel?: string;
  /** The seq in its channel; of a joined event the last one, with `first` the first. */
  readonly seq?: number;
  readonly first?: number;
  /** When it was appended, RFC 3339. */
  readonly at?: string;
};

/** One delivered event. `cursor` is the place after it; absent on what is not kept. */
export type StreamEvent = {
  readonly [T in KnownEventType]: Place & {
    readonly type: T;
    readonly data: EventData[T];
    readonly cursor?: string;
  };
}[KnownEventType];

const KNOWN: ReadonlySet<string> = new Set<KnownEventType>([
  "welcome",
  "reset",
  "run",
  "message",
  "token",
  "tool-status",
  "error",
  "done",
  "conversation",
  "queue",
  "deleted",
  "template",
  "template-deleted",
  "draft",
  "job-notice",
  "tool-choice",
  "http-tool",
  "mcp-server",
]);

/**
 * Gives an event its type; undefined for a type that this version does not know, which a newer
 * server may send within the same contract.
 *
 * `wrapped` says that the data of kept events is `{ channel, seq, first?, at, data }`. The data is
 * trusted as the server's; schemas for checking it are in `@thalweg/client/schemas`.
 */
export function toStreamEvent(event: ReceivedEvent, wrapped: boolean): StreamEvent | undefined {
  if (!KNOWN.has(event.type)) return undefined;
  const cursor = event.id === undefined ? {} : { cursor: event.id };
  if (wrapped && event.type !== "welcome" && event.type !== "reset") {
    const { channel, seq, first, at, data } = event.data as Place & { readonly data: unknown };
    const place = { channel, seq, at, ...(first !== undefined && { first }) };
    return { type: event.type, data, ...place, ...cursor } as StreamEvent;
  }
  return { type: event.type, data: event.data, ...cursor } as StreamEvent;
}
