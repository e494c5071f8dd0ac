import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { StreamEvent } from "./stream-event.ts";
import {
  addPending,
  confirmPending,
  emptyThread,
  failPending,
  loadThread,
  markStopped,
  prependPage,
  selectBranch,
  showUpTo,
  type Thread,
} from "./thread.ts";
import { applyEvents } from "./thread-events.ts";
import { reasoningOf } from "./thread-message.ts";
import type { ChatMessage, Conversation, Done, Run } from "./wire.ts";

// Ids that hold no time are dated by the clock, which must not tick between two threads compared.
beforeAll(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_000 });
});
afterAll(() => {
  vi.useRealTimers();
});

let place = 0;
const next = () => `c${String(++place).padStart(4, "0")}`;

function event<T extends StreamEvent["type"]>(
  type: T,
  data: Extract<StreamEvent, { type: T }>["data"],
  cursor = next(),
): StreamEvent {
  return { type, data, cursor } as StreamEvent;
}

function message(id: string, parentId?: string, more: Partial<ChatMessage> = {}): ChatMessage {
  const role = id.startsWith("u") ? "user" : "assistant";
  return {
    id,
    conversationId: "x",
    ...(parentId !== undefined && { parentId }),
    role,
    content: `text of ${id}`,
    parts: [{ id: "p1", type: "text", text: `text of ${id}` }],
    createdAt: "2026-01-01T00:00:00.000Z",
    status: "complete",
    ...more,
  };
}

function run(id: string, user: string, answer: string, more: Partial<Run> = {}): Run {
  const ids = { id, conversationId: "x", messageId: user, assistantMessageId: answer };
  return { ...ids, model: "demo", status: "running", ...more };
}

const token = (id: string, text: string, partId = "p1", cursor = next()) =>
  event("token", { id, partId, text }, cursor);
const done = (id: string, runId: string, status: Done["status"] = "complete") =>
  event("done", { id, runId, status });

const turn = (): StreamEvent[] => [
  event("message", message("u1")),
  event("run", run("r1", "u1", "a1")),
  token("a1", "Hel"),
  token("a1", "lo "),
  token("a1", "there"),
];

const conversation = (more: Partial<Conversation> = {}): Conversation => ({
  id: "x",
  title: "A chat",
  pinned: false,
  archived: false,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  ...more,
});

const loaded = (messages: readonly ChatMessage[], more = {}): Thread =>
  loadThread(emptyThread("x"), { messages, cursor: next(), ...more });

describe("a turn", () => {
  test("shows the question, then the answer as it is written", () => {
    const thread = applyEvents(emptyThread("x"), turn());
    expect(thread.path).toEqual(["u1", "a1"]);
    expect(thread.run?.id).toBe("r1");
    expect(thread.messages.get("a1")).toMatchObject({
      parentId: "u1",
      content: "Hello there",
      status: "streaming",
    });
  });

  test("ends with the final message, which replaces the text, and `done`", () => {
    const usage = { inputTokens: 3, outputTokens: 5 };
    const thread = applyEvents(emptyThread("x"), [
      ...turn(),
      event("message", message("a1", "u1", { content: "Hello there!" })),
      event("done", { id: "a1", runId: "r1", status: "complete", usage }),
    ]);
    expect(thread.run).toBeUndefined();
    expect(thread.messages.get("a1")).toMatchObject({
      content: "Hello there!",
      status: "complete",
      usage,
    });
  });

  test("ends in each of the ways that a run can end", () => {
    for (const status of ["stopped", "length", "refused", "error", "interrupted"] as const) {
      const thread = applyEvents(emptyThread("x"), [...turn(), done("a1", "r1", status)]);
      expect(thread.messages.get("a1")?.status).toBe(status);
      expect(thread.messages.get("a1")?.content).toBe("Hello there");
    }
  });

  test("keeps what its failure said", () => {
    const error = { code: "model_failed", message: "upstream down", retryable: true };
    const thread = applyEvents(emptyThread("x"), [
      ...turn(),
      event("error", { ...error, code: "model_failed", requestId: "q" }),
      done("a1", "r1", "error"),
    ]);
    expect(thread.messages.get("a1")?.error).toEqual({
      code: "model_failed",
      message: "upstream down",
      requestId: "q",
    });
  });

  test("keeps parts apart by their id, thinking out of the content", () => {
    const inOrder = applyEvents(emptyThread("x"), [
      ...turn().slice(0, 2),
      event("token", { id: "a1", partId: "p1", text: "hm", kind: "reasoning" }),
      token("a1", "One", "p2"),
      event("token", { id: "a1", partId: "p3", text: "so", kind: "reasoning" }),
      token("a1", " two", "p4"),
    ]);
    expect(inOrder.messages.get("a1")?.content).toBe("One two");
    const thread = applyEvents(inOrder, [token("a1", " more", "p2")]);
    const answer = thread.messages.get("a1");
    expect(answer?.content).toBe("One more two");
    expect(answer && reasoningOf(answer)).toBe("hm\n\nso");
    expect(answer?.parts.map((part) => part.id)).toEqual(["p1", "p2", "p3", "p4"]);
  });

  test("ignores tokens of a message that has ended or never began", () => {
    const ended = applyEvents(emptyThread("x"), [...turn(), done("a1", "r1")]);
    const later = applyEvents(ended, [token("a1", "late"), token("zz", "lost")]);
    expect(later.messages.get("a1")?.content).toBe("Hello there");
    expect(later.messages.has("zz")).toBe(false);
  });

  test("goes on in the same message when a run continues it", () => {
    const stopped = applyEvents(emptyThread("x"), [...turn(), done("a1", "r1", "length")]);
    const thread = applyEvents(stopped, [
      event("run", run("r2", "u1", "a1", { continues: "r1" })),
      token("a1", ", friend"),
    ]);
    expect(thread.messages.get("a1")).toMatchObject({
      status: "streaming",
      content: "Hello there, friend",
    });
    expect(thread.path).toEqual(["u1", "a1"]);
  });
});

describe("delivery", () => {
  test("applying the same events again changes nothing, by identity", () => {
    const events = turn();
    const once = applyEvents(emptyThread("x"), events);
    expect(applyEvents(once, events)).toBe(once);
    expect(applyEvents(once, [])).toBe(once);
  });

  test("any split into batches, with any overlap, gives the same thread", () => {
    const events = [...turn(), event("message", message("a1", "u1")), done("a1", "r1")];
    const whole = applyEvents(emptyThread("x"), events);
    for (let cut = 0; cut <= events.length; cut++) {
      for (let overlap = 0; overlap <= cut; overlap++) {
        const first = applyEvents(emptyThread("x"), events.slice(0, cut));
        const both = applyEvents(first, events.slice(cut - overlap));
        expect(both, `cut ${cut}, overlap ${overlap}`).toEqual(whole);
      }
    }
  });

  test("joined tokens give the thread of single ones", () => {
    const events = turn();
    const last = events.at(-1)?.cursor ?? "";
    const joined = [...events.slice(0, 2), token("a1", "Hello there", "p1", last)];
    expect(applyEvents(emptyThread("x"), joined)).toEqual(applyEvents(emptyThread("x"), events));
  });

  test("a run whose tokens were folded away ends as the same message", () => {
    const events = turn();
    const end = [event("message", message("a1", "u1")), done("a1", "r1")];
    const single = applyEvents(emptyThread("x"), [...events, ...end]);
    const folded = applyEvents(emptyThread("x"), [...events.slice(0, 2), ...end]);
    expect(folded).toEqual(single);
  });

  test("a reader whose place is among folded tokens gets the whole message", () => {
    const events = turn();
    const early = applyEvents(emptyThread("x"), events.slice(0, 3));
    const end = [event("message", message("a1", "u1")), done("a1", "r1")];
    expect(applyEvents(early, end).messages.get("a1")?.content).toBe("text of a1");
  });

  test("a page loaded in mid-answer goes on from its `asOf` without doubling its text", () => {
    const events = turn();
    const asOf = events[3]?.cursor;
    const answer = message("a1", "u1", { content: "Hello ", status: "streaming" });
    const parts = [{ id: "p1", type: "text" as const, text: "Hello " }];
    const source = { messages: [{ ...answer, parts }, message("u1")], cursor: asOf };
    const withRun = { ...source, conversation: conversation({ runId: "r1" }) };
    const thread = loadThread(emptyThread("x"), withRun);
    expect(thread.run).toMatchObject({ id: "r1", assistantMessageId: "a1", status: "running" });
    expect(applyEvents(thread, events).messages.get("a1")?.content).toBe("Hello there");
  });

  test("only the message that a token belongs to becomes another object", () => {
    const before = applyEvents(emptyThread("x"), turn());
    const after = applyEvents(before, [token("a1", "!")]);
    expect(after.messages.get("u1")).toBe(before.messages.get("u1"));
    expect(after.path).toBe(before.path);
    expect(after.siblings).toBe(before.siblings);
    expect(after.messages.get("a1")).not.toBe(before.messages.get("a1"));
  });
});

describe("reset", () => {
  const lost = (snapshot?: object, channel = "conversation:x") =>
    event("reset", {
      reason: "trimmed",
      channels: [{ channel, ...(snapshot && { snapshot: { ...snapshot } }) }],
    });

  test("replaces the thread by the snapshot and goes on from its cursor", () => {
    const before = addPending(applyEvents(emptyThread("x"), turn()), message("u9"));
    const reset = lost({
      conversation: conversation({ title: "Anew" }),
      messages: [message("a7", "u7"), message("u7")],
      nextCursor: "older",
    });
    const thread = applyEvents(before, [reset]);
    expect(thread.path).toEqual(["u7", "a7"]);
    expect(thread).toMatchObject({ cursor: reset.cursor, olderCursor: "older", run: undefined });
    expect(thread.conversation?.title).toBe("Anew");
    expect(thread.pending.map((entry) => entry.message.id)).toEqual(["u9"]);
  });

  test("goes back to an earlier cursor where the log was replaced", () => {
    const before = applyEvents(emptyThread("x"), turn());
    const data = { reason: "epoch_changed" as const, channels: [{ channel: "conversation:x" }] };
    const snapshot = { conversation: conversation(), messages: [] };
    const channels = data.channels.map((entry) => ({ ...entry, snapshot }));
    const thread = applyEvents(before, [event("reset", { ...data, channels }, "a0001")]);
    expect(thread.cursor).toBe("a0001");
    expect(applyEvents(thread, [event("message", message("u5"), "a0002")]).path).toEqual(["u5"]);
  });

  test("without a snapshot says that the thread must be loaded again", () => {
    const thread = applyEvents(applyEvents(emptyThread("x"), turn()), [lost()]);
    expect(thread.stale).toBe(true);
  });

  test("of a run's stream, which names no channel, starts from nothing", () => {
    const before = applyEvents(emptyThread("x"), turn());
    const data = { reason: "unknown_cursor" as const, channels: [] };
    const thread = applyEvents(before, [event("reset", data, "a0000"), ...turn()]);
    expect(thread.path).toEqual(["u1", "a1"]);
    expect(thread.messages.get("a1")?.content).toBe("Hello there");
  });

  test("of another channel leaves it as it is", () => {
    const before = applyEvents(emptyThread("x"), turn());
    expect(applyEvents(before, [lost(undefined, "user:me")])).toBe(before);
  });
});

describe("branches", () => {
  const tree = [
    message("a2b", "u2"),
    message("a2a", "u2"),
    message("u2", "a1"),
    message("a1", "u1"),
    message("u1"),
  ];

  test("the newest message is the leaf, and its ancestors are the path", () => {
    const thread = loaded(tree);
    expect(thread.path).toEqual(["u1", "a1", "u2", "a2b"]);
    expect(thread.siblings.get("a2b")).toEqual(["a2a", "a2b"]);
    expect(thread.siblings.get("u1")).toEqual(["u1"]);
  });

  test("choosing a version shows its newest leaf and marks the choice", () => {
    const first = selectBranch(loaded([message("a3", "a2a"), ...tree]), "a2b");
    expect(first).toMatchObject({ path: ["u1", "a1", "u2", "a2b"], chosen: true });
    const back = selectBranch(first, "a2a");
    expect(back).toMatchObject({ path: ["u1", "a1", "u2", "a2a", "a3"], chosen: false });
    expect(selectBranch(back, "nowhere")).toBe(back);
  });

  test("a regeneration is a sibling and becomes the leaf", () => {
    const cut = showUpTo(loaded(tree.slice(3)), "u1");
    expect(cut.path).toEqual(["u1"]);
    const thread = applyEvents(cut, [event("run", run("r2", "u1", "a1x"))]);
    expect(thread.path).toEqual(["u1", "a1x"]);
    expect(thread.siblings.get("a1x")).toEqual(["a1", "a1x"]);
    expect(thread.siblings.get("u1")).toBe(cut.siblings.get("u1"));
    expect(thread.chosen).toBe(false);
  });

  test("an edited first message has its siblings among the roots", () => {
    const thread = applyEvents(loaded(tree.slice(3)), [event("message", message("u1x"))]);
    expect(thread.path).toEqual(["u1x"]);
    expect(thread.siblings.get("u1")).toEqual(["u1", "u1x"]);
  });

  test("an older page goes before what is loaded and lengthens the path", () => {
    const short = loaded(tree.slice(0, 3), { nextCursor: "older" });
    expect(short.path).toEqual(["u2", "a2b"]);
    const thread = prependPage(short, { items: tree.slice(2) });
    expect(thread.path).toEqual(["u1", "a1", "u2", "a2b"]);
    expect(thread.order).toEqual(["u1", "a1", "u2", "a2a", "a2b"]);
    expect(thread.olderCursor).toBeUndefined();
  });

  test("a cycle of parents, which no sound server sends, does not hang", () => {
    expect(loaded([message("a1", "u1"), message("u1", "a1")]).path).toEqual(["u1", "a1"]);
  });
});

describe("what this client does before the server answers", () => {
  const started = {
    runId: "r1",
    conversationId: "x",
    messageId: "u1",
    assistantMessageId: "a1",
    cursor: "c0000",
  };

  test("a sent message waits after the path until the log has it", () => {
    const sent = addPending(emptyThread("x"), message("u1"));
    expect(sent.pending).toMatchObject([{ message: { id: "u1" }, state: "sending" }]);
    const confirmed = confirmPending(sent, started, "demo");
    expect(confirmed.pending[0]?.state).toBe("sent");
    expect(confirmed.run).toMatchObject({ id: "r1", status: "queued" });
    const thread = applyEvents(confirmed, turn());
    expect(thread.pending).toEqual([]);
    expect(thread.path).toEqual(["u1", "a1"]);
  });

  test("an answer that comes after its events starts nothing anew", () => {
    const sent = addPending(emptyThread("x"), message("u1"));
    const over = applyEvents(sent, [...turn(), done("a1", "r1")]);
    expect(confirmPending(over, started, "demo").run).toBeUndefined();
  });

  test("a failed message keeps its reason, and sending it again takes it away", () => {
    const failure = { code: "network", message: "no", status: 0, retryable: true };
    const failed = failPending(addPending(emptyThread("x"), message("u1")), "u1", failure);
    expect(failed.pending).toMatchObject([{ state: "failed", failure }]);
    const again = addPending(failed, message("u1"));
    expect(again.pending).toHaveLength(1);
    expect(again.pending[0]).toEqual({ message: message("u1"), state: "sending" });
  });

  test("stop shows at once, holds the text, and is corrected by the final message", () => {
    const stopped = markStopped(applyEvents(emptyThread("x"), turn()));
    expect(stopped.run).toBeUndefined();
    const late = applyEvents(stopped, [token("a1", " and more")]);
    expect(late.messages.get("a1")).toMatchObject({ content: "Hello there", status: "stopped" });
    const final = message("a1", "u1", { content: "Hello there and more", status: "stopped" });
    const thread = applyEvents(late, [event("message", final), done("a1", "r1", "stopped")]);
    expect(thread.messages.get("a1")?.content).toBe("Hello there and more");
  });
});

describe("the conversation", () => {
  test("is replaced when it changes and marked when it is deleted and restored", () => {
    const named = applyEvents(emptyThread("x"), [
      event("conversation", conversation({ title: "New title" })),
    ]);
    expect(named.conversation?.title).toBe("New title");
    const gone = applyEvents(named, [event("deleted", { id: "x" })]);
    expect(gone.deleted).toBe(true);
    const back = applyEvents(gone, [event("conversation", conversation())]);
    expect(back.deleted).toBe(false);
  });
});
