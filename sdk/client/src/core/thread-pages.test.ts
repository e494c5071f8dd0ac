import { expect, test } from "vitest";
import { dropOlder, emptyThread, loadThread, prependPage } from "./thread.ts";
import type { ChatMessage } from "./wire.ts";

const message = (id: string, parentId?: string, status: ChatMessage["status"] = "complete") => ({
  id,
  conversationId: "x",
  ...(parentId !== undefined && { parentId }),
  role: id.startsWith("u") ? ("user" as const) : ("assistant" as const),
  content: `text of ${id}`,
  parts: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  status,
});

test("a load keeps the older messages that its page adjoins, and where to go on from", () => {
  const newest = [message("a2", "u2"), message("u2", "a1")];
  const first = loadThread(emptyThread("x"), { messages: newest, cursor: "c", nextCursor: "o1" });
  const items = [message("a1", "u1"), message("u1")];
  const before = prependPage(first, { items, nextCursor: "o2", asOf: "c" });
  const again = loadThread(before, { messages: newest, cursor: "d", nextCursor: "o1" });
  expect(again.path).toEqual(["u1", "a1", "u2", "a2"]);
  expect(again.olderCursor).toBe("o2");
  const far = loadThread(before, { messages: [message("a9")], cursor: "d", nextCursor: "o8" });
  expect(far.order).toEqual(["a9"]);
  expect(far.olderCursor).toBe("o8");
  const writing = [message("a1", "u1", "streaming"), message("u1")];
  const unsure = prependPage(first, { items: writing, nextCursor: "o2", asOf: "c" });
  expect(loadThread(unsure, { messages: newest, cursor: "d" }).order).toEqual(["u2", "a2"]);
});

test("what is let go can be loaded again, before the message that is the oldest then", () => {
  const newest = ["a3", "u3", "a2", "u2", "a1", "u1"];
  const items = newest.map((id, at) => message(id, newest[at + 1]));
  const all = loadThread(emptyThread("x"), { messages: items, cursor: "c" });
  const rest = dropOlder(all, "u3");
  expect([rest.order, rest.path, [...rest.messages.keys()]]).toEqual(Array(3).fill(["u3", "a3"]));
  expect([...rest.siblings.keys()]).toEqual(["u3", "a3"]);
  expect(rest.olderCursor).toBe("u3");
  const again = prependPage(rest, { items: items.slice(2) });
  expect(again.path).toEqual(all.path);
  expect(again.olderCursor).toBeUndefined();
  expect(dropOlder(all, "u1")).toBe(all);
  expect(dropOlder(all, "unknown")).toBe(all);
});
