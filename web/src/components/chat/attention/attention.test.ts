import { addPending, applyEvents } from "@thalweg/client";
import { expect, test } from "vitest";
import { createChatStore, newEntry } from "@/stores/chat.store";
import { endedBetween, markedIcon, markedTitle } from "./attention";

const item = (id: string, running: boolean) => ({
  id,
  title: `title of ${id}`,
  pinned: false,
  archived: false,
  updatedAt: "2026-01-01T00:00:00.000Z",
  running,
});
const run = { id: "r", conversationId: "a", messageId: "u", assistantMessageId: "m", model: "d" };

function state(status?: "complete" | "error", others: readonly [string, boolean][] = []) {
  const entry = newEntry("a", "ready");
  const events = [{ type: "run" as const, data: run, cursor: "c1" }];
  const done = { id: "m", runId: "r", status: status ?? "complete" };
  const thread = applyEvents(
    entry.thread,
    status === undefined
      ? events
      : [...events, { type: "done" as const, data: done, cursor: "c2" }],
  );
  return {
    ...createChatStore().getState(),
    openId: "a",
    threads: new Map([["a", { ...entry, thread }]]),
    conversations: new Map(others.map(([id, running]) => [id, item(id, running)])),
  };
}

test("the open answer's end is told as it was", () => {
  const before = state();
  expect(endedBetween(before, state("complete"))).toEqual([
    { conversationId: "a", title: "New chat", mark: "done" },
  ]);
  expect(endedBetween(before, state("error")).map(({ mark }) => mark)).toEqual(["failed"]);
  expect(endedBetween(before, before)).toEqual([]);
});

test("another chat's end is told by the list, the open one's not twice", () => {
  const before = state(undefined, [
    ["a", true],
    ["b", true],
    ["c", false],
  ]);
  const after = state("complete", [
    ["a", false],
    ["b", false],
    ["c", false],
  ]);
  expect(endedBetween(before, after).map(({ conversationId }) => conversationId)).toEqual([
    "a",
    "b",
  ]);
});

test("what is being sent has not ended", () => {
  const before = state("complete");
  const entry = before.threads.get("a");
  if (!entry) throw new Error("no thread");
  const thread = addPending(entry.thread, { ...message, id: "u2" });
  expect(
    endedBetween(before, { ...before, threads: new Map([["a", { ...entry, thread }]]) }),
  ).toEqual([]);
});

const message = {
  id: "u",
  conversationId: "a",
  role: "user" as const,
  content: "",
  parts: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  status: "complete" as const,
};

test("title and icon carry the mark", () => {
  expect(markedTitle("done", "Rivers")).toBe("✓ Rivers");
  expect(markedTitle("failed", "Rivers")).toBe("! Rivers");
  expect(markedTitle("none", "Rivers")).toBe("Rivers");
  expect(markedIcon("done")).toMatch(/^data:image\/svg\+xml,/);
});
