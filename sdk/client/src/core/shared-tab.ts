import {
  type Clock,
  detectEnvironment,
  type Environment,
  type EnvironmentChange,
  systemClock,
} from "./environment.ts";
import { uuidv7 } from "./ids.ts";
import type { SharedEventsOptions, SharedOptions } from "./shared-events.ts";
import { MOST_CHANNELS, SharedReader } from "./shared-reader.ts";
import { SharedStream } from "./shared-stream.ts";
import type { Batch, Lead, TabMessage, Want } from "./shared-types.ts";
import { Wants } from "./shared-wants.ts";
import type { Subscription } from "./subscription.ts";

/** A tab that can be seen asks after so much silence whether there is still a leader. */
const ASK_AFTER_MS = 4_000;
/** A leader that has not answered by then is frozen or gone, and is deposed. */
const ANSWER_MS = 2_000;
/** A leader that cannot be seen gives the lead to a tab that can after so long. */
const HAND_OVER_MS = 30_000;
/** A tab that has not spoken to a new leader by then is gone. */
const SWEEP_AFTER_MS = 10_000;
/** A hidden tab that is alone lets go of its stream after so long. */
const REST_AFTER_MS = 60_000;

/**
 * One tab of those that share. The leader opens a stream of all channels that any tab wants and
 * tells the others its events; each reader takes from it what lies after its own place.
 *
 * Nothing rests on there being one leader: two of them tell the same log, and each reader compares
 * places. The election only spares connections.
 */
export class SharedTab {
  readonly #id = uuidv7();
  readonly #options: SharedEventsOptions;
  readonly #clock: Clock;
  readonly #environment: Environment;
  readonly #readers = new Set<SharedReader>();
  readonly #wants: Wants;
  readonly #cancels: (() => void)[] = [];
  #withdraw: (() => void) | undefined;
  #cancelTimer: (() => void) | undefined;
  /** The timer of a leader that is hidden; what it hears meanwhile does not begin it anew. */
  #cancelUnseen: (() => void) | undefined;
  #stream: SharedStream | undefined;
  #leader: Lead | undefined;
  #term = 0;
  /** The place up to which the shared stream is known here. */
  #at: string | undefined;
  #leads = false;
  /** A question is open. */
  #asked = false;
  #askedAt = 0;
  #heardAt = 0;
  #pending = false;
  #closed = false;

  constructor(options: SharedEventsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#environment = options.environment ?? detectEnvironment();
    this.#wants = new Wants(this.#environment);
    this.#cancels.push(this.#environment.watch((change) => this.#seen(change)));
    const { tabs } = options;
    if (tabs !== undefined) {
      this.#cancels.push(tabs.listen((message) => this.#hear(message)));
    }
    this.resume();
  }

  /** The page is left and may come back: another tab leads, and this one keeps its places. */
  suspend(): void {
    if (this.#closed) return;
    this.#leads = false;
    this.#rest();
    this.#post({ type: "leave", tab: this.#id });
    this.#withdraw?.();
    this.#withdraw = undefined;
  }

  resume(): void {
    if (this.#closed || this.#withdraw !== undefined) return;
    if (this.#options.tabs === undefined) this.#leads = true;
    else this.#stand(false);
    this.#changed();
  }

  get leading(): boolean {
    return this.#leads;
  }

  subscribe({ channels, cursor, onEvent, onState }: SharedOptions): Subscription {
    const reader = new SharedReader({
      channels,
      cursor,
      onEvent,
      onState,
      open: this.#options.open,
      clock: this.#clock,
      onClose: (closed) => {
        this.#readers.delete(closed);
        this.#changed();
      },
      onRetry: () => {
        if (this.#leads) this.#stream?.retryNow();
        else this.#post({ type: "retry" });
      },
    });
    this.#readers.add(reader);
    this.#changed();
    return reader;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const reader of this.#readers) reader.close();
    this.#stream?.close();
    this.#stream = undefined;
    this.#watch();
    this.#post({ type: "leave", tab: this.#id });
    this.#withdraw?.();
    for (const cancel of this.#cancels) cancel();
  }

  #post(message: TabMessage): void {
    this.#options.tabs?.post(message);
  }

  #stand(take: boolean): void {
    this.#withdraw?.();
    const election = {
      won: () => {
        if (this.#closed || this.#leads) return;
        this.#leads = true;
        // The time makes it the latest even for a tab that has heard of no leader before it.
        this.#term = Math.max(this.#term + 1, this.#clock.now());
        this.#leader = undefined;
        this.#wants.expectAnswers();
        this.#cancels.push(this.#clock.after(SWEEP_AFTER_MS, () => this.#wants.sweep()));
        this.#watch();
        this.#serve();
      },
      lost: () => {
        if (this.#closed) return;
        this.#resign();
        this.#stand(false);
      },
    };
    this.#withdraw = this.#options.tabs?.elect(election, take);
  }

  /** Another tab reads now. What this one has read and not told is told before. */
  #resign(): void {
    this.#leads = false;
    this.#stream?.close();
    this.#stream = undefined;
    this.#asked = true;
    this.#ask();
    this.#watch();
  }

  /** Readers came or went, or the page was shown or hidden: said once for all that happens now. */
  #changed(): void {
    if (this.#pending || this.#closed) return;
    this.#pending = true;
    queueMicrotask(() => {
      this.#pending = false;
      if (this.#closed) return;
      if (this.#leads) this.#serve();
      else this.#ask();
      this.#watch();
    });
  }

  #want(): Want {
    const channels = [...new Set([...this.#readers].flatMap((reader) => [...reader.channels]))];
    const cursor = earliest([...this.#readers].map((reader) => reader.cursor));
    const { visible } = this.#environment;
    return { tab: this.#id, channels, visible, ...(cursor !== undefined && { cursor }) };
  }

  #ask(): void {
    this.#askedAt = this.#clock.now();
    this.#post({ type: "want", ...this.#want() });
  }

  #hear(message: TabMessage): void {
    if (this.#closed) return;
    switch (message.type) {
      case "want": {
        this.#wants.put(message, !this.#serves(message));
        if (!this.#leads) return;
        this.#serve();
        this.#announce();
        this.#watch();
        return;
      }
      case "leave":
        this.#wants.delete(message.tab);
        return;
      case "retry":
        if (this.#leads) this.#stream?.retryNow();
        return;
      case "take":
        if (message.tab === this.#id && !this.#leads) this.#stand(true);
        return;
      case "lead":
        this.#follow(message);
        return;
      case "batch":
        if (this.#leads) return;
        if (message.stream !== this.#leader?.stream) {
          // Its announcement was missed, or comes late.
          if (this.#clock.now() - this.#askedAt >= ANSWER_MS) this.#ask();
          return;
        }
        this.#heard();
        this.#handOut(message);
        return;
    }
  }

  #follow(lead: Lead): void {
    // One of two leaders is deposed and does not know it yet: who hears of a later one is silent.
    if (this.#leads && lead.term < this.#term) this.#announce();
    const stale = lead.term < this.#term && this.#clock.now() - this.#heardAt < ANSWER_MS;
    if (this.#leads || stale) return;
    const fresh = lead.stream !== this.#leader?.stream;
    const another = lead.tab !== this.#leader?.tab;
    this.#term = lead.term;
    this.#leader = lead;
    this.#at = lead.at ?? this.#at;
    this.#heard();
    this.#join(lead);
    // A tab that slept may have been forgotten. Asked once for each stream, for there may be more
    // channels than one stream can have.
    const left = [...this.#readers].some((reader) => !reader.served);
    if (another || (fresh && left)) this.#ask();
  }

  /** Brings each reader in step with the stream as it stands. */
  #join({ channels, at, state, welcome }: Omit<Lead, "tab" | "term" | "stream">): void {
    for (const reader of this.#readers) {
      reader.serve(channels, at);
      if (welcome !== undefined) reader.welcome(welcome, at);
      reader.show(state);
    }
  }

  #handOut(batch: Batch): void {
    const last = batch.events.findLast((event) => event.cursor !== undefined)?.cursor;
    this.#at = last ?? this.#at;
    for (const reader of this.#readers) reader.take(batch);
  }

  /** The leader's work: one stream that carries what every tab wants. */
  #serve(): void {
    if (!this.#leads || this.#closed) return;
    const wants = [this.#want(), ...this.#wants.all];
    const channels = [...new Set(wants.flatMap((want) => want.channels))].slice(0, MOST_CHANNELS);
    const now = this.#stream;
    if (channels.length === 0) return;
    const start = this.#start();
    const covered = now?.covers(channels) ?? false;
    if (covered && (now?.at === undefined || start === undefined || start >= now.at)) {
      if (now !== undefined) this.#join(this.#standing(now));
      return;
    }
    now?.close();
    const stream = new SharedStream({
      open: this.#options.open,
      channels,
      cursor: start,
      environment: this.#wants.environment(),
      onBatch: (batch) => {
        // A tab that is alone has nobody to tell; who comes is told where the stream stands.
        if (this.#wants.any) this.#post({ type: "batch", ...batch });
        this.#handOut(batch);
      },
      onChange: () => {
        this.#announce();
        this.#join(this.#standing(stream));
      },
    });
    this.#stream = stream;
    this.#wants.served();
    this.#announce();
    this.#join(this.#standing(stream));
  }

  /** Whether the stream has what a tab wants, from where it wants it as far as that can be had. */
  #serves({ channels, cursor }: Want): boolean {
    const now = this.#stream;
    if (now === undefined || !now.covers(channels)) return false;
    return !(now.quiet && cursor !== undefined && now.at !== undefined && cursor < now.at);
  }

  /**
   * Where the stream begins. Whoever is in step must not be sent back, for joined tokens would
   * straddle their place; only a stream of which nothing came yet can as well begin earlier.
   */
  #start(): string | undefined {
    const now = this.#stream;
    const waiting = [...this.#readers].filter((reader) => !reader.served);
    const fresh = [...waiting.map(({ cursor }) => cursor), ...this.#wants.freshCursors];
    if (now === undefined) return this.#at ?? earliest(fresh);
    const inStep = this.#wants.anyServed || waiting.length < this.#readers.size;
    if (!inStep) return earliest(fresh) ?? now.at;
    return now.quiet ? earliest([now.at, ...fresh]) : now.at;
  }

  #standing({ id, channels, at, state, welcome }: SharedStream): Omit<Lead, "tab" | "term"> {
    return {
      stream: id,
      channels,
      state,
      ...(at !== undefined && { at }),
      ...(welcome !== undefined && { welcome }),
    };
  }

  #announce(): void {
    const stream = this.#stream;
    if (!this.#leads || stream === undefined) return;
    this.#post({ type: "lead", tab: this.#id, term: this.#term, ...this.#standing(stream) });
  }

  #seen(change: EnvironmentChange): void {
    this.#wants.changed(change);
    if (change === "online" || change === "offline") return;
    // What is said of the change is a question too.
    this.#asked = change === "visible";
    this.#changed();
  }

  #heard(): void {
    this.#asked = false;
    this.#heardAt = this.#clock.now();
    this.#watch();
  }

  /** Sets the timers that this tab needs as it is now; a hidden follower needs none. */
  #watch(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const { visible } = this.#environment;
    const unseen = this.#leads && !visible && !this.#closed;
    if (!unseen) this.#cancelUnseen?.();
    if (!unseen) this.#cancelUnseen = undefined;
    if (this.#closed) return;
    if (this.#leads && visible) this.#serve();
    if (unseen) this.#cancelUnseen ??= this.#watchUnseen();
    if (this.#leads || !visible || this.#readers.size === 0) return;
    const wait = this.#asked ? ANSWER_MS : ASK_AFTER_MS;
    this.#cancelTimer = this.#clock.after(wait, () => this.#doubt());
  }

  #watchUnseen(): () => void {
    const again = () => {
      this.#cancelUnseen = undefined;
      this.#watch();
    };
    const alone = this.#options.tabs === undefined;
    return this.#clock.after(alone ? REST_AFTER_MS : HAND_OVER_MS, () => {
      const { successor } = this.#wants;
      if (successor !== undefined) this.#post({ type: "take", tab: successor });
      if (alone && !this.#options.busy?.()) this.#rest();
      else again();
    });
  }

  /** Comes back by itself, from the same place, once it is looked at. */
  #rest(): void {
    this.#at = this.#stream?.at ?? this.#at;
    this.#stream?.close();
    this.#stream = undefined;
  }

  #doubt(): void {
    if (this.#asked) {
      this.#asked = false;
      this.#stand(true);
      return;
    }
    this.#asked = true;
    this.#ask();
    this.#watch();
  }
}

function earliest(cursors: readonly (string | undefined)[]): string | undefined {
  const known = cursors.filter((cursor) => cursor !== undefined);
  return known.toSorted()[0];
}
