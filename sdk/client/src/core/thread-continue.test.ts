import { expect, test } from "vitest";
import type { StreamEvent } from "./stream-event.ts";
import { emptyThread, loadThread, markContinued, replaceMessage } from "./thread.ts";
import { applyEvents } from "./thread-events.ts";
import type { ChatMessage } from "./wire.ts";

const question: ChatMessage = {
  id: "u1",
  conversationId: "x",
  role: "user",
  content: "question",
  parts: [{ id: "p1", type: "text", text: "question" }],
  createdAt: "2026-01-01T00:00:00.000Z",
  status: "complete",
};
const cut: ChatMessage = {
  ...question,
  id: "a1",
  parentId: "u1",
  role: "assistant",
  content: "answer",
  parts: [{ id: "p1", type: "text", text: "answer" }],
  status: "interrupted",
  runId: "r1",
  error: { code: "interrupted", message: "it broke off" },
};
const before = () => loadThread(emptyThread("x"), { messages: [cut, question], cursor: "c0" });

test("going on shows at once, without how it ended, and can be taken back", () => {
  const going = markContinued(before(), "a1");
  expect(going.messages.get("a1")).toMatchObject({ status: "streaming", runId: "r1" });
  expect(going.messages.get("a1")?.error).toBeUndefined();
  expect(going.messages.get("a1")?.content).toBe("answer");
  expect(replaceMessage(going, cut).messages.get("a1")).toEqual(cut);
  const thread = before();
  expect(markContinued(thread, "unknown")).toBe(thread);
});

test("an answer names the run that goes on in it, which can be continued in its turn", () => {
  const run = { id: "r2", conversationId: "x", messageId: "u1", assistantMessageId: "a1" };
  const events: StreamEvent[] = [
    { type: "run", data: { ...run, model: "m", status: "running", continues: "r1" }, cursor: "c1" },
    { type: "token", data: { id: "a1", partId: "p1", text: " and more" }, cursor: "c2" },
  ];
  expect(applyEvents(before(), events).messages.get("a1")).toMatchObject({
    runId: "r2",
    content: "answer and more",
    status: "streaming",
  });
});
