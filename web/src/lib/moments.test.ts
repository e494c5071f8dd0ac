import { expect, test } from "vitest";
import { sayAgo, sayIn } from "./moments";

const now = Date.UTC(2026, 0, 31, 12);
const minute = 60_000;
const hour = 60 * minute;

test("how long ago something was is told in whole units, and by its day after a month", () => {
  const said = [0, 5, 6, 59, 60, 119, 24 * 60, 49 * 60].map((ago) =>
    sayAgo(now - ago * minute, now),
  );
  expect(said).toEqual([
    "just now",
    "just now",
    "6 minutes ago",
    "59 minutes ago",
    "1 hour ago",
    "1 hour ago",
    "1 day ago",
    "2 days ago",
  ]);
  expect(sayAgo(now - 31 * 24 * hour, now)).toContain("2025");
  expect(sayAgo(now + minute, now)).toBe("just now");
});

test("how long it is until something", () => {
  const said = [-1, 0, 1, 59, 90, 47 * 60, 7 * 24 * 60].map((left) =>
    sayIn(now + left * minute, now),
  );
  expect(said).toEqual([
    "now",
    "now",
    "in 1 minute",
    "in 59 minutes",
    "in 2 hours",
    "in 47 hours",
    "in 7 days",
  ]);
});
