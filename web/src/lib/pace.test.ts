import { describe, expect, it } from "vitest";
import { createPacer, wholeSigns } from "./pace";

const FRAME = 1000 / 60;

/** Plays arrivals `[at, length]` against frames and tells what was shown in each. */
function play(arrivals: readonly (readonly [number, number])[], until: number, every = FRAME) {
  const pacer = createPacer();
  const frames: { now: number; shown: number }[] = [];
  let index = 0;
  for (let now = 0; now <= until; now += every) {
    for (; arrivals[index] && (arrivals[index]?.[0] ?? 0) <= now; index += 1) {
      const [at, length] = arrivals[index] ?? [0, 0];
      pacer.arrive(length, at);
    }
    frames.push({ now, shown: pacer.frame(now) });
  }
  return { pacer, frames };
}

describe("a pacer", () => {
  it("spreads a burst evenly over several frames", () => {
    const { frames } = play([[0, 240]], 200);
    const steps = frames.slice(1).map(({ shown }, at) => shown - (frames[at]?.shown ?? 0));
    const moving = steps.filter((step) => step > 0);
    expect(moving.length).toBeGreaterThanOrEqual(5);
    expect(Math.max(...moving)).toBeLessThanOrEqual(2 * (240 / moving.length));
  });

  it.each([
    ["a burst", [[0, 500]]],
    ["bursts every 400 ms", Array.from({ length: 8 }, (_, n) => [n * 400, (n + 1) * 90])],
    ["a steady stream", Array.from({ length: 300 }, (_, n) => [n * 7, (n + 1) * 4])],
    ["a stream that becomes fast", Array.from({ length: 60 }, (_, n) => [n * 20, n * n])],
  ] as [string, [number, number][]][])("never lags 150 ms behind %s", (_, arrivals) => {
    const { frames } = play(arrivals, 4000);
    for (const { now, shown } of frames) {
      const due = arrivals.filter(([at]) => at <= now - 150 + FRAME).at(-1)?.[1] ?? 0;
      expect(shown).toBeGreaterThanOrEqual(due);
    }
    expect(frames.at(-1)?.shown).toBe(arrivals.at(-1)?.[1]);
  });

  it("is whole so much earlier as it is painted later", () => {
    for (const delay of [0, FRAME]) {
      const pacer = createPacer();
      pacer.arrive(500, 0, delay);
      expect(pacer.frame(80 - delay - 10)).toBeLessThan(500);
      expect(pacer.frame(80 - delay)).toBe(500);
    }
  });

  it("is whole by the next frame of 50 ms while text comes in haste, which a burst is not", () => {
    const arrivals = Array.from({ length: 300 }, (_, n) => [n * 10, (n + 1) * 15] as const);
    const { frames, pacer } = play(arrivals, 3000, 50);
    expect(pacer.hasty).toBe(true);
    for (const { now, shown } of frames.filter((frame) => frame.now > 1100)) {
      const due = arrivals.filter(([at]) => at <= now - 50).at(-1)?.[1] ?? 0;
      expect(shown).toBeGreaterThanOrEqual(due);
    }
    const bursts = Array.from({ length: 6 }, (_, n) => [n * 400, (n + 1) * 300] as const);
    expect(play(bursts, 3000).pacer.hasty).toBe(false);
  });

  it("flows evenly where tokens come evenly", () => {
    const { frames } = play(
      Array.from({ length: 200 }, (_, n) => [n * 20, (n + 1) * 5]),
      4000,
    );
    const steps = frames
      .slice(20, 200)
      .map(({ shown }, at) => shown - (frames[at + 19]?.shown ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(8);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(2);
  });

  it("never goes back, not even when a frame comes late", () => {
    const pacer = createPacer();
    pacer.arrive(100, 0);
    let before = 0;
    for (const now of [10, 20, 15, 400, 401]) {
      const shown = pacer.frame(now);
      expect(shown).toBeGreaterThanOrEqual(before);
      before = shown;
    }
    expect(before).toBe(100);
    expect(pacer.settled).toBe(true);
  });

  it("shows everything when it is flushed, and at once what was there at first", () => {
    const pacer = createPacer(40);
    expect(pacer.shown).toBe(40);
    pacer.arrive(90, 5);
    expect(pacer.settled).toBe(false);
    expect(pacer.flush()).toBe(90);
    expect(pacer.frame(6)).toBe(90);
  });

  it("takes a shorter text for another one", () => {
    const pacer = createPacer();
    pacer.arrive(100, 0);
    pacer.arrive(10, 1);
    expect(pacer.frame(2)).toBe(10);
  });
});

describe("wholeSigns", () => {
  it.each([
    ["abc", 2, "ab"],
    ["a😀b", 2, "a"],
    ["a😀b", 3, "a😀"],
    ["e\u0301x", 1, ""],
    ["e\u0301x", 2, "e\u0301"],
    ["👩‍👩‍👧!", 3, ""],
    ["👩‍👩‍👧!", 8, "👩‍👩‍👧"],
    ["👋🏽!", 2, ""],
    ["ab", 9, "ab"],
  ])("of %j at %i are %j", (text, length, whole) => {
    expect(wholeSigns(text, length)).toBe(whole);
  });
});
