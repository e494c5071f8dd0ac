import { describe, expect, test } from "vitest";
import type { StreamEvent } from "./stream-event.ts";
import { addPending, emptyThread, loadThread } from "./thread.ts";
import { applyEvents } from "./thread-events.ts";
import type { ChatMessage, Conversation, Done, Run } from "./wire.ts";

let place = 0;
const next = () => `c${String(++place).padStart(4, "0")}`;
const at = "2026-01-01T00:00:00.000Z";

function event<T extends StreamEvent["type"]>(
  type: T,
  data: Extract<StreamEvent, { type: T }>["data"],
): StreamEvent {
  return { type, data, cursor: next() } as StreamEvent;
}

function message(id: string, parentId?: string): ChatMessage {
  return {
    id,
    conversationId: "x",
    ...(parentId !== undefined && { parentId }),
    role: "user",
    content: `text of ${id}`,
    parts: [{ id: "p1", type: "text", text: `text of ${id}` }],
    createdAt: at,
    status: "complete",
  };
}

function run(id: string, user: string, answer: string, status: "queued" | "running"): Run {
  const ids = { id, conversationId: "x", messageId: user, assistantMessageId: answer };
  return { ...ids, model: "demo", status };
}

const done = (id: string, runId: string, status: Done["status"]) =>
  event("done", { id, runId, status });

const conversation = (more: Partial<Conversation> = {}): Conversation => ({
  id: "x",
  title: "A chat",
  pinned: false,
  archived: false,
  createdAt: at,
  updatedAt: at,
  ...more,
});

const turn = () => [
  event("message", message("u1")),
  event("run", run("r1", "u1", "a1", "running")),
];

describe("what waits", () => {
  const item = (messageId: string, content: string) => ({
    messageId,
    runId: `r${messageId}`,
    content,
    createdAt: at,
  });
  const waiting = () => {
    const sent = addPending(applyEvents(emptyThread("x"), turn()), message("u2", "a1"));
    return applyEvents(sent, [
      event("run", run("r2", "u2", "a2", "queued")),
      event("queue", { items: [item("u2", "next"), item("u3", "later")] }),
    ]);
  };

  test("is a list of its own, which neither the run nor the path shows", () => {
    const thread = waiting();
    expect(thread.queue.map((entry) => entry.content)).toEqual(["next", "later"]);
    expect(thread.run?.id).toBe("r1");
    expect(thread.path).toEqual(["u1", "a1"]);
    expect(thread.messages.has("a2")).toBe(false);
    expect(thread.pending).toEqual([]);
  });

  test("starts when its run does, and an end of what never started changes nothing", () => {
    const thread = applyEvents(waiting(), [
      done("a3", "ru3", "stopped"),
      done("a1", "r1", "complete"),
      event("queue", { items: [] }),
      event("message", message("u2", "a1")),
      event("run", run("r2", "u2", "a2", "running")),
    ]);
    expect(thread.queue).toEqual([]);
    expect(thread.run?.id).toBe("r2");
    expect(thread.path).toEqual(["u1", "a1", "u2", "a2"]);
  });

  test("comes with a snapshot, and stays over a page that does not tell it", () => {
    const busy = conversation({ queued: 2 });
    const thread = waiting();
    const page = { messages: [], cursor: next(), conversation: busy };
    expect(loadThread(thread, page).queue).toBe(thread.queue);
    expect(loadThread(thread, { ...page, conversation: conversation() }).queue).toEqual([]);
    const queue = [item("u9", "other")];
    const snapshot = { conversation: busy, messages: [], queue };
    const reset = event("reset", {
      reason: "epoch_changed",
      channels: [{ channel: "conversation:x", snapshot }],
    });
    expect(applyEvents(thread, [reset]).queue).toEqual(queue);
  });
});
