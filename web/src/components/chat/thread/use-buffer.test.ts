import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BUFFER_PX, useBuffer } from "./use-buffer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const later = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

test("a long thread opens with what is in sight; the rest comes little by little", async () => {
  const { result } = renderHook(() => useBuffer(1000));
  await later(250);
  expect(result.current).toBe(0);
  const seen = [0];
  for (let at = 0; at < 20 && result.current < BUFFER_PX; at += 1) {
    await later(50);
    if (result.current !== seen.at(-1)) seen.push(result.current);
  }
  expect(seen.at(-1)).toBe(BUFFER_PX);
  const steps = seen.slice(1).map((height, at) => height - (seen[at] ?? 0));
  expect(Math.max(...steps)).toBeLessThanOrEqual(BUFFER_PX / 4);
  await later(2000);
  expect(result.current).toBe(BUFFER_PX);
});

test("a short thread has all of it from the first", () => {
  expect(renderHook(() => useBuffer(3)).result.current).toBe(BUFFER_PX);
});
