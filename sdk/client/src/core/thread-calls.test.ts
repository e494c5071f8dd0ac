import { expect, test } from "vitest";
import type { StreamEvent } from "./stream-event.ts";
import { emptyThread } from "./thread.ts";
import { applyEvents } from "./thread-events.ts";
import type { ToolStatus } from "./wire.ts";

const run: StreamEvent = {
  type: "run",
  data: {
    id: "r1",
    conversationId: "x",
    messageId: "u1",
    assistantMessageId: "a1",
    model: "m",
    status: "running",
  },
  cursor: "c1",
};
const token = (partId: string, text: string, cursor: string): StreamEvent => ({
  type: "token",
  data: { id: "a1", partId, text },
  cursor,
});
const told = (cursor: string, more: Partial<ToolStatus>): StreamEvent => ({
  type: "tool-status",
  data: { id: "t1", messageId: "a1", partId: "p2", name: "clock", status: "running", ...more },
  cursor,
});
const begun = [
  run,
  token("p1", "I look. ", "c2"),
  told("c3", { status: "queued", args: { timeZone: "UTC" } }),
  told("c4", { id: "t2", partId: "p3", status: "queued", args: {} }),
  told("c5", { jobId: "j1", startedAt: "2026-01-01T00:00:00.000Z", log: "one\n" }),
  told("c6", { progress: 0.5, log: "two\n" }),
];
const after = (events: readonly StreamEvent[]) =>
  applyEvents(emptyThread("x"), events).messages.get("a1");

test("calls stand among the text in the order in which they came", () => {
  const message = after([...begun, token("p4", "It is noon.", "c7")]);
  expect(message?.parts.map(({ id, type }) => `${id} ${type}`)).toEqual([
    "p1 text",
    "p2 tool-call",
    "p3 tool-call",
    "p4 text",
  ]);
  expect(message?.content).toBe("I look. It is noon.");
});

test("what is not told again stays as it was told before", () => {
  expect(after(begun)?.toolCalls).toEqual([
    {
      id: "t1",
      name: "clock",
      args: { timeZone: "UTC" },
      status: "running",
      jobId: "j1",
      startedAt: "2026-01-01T00:00:00.000Z",
      progress: 0.5,
      log: "one\ntwo\n",
    },
    { id: "t2", name: "clock", args: {}, status: "queued" },
  ]);
});

test("events that come twice change nothing", () => {
  const thread = applyEvents(emptyThread("x"), begun);
  expect(applyEvents(thread, begun)).toBe(thread);
});

test("the final message has the last word, but for the logs, which it does not tell", () => {
  const message = after(begun);
  if (message === undefined) throw new Error("there is no answer");
  const call = { id: "t1", name: "clock", args: {}, status: "done" as const };
  const ended = after([
    ...begun,
    { type: "message", data: { ...message, status: "complete", toolCalls: [call] }, cursor: "c7" },
    told("c8", { status: "running" }),
  ]);
  expect(ended?.toolCalls).toEqual([{ ...call, log: "one\ntwo\n" }]);
});
