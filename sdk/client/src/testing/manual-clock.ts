import type { Clock } from "../core/environment.ts";

/** A clock that stands still until a test moves it. */
export type ManualClock = Clock & {
  /** Moves on by `ms` and runs what becomes due on the way, in order. */
  advance(ms: number): void;
  /** How many timers are set. */
  readonly pending: number;
};

type Timer = { readonly at: number; readonly run: () => void };

/** `start` is in milliseconds since the epoch. */
export function manualClock(start = 1_795_000_000_000): ManualClock {
  let now = start;
  const timers = new Set<Timer>();

  const earliest = (until: number): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.at <= until && (first === undefined || timer.at < first.at)) first = timer;
    }
    return first;
  };

  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const until = now + ms;
      for (let timer = earliest(until); timer !== undefined; timer = earliest(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.run();
      }
      now = until;
    },
    get pending() {
      return timers.size;
    },
  };
}
