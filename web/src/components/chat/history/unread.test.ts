import { expect, it } from "vitest";
import { isUnread, lookAt, type Marks, mergeMarks, parseMarks } from "./unread";

const chat = (running: boolean, second: number, id = "x") => ({
  id,
  running,
  updatedAt: `2026-01-01T00:00:0${second}.000Z`,
});

it("marks an answer that ended out of sight, until the chat is looked at", () => {
  let marks: Marks = {};
  marks = lookAt(marks, [chat(true, 1)], null);
  expect(isUnread(marks.x)).toBe(false);
  marks = lookAt(marks, [chat(false, 2)], null);
  expect(isUnread(marks.x)).toBe(true);
  marks = lookAt(marks, [chat(false, 2)], "x");
  expect(isUnread(marks.x)).toBe(false);
});

it("does not mark what ended in sight, nor what nobody saw begin", () => {
  let marks = lookAt({}, [chat(true, 1)], "x");
  marks = lookAt(marks, [chat(false, 2)], "x");
  expect(isUnread(marks.x)).toBe(false);
  expect(lookAt({}, [chat(false, 2)], null)).toEqual({});
});

it("marks the next answer again", () => {
  let marks = lookAt({}, [chat(true, 1)], "x");
  marks = lookAt(marks, [chat(false, 2)], "x");
  marks = lookAt(marks, [chat(true, 3)], null);
  marks = lookAt(marks, [chat(false, 4)], null);
  expect(isUnread(marks.x)).toBe(true);
});

it("is the same object if nothing changed", () => {
  const marks = lookAt({}, [chat(true, 1)], null);
  expect(lookAt(marks, [chat(true, 1)], null)).toBe(marks);
});

it("agrees between two tabs whichever of them writes last", () => {
  const before = lookAt({}, [chat(true, 1)], null);
  const reading = lookAt(before, [chat(false, 2)], "x");
  const elsewhere = lookAt(before, [chat(false, 2)], null);
  expect(isUnread(mergeMarks(reading, elsewhere).x)).toBe(false);
  expect(isUnread(mergeMarks(elsewhere, reading).x)).toBe(false);
});

it("forgets the oldest of too many", () => {
  let marks: Marks = {};
  for (let index = 0; index < 320; index += 1) {
    const id = `chat-${index}`;
    const at = new Date(index * 1000).toISOString();
    marks = lookAt(marks, [{ id, running: true, updatedAt: at }], null);
    marks = lookAt(marks, [{ id, running: false, updatedAt: at }], null);
  }
  expect(Object.keys(marks)).toHaveLength(300);
  expect(isUnread(marks["chat-319"])).toBe(true);
  expect(marks["chat-0"]).toBeUndefined();
});

it.each([null, "{", "[]", "null", '{"x":3}', '{"x":{"done":7}}'])("reads %j as no mark", (text) => {
  expect(isUnread(parseMarks(text).x)).toBe(false);
});
