import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setSetting } from "@/stores/ui.store";
import { usePaced } from "./use-paced";

const WORDS = "slow water wears the stone ".repeat(20);

let frames: (() => void)[] = [];
let now = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  now += 1000;
  frames = [];
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.stubGlobal("requestAnimationFrame", (run: (at: number) => void) => {
    frames.push(() => run(now));
    return frames.length;
  });
  vi.stubGlobal("cancelAnimationFrame", () => {
    frames = [];
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  setSetting("motion", "system");
});

function paint() {
  now += 16;
  vi.advanceTimersByTime(16);
  const due = frames;
  frames = [];
  act(() => {
    for (const run of due) run();
  });
}

function start(text = "one ") {
  return renderHook(({ value, growing }) => usePaced(value, growing), {
    initialProps: { value: text, growing: true },
  });
}

test("what is there at first is shown at once", () => {
  expect(start(WORDS).result.current).toBe(WORDS);
  expect(frames).toHaveLength(0);
});

test("a burst comes over several frames, every second one, and is whole before 150 ms", () => {
  const { result, rerender } = start();
  rerender({ value: WORDS, growing: true });
  const seen: number[] = [];
  while (result.current.length < WORDS.length && seen.length < 50) {
    expect(frames.length).toBeLessThanOrEqual(1);
    paint();
    seen.push(result.current.length);
  }
  expect(seen.length).toBeGreaterThanOrEqual(5);
  expect(seen.length * 16).toBeLessThanOrEqual(150);
  expect(seen.filter((length, at) => length === seen[at - 1]).length).toBeGreaterThan(1);
  expect(new Set(seen).size).toBeGreaterThanOrEqual(3);
  expect(frames).toHaveLength(0);
});

test("the end shows everything at once", () => {
  const { result, rerender } = start();
  rerender({ value: WORDS, growing: true });
  rerender({ value: `${WORDS}!`, growing: false });
  expect(result.current).toBe(`${WORDS}!`);
});

test("a page that is hidden or comes back shows everything at once", () => {
  const { result, rerender } = start();
  rerender({ value: WORDS, growing: true });
  expect(result.current).not.toBe(WORDS);
  act(() => {
    document.dispatchEvent(new Event("visibilitychange"));
  });
  expect(result.current).toBe(WORDS);
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  rerender({ value: `${WORDS}${WORDS}`, growing: true });
  expect(result.current).toBe(`${WORDS}${WORDS}`);
});

test("nothing is spread where motion is unwelcome, by the system or by choice", () => {
  const { result, rerender } = start();
  act(() => setSetting("motion", "reduced"));
  rerender({ value: WORDS, growing: true });
  expect(result.current).toBe(WORDS);
  act(() => setSetting("motion", "system"));
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  rerender({ value: `${WORDS}${WORDS}`, growing: true });
  expect(result.current).toBe(`${WORDS}${WORDS}`);
});
