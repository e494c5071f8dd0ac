import type { Clock, Environment } from "../core/environment.ts";
import type { ConnectionState } from "../core/resume-types.ts";
import type {
  ChannelEvent,
  PartialResult,
  SocketReset,
  ToolComplete,
  ToolUpdate,
} from "../generated/types.gen.ts";

/** The part of a browser's `WebSocket` that is used; that of `ws` on npm has it as well. */
export type SocketLike = {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: unknown } & never) => void) | null;
  onclose: ((event: { readonly code: number } & never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
};

export type SocketConstructor = new (url: string, protocol: string) => SocketLike;

export type SocketOptions = {
  /** `wss://…/api/ws`. */
  readonly url: string;
  readonly onState?: (state: ConnectionState) => void;
  /** Called when the credential ended; resolves to whether there is a new one. */
  readonly refresh?: () => Promise<boolean>;
  /** Frames of earlier calls that nobody waits for any more, as after a reload of the page. */
  readonly onFrame?: (frame: SessionFrame) => void;
  /** The session to go on with, and the last of its frames that was handled. */
  readonly session?: SessionPlace;
  readonly WebSocket?: SocketConstructor;
  readonly clock?: Clock;
  /** 0..1; spreads the waits between tries. */
  readonly random?: () => number;
  readonly environment?: Environment;
};

/** A place in a session, to be kept where a later page finds it. */
export type SessionPlace = { readonly id: string; readonly seq: number };

/** A numbered frame of the session. */
export type SessionFrame =
  | ({ readonly type: "tool_update" } & ToolUpdate)
  | ({ readonly type: "partial_result" } & PartialResult)
  | ({ readonly type: "complete" } & ToolComplete)
  | ({ readonly type: "error" } & CallFailure);

/** How a call ended badly. */
export type CallFailure = {
  readonly id?: string;
  readonly seq?: number;
  readonly jobId?: string;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
};

export type CallHandlers = {
  /** Names the call and makes repeating it harmless; made here if absent. */
  readonly id?: string;
  /** Each change of its state, and how far it is. */
  readonly onUpdate?: (update: ToolUpdate) => void;
  /** Each piece of its result. */
  readonly onPartial?: (data: unknown) => void;
};

/** A call of a tool. It goes on when the connection breaks, and when this object is forgotten. */
export type ToolInvocation = {
  readonly id: string;
  /**
   * Resolves to the result; rejects with `ThalwegError`: `tool_failed`, `tool_denied`, `cancelled`,
   * `interrupted`, `session_ended`, or why there is no job.
   */
  readonly done: Promise<ToolComplete>;
  /** Stops the call; `done` rejects once it has ended. */
  cancel(): void;
};

export type ChannelHandlers = {
  /** The place to go on from; from now on if absent. */
  readonly cursor?: string;
  readonly onEvent: (event: ChannelEvent) => void;
  /** Something cannot be replayed; the present state is in it where there is one. */
  readonly onReset?: (reset: SocketReset) => void;
  /** The channel may not be followed. */
  readonly onError?: (failure: CallFailure) => void;
};

export type ChannelSubscription = {
  /** The place after the last event that was delivered. */
  readonly cursor: string | undefined;
  close(): void;
};

/** A WebSocket that comes back by itself, with what was asked for and without a gap. */
export type ThalwegSocket = {
  readonly state: ConnectionState;
  /** Where the session is; undefined before the first `welcome`. */
  readonly session: SessionPlace | undefined;
  invoke(name: string, args?: Record<string, unknown>, handlers?: CallHandlers): ToolInvocation;
  subscribe(channel: string, handlers: ChannelHandlers): ChannelSubscription;
  /** Tries at once, also after `failed` and `expired`. */
  retryNow(): void;
  close(): void;
};
