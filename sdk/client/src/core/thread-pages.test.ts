import { expect, test } from "vitest";
import { emptyThread, loadThread, prependPage } from "./thread.ts";
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
