import type { Problem } from "./errors.ts";
import type { Life } from "./life.ts";

/** Why a stream was lost, or why a try failed. */
export type LossReason =
  /** The body ended or broke, or no connection came about. */
  | "network"
  /** Nothing, not even a comment, for the silence limit. */
  | "silence"
  /** The server asked to come back later: draining, overload, a limit. */
  | "server"
  /** An answer that can be cured by trying again: 429, 5xx, or no event stream. */
  | "refused";

/** What a consumer sees of its connection. Times are milliseconds since the epoch. */
export type ConnectionState =
  | { readonly status: "connecting"; readonly since: number }
  | { readonly status: "live"; readonly since: number }
  | {
      readonly status: "reconnecting";
      /** 1 for the first try after the loss. */
      readonly attempt: number;
      /** When the next try starts at the latest; now or earlier while one is under way. */
      readonly retryAt: number;
      /** When the stream was lost. */
      readonly since: number;
      readonly reason: LossReason;
    }
  /** Lost, and the device says that it has no network. Tries go on, for it may be wrong. */
  | { readonly status: "offline"; readonly since: number; readonly retryAt: number }
  /** The credential ran out. A fresh one and `retryNow` go on from the same cursor. */
  | { readonly status: "expired"; readonly since: number }
  /** Final: asking again in the same way cannot help. */
  | { readonly status: "failed"; readonly since: number; readonly problem: Problem }
  /** Closed by the consumer. */
  | { readonly status: "closed"; readonly since: number }
  /** The server has nothing more to say on this stream. */
  | { readonly status: "ended"; readonly since: number };

/** One event as the transport saw it, its data already parsed. */
export type ReceivedEvent = {
  readonly type: string;
  /** The cursor; absent on ephemeral events, which are delivered and not remembered. */
  readonly id?: string;
  readonly data: unknown;
};

/** `answered` is the HTTP answer in place of a stream. */
export type ResumeInput =
  | { readonly type: "start" }
  | { readonly type: "event"; readonly connection: number; readonly event: ReceivedEvent }
  /** Bytes without an event: a comment. */
  | { readonly type: "life"; readonly connection: number }
  | { readonly type: "server-retry"; readonly connection: number; readonly ms: number }
  | { readonly type: "answered"; readonly connection: number; readonly problem: Problem }
  | { readonly type: "no-content"; readonly connection: number }
  /** The body ended, cleanly or not; the events before it decide what that means. */
  | { readonly type: "lost"; readonly connection: number; readonly answered: boolean }
  | { readonly type: "broken"; readonly connection: number; readonly problem: Problem }
  | { readonly type: "timer"; readonly timer: TimerName }
  | { readonly type: "health"; readonly ok: boolean }
  | { readonly type: "refreshed"; readonly ok: boolean }
  | { readonly type: "prolonged"; readonly connection: number; readonly outcome: ProlongOutcome }
  | { readonly type: "online" }
  | { readonly type: "offline" }
  | { readonly type: "visible" }
  | { readonly type: "hidden" }
  | { readonly type: "retry-now" }
  | { readonly type: "close" };

/** What came of the wish to let a live stream go on. */
export type ProlongOutcome =
  /** When the credential ends now; absent, it has no end. */
  | { readonly ok: true; readonly expiresAt?: number }
  /** `again`: another try can help. */
  | { readonly ok: false; readonly again: boolean };

export type TimerName = "retry" | "probe" | "silence" | "prolong";

/** What the driver must do, in order. Setting a timer replaces the one of the same name. */
export type ResumeEffect =
  | { readonly type: "open"; readonly connection: number; readonly cursor?: string }
  | { readonly type: "abort" }
  | { readonly type: "deliver"; readonly event: ReceivedEvent }
  | { readonly type: "set-timer"; readonly timer: TimerName; readonly at: number }
  | { readonly type: "clear-timer"; readonly timer: TimerName }
  /** Ask the health endpoint and report a `health` input. */
  | { readonly type: "probe" }
  /** Get fresh credentials and report a `refreshed` input. */
  | { readonly type: "refresh" }
  /** Ask the server to let this stream go on, and report a `prolonged` input. */
  | { readonly type: "prolong"; readonly connection: number; readonly streamId: string };

export type ResumeConfig = {
  /** True for the event after which the server ends this stream for good. */
  readonly isTerminal: (event: ReceivedEvent) => boolean;
  /** There is a way to get fresh credentials. */
  readonly canRefresh: boolean;
  /** There is a way to prolong a live stream. */
  readonly canProlong: boolean;
  readonly silenceMs: number;
  /** How long the first try may stay without any answer; doubled with each further one up to `silenceMs`. */
  readonly answerMs: number;
  /** For how long after a loss a visible page asks for the server's health. */
  readonly probeForMs: number;
  readonly probeEveryMs: number;
  /** A stream that lived shorter than this does not end an outage. */
  readonly stableMs: number;
};

export const DEFAULT_RESUME: ResumeConfig = {
  isTerminal: () => false,
  canRefresh: false,
  canProlong: false,
  silenceMs: 20_000,
  answerMs: 5_000,
  probeForMs: 60_000,
  probeEveryMs: 500,
  stableMs: 5_000,
};

/** Everything that the machine knows. Treat it as opaque; read it with `connectionState`. */
export type ResumeModel = {
  readonly phase:
    | "idle"
    | "opening"
    | "live"
    | "waiting"
    | "expired"
    | "failed"
    | "closed"
    | "ended";
  /** When `phase` began. */
  readonly since: number;
  /** Counts the connections; inputs of an earlier one are ignored. */
  readonly connection: number;
  readonly cursor: string | undefined;
  readonly online: boolean;
  readonly visible: boolean;
  readonly lastLifeAt: number;
  /** Anything came on this connection, be it only the head of an answer. */
  readonly heard: boolean;
  /** Failed tries and short-lived streams since the last stable one. */
  readonly attempt: number;
  /** When that series began; probes stop a minute after it. */
  readonly outageSince: number;
  readonly lostAt: number;
  readonly reason: LossReason;
  readonly retryAt: number;
  /** The server named `retryAt`: nothing but the consumer's wish comes before it. */
  readonly held: boolean;
  readonly mayProbe: boolean;
  readonly openedByProbe: boolean;
  /** The stream's `retry:`, in milliseconds. */
  readonly retryMs: number | undefined;
  /** `reconnect` was received on this connection. */
  readonly comeBackMs: number | undefined;
  readonly sawTerminal: boolean;
  readonly sawExpired: boolean;
  readonly refreshedAt: number | undefined;
  /** How long this connection's credential counts, if the stream can be prolonged. */
  readonly life: Life | undefined;
  /** Until when the credential counts by a prolongation, on whatever connection. */
  readonly renewedUntil: number;
  readonly problem: Problem | undefined;
};

export type StepContext = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** 0..1, fresh for each step. */
  readonly random: number;
  readonly config: ResumeConfig;
};

export type Step = { readonly model: ResumeModel; readonly effects: readonly ResumeEffect[] };
