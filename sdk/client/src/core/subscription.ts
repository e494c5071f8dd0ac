import {
  type Clock,
  detectEnvironment,
  type Environment,
  type Fetch,
  systemClock,
} from "./environment.ts";
import { ThalwegError } from "./errors.ts";
import { connectionState, initialResume, step } from "./resume.ts";
import {
  type ConnectionState,
  DEFAULT_RESUME,
  type ProlongOutcome,
  type ReceivedEvent,
  type ResumeConfig,
  type ResumeEffect,
  type ResumeInput,
  type ResumeModel,
  type TimerName,
} from "./resume-types.ts";
import { readStream } from "./stream-reader.ts";

export type SubscriptionOptions = {
  /** The stream's address, without a cursor. */
  readonly url: string;
  /** Answers 200 while the server takes streams; asked after a loss. Absent: never asked. */
  readonly healthUrl?: string;
  /** Where to go on; absent, the server decides: from now for channels, its start for a run. */
  readonly cursor?: string;
  /** Called for each event in order, exactly once, `welcome` and `reset` included. */
  readonly onEvent: (event: ReceivedEvent) => void;
  readonly onState?: (state: ConnectionState) => void;
  readonly isTerminal?: (event: ReceivedEvent) => boolean;
  /** Asked before each connection, so that a fresh credential is taken. */
  readonly headers?: () => HeadersInit | Promise<HeadersInit>;
  /** Called when the credential ran out; resolves to whether there is a new one. */
  readonly refresh?: () => Promise<boolean>;
  /**
   * Called shortly before a live stream's credential runs out, with the `streamId` of its `welcome`.
   * Resolves to when the credential ends now, RFC 3339; to nothing if it has no end any more.
   */
  readonly prolong?: (streamId: string) => Promise<{ readonly expiresAt?: string }>;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly environment?: Environment;
  readonly maxEventChars?: number;
  readonly tuning?: Partial<Omit<ResumeConfig, "isTerminal" | "canRefresh" | "canProlong">>;
};

/** A stream that is being followed, across as many connections as that takes. */
export type Subscription = {
  readonly state: ConnectionState;
  /** The place after the last event that was delivered. */
  readonly cursor: string | undefined;
  /** Tries at once, also after `failed` and `expired`. */
  retryNow(): void;
  /** Ends the subscription. The server goes on with whatever it does. */
  close(): void;
};

/** How long a health question may take. */
const HEALTH_TIMEOUT_MS = 2_000;

/** Follows the event stream at `options.url` until it ends, fails for good or is closed. */
export function subscribe(options: SubscriptionOptions): Subscription {
  const driver = new Driver(options);
  driver.start();
  return driver;
}

class Driver implements Subscription {
  readonly #options: SubscriptionOptions;
  readonly #config: ResumeConfig;
  readonly #clock: Clock;
  readonly #timers = new Map<TimerName, () => void>();
  readonly #unwatch: () => void;
  #model: ResumeModel;
  #state: ConnectionState;
  #body: AbortController | undefined;
  #probe: AbortController | undefined;
  #queue: ResumeInput[] = [];
  #stepping = false;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#config = {
      ...DEFAULT_RESUME,
      ...options.tuning,
      isTerminal: options.isTerminal ?? DEFAULT_RESUME.isTerminal,
      canRefresh: options.refresh !== undefined,
      canProlong: options.prolong !== undefined,
    };
    const environment = options.environment ?? detectEnvironment();
    const { online, visible } = environment;
    this.#model = initialResume(this.#clock.now(), { online, visible }, options.cursor);
    this.#state = connectionState(this.#model);
    this.#unwatch = environment.watch((change) => this.#feed({ type: change }));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get cursor(): string | undefined {
    return this.#model.cursor;
  }

  start(): void {
    this.#feed({ type: "start" });
  }

  retryNow(): void {
    this.#feed({ type: "retry-now" });
  }

  close(): void {
    this.#feed({ type: "close" });
  }

  /** An effect may cause the next input (a consumer that closes in `onEvent`), hence the queue. */
  #feed(input: ResumeInput): void {
    this.#queue.push(input);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const random = (this.#options.random ?? Math.random)();
        const context = { now: this.#clock.now(), random, config: this.#config };
        const { model, effects } = step(this.#model, next, context);
        this.#model = model;
        for (const effect of effects) this.#run(effect);
        this.#publish();
      }
    } finally {
      this.#stepping = false;
    }
  }

  #run(effect: ResumeEffect): void {
    switch (effect.type) {
      case "open":
        this.#body?.abort();
        this.#body = new AbortController();
        void this.#connect(effect.connection, effect.cursor, this.#body.signal);
        break;
      case "abort":
        this.#body?.abort();
        this.#body = undefined;
        break;
      case "deliver":
        this.#deliver(effect.event);
        break;
      case "set-timer": {
        const { timer } = effect;
        this.#timers.get(timer)?.();
        const wait = Math.max(0, effect.at - this.#clock.now());
        this.#timers.set(
          timer,
          this.#clock.after(wait, () => this.#feed({ type: "timer", timer })),
        );
        break;
      }
      case "clear-timer":
        this.#timers.get(effect.timer)?.();
        this.#timers.delete(effect.timer);
        break;
      case "probe":
        void this.#askHealth();
        break;
      case "refresh":
        void this.#refresh();
        break;
      case "prolong":
        void this.#prolong(effect.connection, effect.streamId);
        break;
    }
  }

  /** A consumer that throws is reported as uncaught; the stream goes on with the next event. */
  #deliver(event: ReceivedEvent): void {
    try {
      this.#options.onEvent(event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  #publish(): void {
    const state = connectionState(this.#model);
    if (sameState(state, this.#state)) return;
    this.#state = state;
    if (state.status === "closed" || state.status === "ended") this.#unwatch();
    this.#options.onState?.(state);
  }

  async #connect(connection: number, cursor: string | undefined, signal: AbortSignal) {
    const { url, headers, maxEventChars } = this.#options;
    const request = { url, cursor, headers, signal, maxEventChars };
    const fetch = this.#options.fetch ?? globalThis.fetch;
    const feed = (input: ResumeInput) => {
      if (!signal.aborted) this.#feed(input);
    };
    await readStream({ ...request, fetch, connection, now: () => this.#clock.now(), feed });
  }

  async #askHealth(): Promise<void> {
    const { healthUrl } = this.#options;
    if (healthUrl === undefined) return;
    this.#probe?.abort();
    const probe = new AbortController();
    this.#probe = probe;
    const cancel = this.#clock.after(HEALTH_TIMEOUT_MS, () => probe.abort());
    let ok = false;
    try {
      const fetch = this.#options.fetch ?? globalThis.fetch;
      ok = (await fetch(healthUrl, { cache: "no-store", signal: probe.signal })).ok;
    } catch {
      // No answer is the answer.
    }
    cancel();
    if (this.#probe === probe) this.#feed({ type: "health", ok });
  }

  async #refresh(): Promise<void> {
    let ok = false;
    try {
      ok = (await this.#options.refresh?.()) ?? false;
    } catch {
      // A hook that throws has no new credential; `expired` stays and says so.
    }
    this.#feed({ type: "refreshed", ok });
  }

  async #prolong(connection: number, streamId: string): Promise<void> {
    let outcome: ProlongOutcome = { ok: false, again: false };
    try {
      const { expiresAt } = (await this.#options.prolong?.(streamId)) ?? {};
      outcome = { ok: true, ...(expiresAt !== undefined && { expiresAt: Date.parse(expiresAt) }) };
    } catch (error) {
      // Where nothing helps, the stream ends with `expired`.
      outcome = { ok: false, again: error instanceof ThalwegError && error.retryable };
    }
    this.#feed({ type: "prolonged", connection, outcome });
  }
}

/** Two states that a consumer could not tell apart; problems are compared by identity. */
function sameState(left: ConnectionState, right: ConnectionState): boolean {
  const keys = Object.keys(left) as (keyof ConnectionState)[];
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}
