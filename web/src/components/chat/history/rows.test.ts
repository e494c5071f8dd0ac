import { expect, it } from "vitest";
import { daysAt, historyRows, untilTomorrow } from "./rows";

const now = new Date(2026, 2, 29, 12, 0);
const at = (...parts: [number, number, number, number?, number?]) =>
  new Date(...(parts as [number, number, number])).toISOString();
const chats = (entries: Record<string, { updatedAt: string; pinned?: boolean }>) =>
  new Map(Object.entries(entries).map(([id, chat]) => [id, { pinned: false, ...chat }]));
const rowsOf = (entries: Parameters<typeof chats>[0]) => {
  const conversations = chats(entries);
  return historyRows([...conversations.keys()], conversations, daysAt(now)).map((row) =>
    row.kind === "heading" ? row.group : `${row.id}@${row.position}`,
  );
};

it("parts the list by the reader's own days", () => {
  expect(
    rowsOf({
      a: { updatedAt: new Date(2026, 2, 29, 0, 0).toISOString() },
      b: { updatedAt: new Date(2026, 2, 28, 23, 59).toISOString() },
      c: { updatedAt: new Date(2026, 2, 28, 0, 0).toISOString() },
      d: { updatedAt: new Date(2026, 2, 27, 23, 59).toISOString() },
      e: { updatedAt: new Date(2026, 2, 22, 0, 0).toISOString() },
      f: { updatedAt: new Date(2026, 2, 21, 23, 59).toISOString() },
    }),
  ).toEqual(["today", "a@1", "yesterday", "b@2", "c@3", "week", "d@4", "e@5", "earlier", "f@6"]);
});

it("puts what is pinned above, however old, and leaves out empty groups", () => {
  expect(
    rowsOf({
      a: { updatedAt: at(2026, 2, 29) },
      b: { updatedAt: at(2020, 0, 1), pinned: true },
    }),
  ).toEqual(["pinned", "b@1", "today", "a@2"]);
});

it("passes over an id that is not known", () => {
  expect(historyRows(["gone"], new Map(), daysAt(now))).toEqual([]);
});

it("waits for midnight", () => {
  expect(untilTomorrow(new Date(2026, 5, 1, 23, 59, 59))).toBe(1000);
});
