import { expect, test } from "vitest";
import { backoff, serverWait } from "./backoff.ts";

test("waits 1, 2, 4, 8, 16 s and then 16 s, in the middle of the jitter", () => {
  const waits = [1, 2, 3, 4, 5, 6, 100].map((attempt) => backoff(attempt, 0.5));
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 16000, 16000]);
});

test("spreads each wait by a quarter to either side", () => {
  expect([backoff(1, 0), backoff(1, 1)]).toEqual([750, 1250]);
  expect([backoff(5, 0), backoff(5, 1)]).toEqual([12000, 20000]);
});

test("starts from the server's `retry:`, also from one above the cap", () => {
  expect([1, 2, 3].map((attempt) => backoff(attempt, 0.5, 3000))).toEqual([3000, 6000, 12000]);
  expect([1, 2].map((attempt) => backoff(attempt, 0.5, 60_000))).toEqual([60_000, 60_000]);
});

test("takes the server's own wait as it is, but never makes a tight loop of it", () => {
  expect([serverWait(2500), serverWait(0)]).toEqual([2500, 100]);
});
