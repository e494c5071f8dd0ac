import type { StreamEvent } from "./stream-event.ts";

/** More than this is not kept while a tap catches up; it reads that again by itself. */
const MOST_HELD = 2_000;

/**
 * One reader's part of a stream that several share: its channels, from its own place on, in order
 * and exactly once. Pure: it says what to hand on, and when something of its own has to be read
 * again by a stream of its own.
 *
 * Two things send a tap there. The shared stream is ahead of it, so events between are missing. Or
 * an event joins tokens of which some are before the tap's place, so that its text would repeat.
 */
export class Tap {
  readonly channels: ReadonlySet<string>;
  #cursor: string | undefined;
  /** The last seq of each channel, as far as an event told it. */
  readonly #seqs = new Map<string, number>();
  #target: string | undefined;
  #held: StreamEvent[] = [];

  constructor(channels: readonly string[], cursor?: string) {
    this.channels = new Set(channels);
    this.#cursor = cursor;
  }

  /** The place after the last event that was handed on, or passed over as none of its own. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** The place up to which the tap has to read by itself; undefined while it is in step. */
  get target(): string | undefined {
    return this.#target;
  }

  /** The shared stream stands at `at` and goes on from there. */
  join(at: string | undefined): void {
    this.#cursor ??= at;
    if (at === undefined || this.#cursor === undefined || this.#cursor >= at) return;
    if (this.#target === undefined || this.#target < at) this.#target = at;
  }

  /** Takes what the shared stream brought after the place `after`; returns what to hand on. */
  take(after: string | undefined, events: readonly StreamEvent[]): StreamEvent[] {
    if (this.#target === undefined) this.join(after);
    if (this.#target === undefined) return this.#pass(events, false);
    this.#hold(events);
    return [];
  }

  /** Takes an event of the stream of its own; returns what to hand on. */
  takeOwn(event: StreamEvent): StreamEvent[] {
    const passed = this.#pass([event], true);
    if (this.#target === undefined || (this.#cursor ?? "") < this.#target) return passed;
    this.#target = undefined;
    const held = this.#held;
    this.#held = [];
    return [...passed, ...this.#pass(held, false)];
  }

  #hold(events: readonly StreamEvent[]): void {
    this.#held.push(...events);
    if (this.#held.length <= MOST_HELD) return;
    const last = this.#held.findLast((event) => event.cursor !== undefined)?.cursor;
    this.#held = [];
    if (last !== undefined && last > (this.#target ?? "")) this.#target = last;
  }

  #pass(events: readonly StreamEvent[], own: boolean): StreamEvent[] {
    const passed: StreamEvent[] = [];
    for (const [index, event] of events.entries()) {
      const { cursor } = event;
      if (event.type === "welcome") continue;
      if (event.type === "reset") {
        passed.push(...this.#reset(event));
        continue;
      }
      if (cursor !== undefined && this.#cursor !== undefined && cursor <= this.#cursor) continue;
      const mine = event.channel !== undefined && this.channels.has(event.channel);
      if (mine && !own && this.#mayRepeat(event)) {
        this.#target = cursor;
        this.#held = events.slice(index);
        return passed;
      }
      if (mine && event.channel !== undefined && event.seq !== undefined) {
        this.#seqs.set(event.channel, event.seq);
      }
      if (mine) passed.push(event);
      if (cursor !== undefined) this.#cursor = cursor;
    }
    return passed;
  }

  /** A joined event is whole after the last seq that is known; without one nobody can tell. */
  #mayRepeat({ channel = "", seq, first, cursor }: Exclude<StreamEvent, { type: "reset" }>) {
    if (cursor === undefined || first === undefined || seq === undefined || first >= seq) {
      return false;
    }
    const known = this.#seqs.get(channel);
    return known === undefined || first <= known;
  }

  #reset(event: Extract<StreamEvent, { type: "reset" }>): StreamEvent[] {
    const { cursor, data } = event;
    const passedBy = this.#cursor !== undefined && cursor !== undefined && cursor <= this.#cursor;
    // A place of another log cannot be compared with an earlier one.
    if (data.reason === "trimmed" && passedBy) return [];
    const channels = data.channels.filter(({ channel }) => this.channels.has(channel));
    this.#cursor = cursor ?? this.#cursor;
    this.#seqs.clear();
    return channels.length === 0 ? [] : [{ ...event, data: { ...data, channels } }];
  }
}
