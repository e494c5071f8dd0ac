import { expect, test } from "vitest";
import { timeOfId, uuidv7 } from "./ids.ts";

test("ids have the form of a UUIDv7, sort by time and tell it", () => {
  const times = [1, 1_700_000_000_000, 1_795_000_000_123, 2 ** 48 - 1];
  const ids = times.map((time) => uuidv7(time));
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(ids.toSorted()).toEqual(ids);
  expect(ids.map(timeOfId)).toEqual(times);
});

test("two ids of one moment differ", () => {
  expect(uuidv7(5)).not.toBe(uuidv7(5));
});
