/**
 * Spreads what arrives in bursts evenly over the frames after it. Only lengths are handled: of a
 * text that grows, how much to show.
 */
export type Pacer = {
  /**
   * Tells that the text is so long now. Less than before is another text, shown at once. `delay` is
   * by how much later than usual it is drawn and painted.
   */
  arrive(length: number, now: number, delay?: number): void;
  /** How much is to be shown in the frame at `now`, in milliseconds; never less than before. */
  frame(now: number): number;
  /** Shows everything. */
  flush(): number;
  readonly shown: number;
  readonly settled: boolean;
  /** Text has come faster than anybody reads for a while. */
  readonly hasty: boolean;
};

/**
 * Within so many milliseconds of its arrival everything is shown. The promise is 150; the rest is
 * for the frame in which it is noticed and the one that paints it, each up to 33 away (`frame.ts`).
 */
const SPREAD_MS = 80;
/** The same in haste, where frames are up to 50 away. */
const HASTY_SPREAD_MS = 45;
/** Characters in a millisecond, over so long, that nobody reads: over 200 tokens a second. */
const HASTY_PACE = 1;
const HASTY_OVER_MS = 1000;
/** A frame that comes later than this is no pace to measure by. */
const LONGEST_FRAME_MS = 50;

/** Starts with `length` shown already, as after a reload in the middle of an answer. */
export function createPacer(length = 0): Pacer {
  let shown = length;
  let target = length;
  let last: number | undefined;
  let hasty = false;
  let since: { readonly length: number; readonly now: number } | undefined;
  /** What is not shown yet, by the time at which it has to be. */
  let waiting: { readonly length: number; readonly due: number }[] = [];

  const measure = (length: number, now: number) => {
    since ??= { length, now };
    if (now - since.now < HASTY_OVER_MS) return;
    hasty = (length - since.length) / (now - since.now) > HASTY_PACE;
    since = { length, now };
  };

  return {
    arrive(next, now, delay = 0) {
      measure(next, now);
      if (next < target) {
        shown = next;
        waiting = [];
      } else if (next > target) {
        const spread = Math.min(hasty ? HASTY_SPREAD_MS : SPREAD_MS, SPREAD_MS - delay);
        waiting.push({ length: next, due: now + spread });
        // The pace begins with the arrival and not with the frame before a long pause.
        if (shown === target) last = now;
      }
      target = next;
    },
    frame(now) {
      const passed = Math.min(Math.max(now - (last ?? now), 0), LONGEST_FRAME_MS);
      const before = now - passed;
      last = now;
      let next = shown;
      for (const { length: wanted, due } of waiting) {
        // The slowest pace that keeps this one's time, and that of all before it.
        const left = due - before;
        const part = left <= passed ? 1 : passed / left;
        next = Math.max(next, shown + (wanted - shown) * part);
      }
      shown = Math.min(next, target);
      waiting = waiting.filter(({ length: wanted }) => wanted > shown);
      return Math.floor(shown);
    },
    flush() {
      shown = target;
      waiting = [];
      return shown;
    },
    get shown() {
      return Math.floor(shown);
    },
    get settled() {
      return shown >= target;
    },
    get hasty() {
      return hasty;
    },
  };
}

const signs = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** No sign that a person reads as one is longer, and none is cut by where the search begins. */
const LONGEST_SIGN = 64;

/**
 * The longest beginning of `text` of at most `length` that cuts no sign in two: a pair of code
 * units, a letter and its accents, an emoji of several people.
 */
export function wholeSigns(text: string, length: number): string {
  if (length >= text.length) return text;
  const from = Math.max(0, length - LONGEST_SIGN);
  const sign = signs.segment(text.slice(from, length + LONGEST_SIGN)).containing(length - from);
  return text.slice(0, from + (sign?.index ?? length - from));
}
