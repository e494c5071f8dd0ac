import { createClient, type StreamEvent } from "@thalweg/client";
import { type FakeStream, fakeServer, json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createChatStore, isLocalId, selectMessage, selectThread } from "./chat.store";
import { createChatActions } from "./chat-actions";
import { createChatRuntime } from "./chat-runtime";

const ME = "user:me";
const AT = "2026-01-01T00:00:00.000Z";

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
/** Until the next frame, in which tokens reach the store. */
const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve(undefined)));

const conversation = (id: string, more = {}) => ({
  id,
  title: `title of ${id}`,
  pinned: false,
  archived: false,
  createdAt: AT,
  updatedAt: AT,
  ...more,
});
const message = (id: string, role: "user" | "assistant", more = {}) => ({
  id,
  conversationId: "x",
  role,
  content: `text of ${id}`,
  parts: [],
  createdAt: AT,
  status: "complete",
  ...more,
});

type Data = StreamEvent["data"];

/** Events of a channel as they are on the wire, with rising seq. */
function channel(name: string) {
  let seq = 0;
  return (type: string, id: string, data: Partial<Data> | object) => {
    seq += 1;
    return { type, id, data: { channel: name, seq, at: AT, data } };
  };
}

function setup() {
  const server = fakeServer();
  const streams = server.streams("GET /api/events");
  server.on("GET /api/me", () => json({ principal: { id: "me", role: "owner" }, version: "1" }));
  server.on("GET /api/models", () => json({ items: [{ id: "demo", name: "D", default: true }] }));
  server.on("GET /api/conversations", () => json({ items: [conversation("x")], asOf: "c10" }));
  server.on("GET /api/conversations/x", () => json(conversation("x", { asOf: "c20" })));
  server.on("GET /api/messages", () =>
    json({
      items: [message("a1", "assistant", { parentId: "u1" }), message("u1", "user")],
      asOf: "c20",
    }),
  );
  const store = createChatStore();
  const client = createClient({ fetch: server.fetch, random: () => 0.5 });
  const runtime = createChatRuntime(client, store);
  const actions = createChatActions(runtime);
  const seen = (method: string, path: string) =>
    server.requests.filter(
      (request) => request.method === method && request.url.split("?")[0] === path,
    );
  const latest = (): FakeStream => {
    const stream = streams.opened.at(-1);
    if (stream === undefined) throw new Error("no stream was opened");
    return stream;
  };
  const thread = (id: string | null = store.getState().openId) =>
    selectThread(store.getState(), id);
  const text = (id: string, of = store.getState().openId ?? "") =>
    selectMessage(store.getState(), of, id);
  return { server, streams, store, runtime, actions, seen, latest, thread, text };
}

let chat: ReturnType<typeof setup>;
beforeEach(() => {
  chat = setup();
});
afterEach(() => chat.runtime.stop());

/** The page at `/chat?id=x`, its stream live. */
async function openX() {
  chat.actions.open("x");
  chat.runtime.start();
  await settle();
  await settle();
  chat.latest().welcome("c20", { [ME]: 0, "conversation:x": 9 });
  await settle();
}

const turn = channel("conversation:x");
const run = {
  id: "r1",
  conversationId: "x",
  messageId: "u2",
  assistantMessageId: "a2",
  model: "m",
};

describe("opening", () => {
  test("shows the list, the models and the conversation, on one stream from its `asOf`", async () => {
    chat.actions.open("x");
    expect(chat.thread().status).toBe("loading");
    await openX();
    const { list, models, connection } = chat.store.getState();
    expect(list).toEqual({ status: "ready", ids: ["x"], hasMore: false });
    expect(models.map((model) => model.id)).toEqual(["demo"]);
    expect(connection.state).toBe("live");
    expect(chat.thread()).toMatchObject({ status: "ready", messageIds: ["u1", "a1"] });
    const live = chat.streams.opened.filter((stream) => !stream.aborted);
    expect(live).toHaveLength(1);
    expect(live[0]?.request.url).toBe("/api/events?channel=user%3Ame&channel=conversation%3Ax");
    expect(live[0]?.request.headers.get("last-event-id")).toBe("c20");
  });

  test("loads the list again where the stream begins after it", async () => {
    await openX();
    await settle();
    expect(chat.seen("GET", "/api/conversations")).toHaveLength(2);
  });

  test("a refresh in mid-answer shows the text so far and goes on with it", async () => {
    const answer = message("a1", "assistant", {
      parentId: "u1",
      status: "streaming",
      content: "Hel",
      parts: [{ id: "p", type: "text", text: "Hel" }],
    });
    chat.server.on("GET /api/messages", () =>
      json({ items: [answer, message("u1", "user")], asOf: "c20" }),
    );
    chat.server.on("GET /api/conversations/x", () => json(conversation("x", { runId: "r1" })));
    await openX();
    expect(chat.thread().run).toMatchObject({ id: "r1", assistantMessageId: "a1" });
    expect(chat.text("a1")?.content).toBe("Hel");
    chat.latest().send(turn("token", "c21", { id: "a1", partId: "p", text: "lo" }));
    await settle();
    await frame();
    expect(chat.text("a1")?.content).toBe("Hello");
  });

  test("another conversation is followed from its own `asOf`, without a blink of the state", async () => {
    await openX();
    chat.server.on("GET /api/conversations/y", () => json(conversation("y")));
    chat.server.on("GET /api/messages", () => json({ items: [], asOf: "c30" }));
    const states: string[] = [];
    chat.store.subscribe(({ connection }) => states.push(connection.state));
    chat.actions.open("y");
    await settle();
    await settle();
    const stream = chat.latest();
    expect(stream.request.url).toContain("conversation%3Ay");
    expect(stream.request.url).not.toContain("conversation%3Ax");
    expect(stream.request.headers.get("last-event-id")).toBe("c30");
    stream.welcome("c30", { [ME]: 0 });
    await settle();
    expect(new Set(states)).toEqual(new Set(["live"]));
    expect(chat.streams.opened.filter((other) => !other.aborted)).toHaveLength(1);
  });

  test("what is not there and what cannot be loaded are told apart, and the latter comes back", async () => {
    chat.server.on("GET /api/messages", () => problem(404, "not_found"));
    chat.server.on("GET /api/conversations/x", () => problem(404, "not_found"));
    chat.actions.open("x");
    await settle();
    expect(chat.thread().status).toBe("not-found");

    chat.server.on("GET /api/messages", () => problem(503, "overloaded", "too busy"));
    chat.actions.open(null);
    chat.actions.open("x");
    await settle();
    expect(chat.thread()).toMatchObject({ status: "error", problem: { code: "overloaded" } });
    chat.server.on("GET /api/messages", () => json({ items: [], asOf: "c1" }));
    chat.server.on("GET /api/conversations/x", () => json(conversation("x")));
    chat.actions.retryNow();
    await settle();
    expect(chat.thread().status).toBe("ready");
  });

  test("a server that is away at the start is asked again", async () => {
    vi.useFakeTimers();
    chat.server.down = true;
    chat.runtime.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(chat.store.getState().connection.state).toBe("reconnecting");
    chat.server.down = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(chat.store.getState().list.status).toBe("ready");
    vi.useRealTimers();
  });
});

describe("tokens", () => {
  test("reach the store once a frame and touch one message", async () => {
    await openX();
    chat
      .latest()
      .send(
        turn("message", "c21", message("u2", "user", { parentId: "a1" })),
        turn("run", "c22", { ...run, status: "running" }),
      );
    await settle();
    const before = { thread: chat.thread(), first: chat.text("u1") };
    expect(before.thread.messageIds).toEqual(["u1", "a1", "u2", "a2"]);
    let updates = 0;
    const end = chat.store.subscribe(() => {
      updates += 1;
    });
    const token = (id: string, text: string) => turn("token", id, { id: "a2", partId: "p", text });
    chat.latest().send(token("c23", "a"), token("c24", "b"));
    chat.latest().send(token("c25", "c"));
    await settle();
    await frame();
    end();
    expect(chat.text("a2")).toMatchObject({ content: "abc", status: "streaming" });
    expect(updates).toBe(1);
    expect(chat.thread()).toBe(before.thread);
    expect(chat.text("u1")).toBe(before.first);
  });

  test("are shown at once while the page is hidden, where no frame comes", async () => {
    await openX();
    vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    vi.stubGlobal("requestAnimationFrame", () => 0);
    chat
      .latest()
      .send(
        turn("run", "c31", { ...run, messageId: "a1", status: "running" }),
        turn("token", "c32", { id: "a2", partId: "p", text: "seen" }),
      );
    await settle();
    expect(chat.text("a2")?.content).toBe("seen");
    vi.unstubAllGlobals();
  });
});

const started = (more = {}) => ({
  runId: "r1",
  conversationId: "x",
  messageId: "u2",
  assistantMessageId: "a2",
  cursor: "c20",
  ...more,
});

describe("sending", () => {
  test("shows the message before anything else happens, and the log's own in its place", async () => {
    await openX();
    chat.server.on("POST /api/realtime", ({ body }) =>
      json(started({ messageId: (body as { messageId: string }).messageId }), 202),
    );
    expect(chat.actions.send("hello")).toBe("x");
    const id = chat.thread().messageIds.at(-1) ?? "";
    expect(chat.text(id)).toMatchObject({ content: "hello", role: "user", local: "sending" });
    await settle();
    expect(chat.text(id)?.local).toBeUndefined();
    expect(chat.thread().run).toMatchObject({ id: "r1", status: "queued" });
    chat.latest().send(turn("message", "c51", message(id, "user", { parentId: "a1" })));
    await settle();
    expect(chat.thread().messageIds).toEqual(["u1", "a1", id]);
    expect(chat.text(id)?.content).toBe(`text of ${id}`);
  });

  test("a failed message keeps text and reason, and is sent again word for word", async () => {
    await openX();
    chat.server.on("POST /api/realtime", () => problem(503, "overloaded", "too busy"));
    chat.actions.send("hello");
    const id = chat.thread().messageIds.at(-1) ?? "";
    await settle();
    expect(chat.text(id)).toMatchObject({
      content: "hello",
      local: "failed",
      failure: { code: "overloaded", message: "too busy", retryable: true },
    });
    chat.server.on("POST /api/realtime", () => json(started({ messageId: id }), 202));
    chat.actions.retry(id);
    expect(chat.text(id)).toMatchObject({ local: "sending" });
    expect(chat.text(id)?.failure).toBeUndefined();
    await settle();
    expect(chat.text(id)?.local).toBeUndefined();
    const [first, second] = chat.seen("POST", "/api/realtime");
    expect(second?.body).toEqual(first?.body);
    expect(second?.headers.get("idempotency-key")).toBe(first?.headers.get("idempotency-key"));
  });

  test("a failed message can be taken back", async () => {
    await openX();
    chat.server.on("POST /api/realtime", () => problem(422, "context_too_long"));
    chat.actions.send("much text");
    const id = chat.thread().messageIds.at(-1) ?? "";
    await settle();
    expect(chat.actions.discardFailed(id)).toBe("much text");
    expect(chat.thread().messageIds).toEqual(["u1", "a1"]);
    expect(chat.actions.discardFailed(id)).toBe("");
  });

  test("a new conversation has an id at once and the server's later; both mean the same", async () => {
    chat.runtime.start();
    await settle();
    chat.latest().welcome("c10", { [ME]: 0 });
    chat.server.on("POST /api/realtime", () =>
      json(started({ conversationId: "n1", cursor: "c40" }), 202),
    );
    chat.server.on("GET /api/conversations/n1", () => json(conversation("n1", { runId: "r1" })));
    const local = chat.actions.send("hello");
    expect(isLocalId(local)).toBe(true);
    expect(chat.thread(local)).toMatchObject({ status: "ready", messageIds: [expect.any(String)] });
    await settle();
    await settle();
    expect(chat.store.getState().openId).toBe("n1");
    expect(chat.thread(local)).toBe(chat.thread("n1"));
    expect(chat.seen("POST", "/api/realtime")[0]?.body).not.toHaveProperty("conversationId");
    const stream = chat.latest();
    expect(stream.request.url).toContain("conversation%3An1");
    expect(stream.request.headers.get("last-event-id")).toBe("c40");
    expect(chat.seen("GET", "/api/messages")).toHaveLength(0);
    chat.actions.open(local);
    expect(chat.store.getState().openId).toBe("n1");
    expect(chat.store.getState().list.ids).toContain("n1");
  });

  test("after a chosen branch, the next message names its parent", async () => {
    chat.server.on("GET /api/messages", () =>
      json({
        items: [
          message("a1b", "assistant", { parentId: "u1" }),
          message("a1", "assistant", { parentId: "u1" }),
          message("u1", "user"),
        ],
        asOf: "c20",
      }),
    );
    chat.server.on("POST /api/realtime", () => json(started(), 202));
    await openX();
    expect(chat.text("a1b")?.siblings).toEqual(["a1", "a1b"]);
    chat.actions.selectSibling("a1");
    expect(chat.thread().messageIds).toEqual(["u1", "a1"]);
    chat.actions.send("hello");
    await settle();
    expect(chat.seen("POST", "/api/realtime")[0]?.body).toMatchObject({ parentId: "a1" });
  });
});

describe("stopping and answering again", () => {
  async function running() {
    await openX();
    chat
      .latest()
      .send(
        turn("message", "c61", message("u2", "user", { parentId: "a1" })),
        turn("run", "c62", { ...run, status: "running" }),
        turn("token", "c63", { id: "a2", partId: "p", text: "So far" }),
      );
    await settle();
    await frame();
  }

  test("stop shows in the same call, asks the server, and a next message waits for it", async () => {
    await running();
    let answer: (response: Response) => void = () => undefined;
    chat.server.on("DELETE /api/realtime/r1", () => new Promise((resolve) => (answer = resolve)));
    chat.server.on("POST /api/realtime", () => json(started(), 202));
    chat.actions.stop();
    expect(chat.text("a2")).toMatchObject({ status: "stopped", content: "So far" });
    expect(chat.thread().run).toBeUndefined();
    chat.actions.send("next");
    await settle();
    expect(chat.seen("POST", "/api/realtime")).toHaveLength(0);
    answer(json({ ...run, ended: "stopped" }));
    await settle();
    expect(chat.seen("POST", "/api/realtime")).toHaveLength(1);
  });

  test("a stop that fails does not leave an answer that looks stopped", async () => {
    await running();
    const writing = message("a2", "assistant", { parentId: "u2", status: "streaming" });
    chat.server.on("GET /api/messages", () => json({ items: [writing], asOf: "c64" }));
    chat.server.on("GET /api/conversations/x", () => json(conversation("x", { runId: "r1" })));
    chat.server.on("DELETE /api/realtime/r1", () => problem(500, "internal"));
    chat.actions.stop();
    await settle();
    await settle();
    expect(chat.text("a2")?.status).toBe("streaming");
    expect(chat.thread().run?.id).toBe("r1");
  });

  test("regenerating shows the question alone, then the new answer beside the old one", async () => {
    await openX();
    chat.server.on("POST /api/realtime", () =>
      json(started({ messageId: "u1", assistantMessageId: "a1b", cursor: "c70" }), 202),
    );
    chat.actions.regenerate("a1");
    expect(chat.thread().messageIds).toEqual(["u1"]);
    await settle();
    expect(chat.seen("POST", "/api/realtime")[0]?.body).toEqual({
      conversationId: "x",
      parentId: "u1",
    });
    const again = { ...run, messageId: "u1", assistantMessageId: "a1b", status: "running" };
    chat.latest().send(turn("run", "c71", again));
    await settle();
    expect(chat.thread().messageIds).toEqual(["u1", "a1b"]);
    expect(chat.text("a1b")?.siblings).toEqual(["a1", "a1b"]);
  });

  test("a regeneration that is refused shows the old answer again, and why", async () => {
    await openX();
    chat.server.on("POST /api/realtime", () => problem(409, "run_in_progress", "wait for it"));
    chat.actions.regenerate("a1");
    await settle();
    expect(chat.thread()).toMatchObject({
      messageIds: ["u1", "a1"],
      problem: { code: "run_in_progress", message: "wait for it" },
    });
  });
});

describe("the list", () => {
  const feed = channel(ME);

  test("follows the person's feed", async () => {
    await openX();
    const newer = "2026-02-02T00:00:00.000Z";
    chat
      .latest()
      .send(feed("conversation", "c81", conversation("y", { updatedAt: newer, runId: "r9" })));
    await settle();
    expect(chat.store.getState().list.ids).toEqual(["y", "x"]);
    expect(chat.store.getState().conversations.get("y")?.running).toBe(true);
    chat.latest().send(feed("deleted", "c82", { id: "y" }));
    await settle();
    expect(chat.store.getState().list.ids).toEqual(["x"]);
  });

  test("a rename shows at once and is taken back if it is refused", async () => {
    await openX();
    chat.server.on("PATCH /api/conversations/x", () => problem(422, "invalid_fields"));
    vi.spyOn(console, "warn").mockReturnValue();
    chat.actions.rename("x", "Better");
    expect(chat.store.getState().conversations.get("x")?.title).toBe("Better");
    await settle();
    expect(chat.store.getState().conversations.get("x")?.title).toBe("title of x");
  });

  test("a deletion shows at once, and its undoing waits for it", async () => {
    await openX();
    let answer: (response: Response) => void = () => undefined;
    chat.server.on(
      "DELETE /api/conversations/x",
      () => new Promise((resolve) => (answer = resolve)),
    );
    chat.server.on("POST /api/conversations/x/restore", () => json(conversation("x")));
    chat.actions.remove("x");
    expect(chat.store.getState().list.ids).toEqual([]);
    chat.actions.undoRemove("x");
    expect(chat.store.getState().list.ids).toEqual(["x"]);
    await settle();
    expect(chat.seen("POST", "/api/conversations/x/restore")).toHaveLength(0);
    answer(new Response(null, { status: 204 }));
    await settle();
    expect(chat.seen("POST", "/api/conversations/x/restore")).toHaveLength(1);
    expect(chat.store.getState().list.ids).toEqual(["x"]);
  });

  test("older conversations are added below", async () => {
    const old = "2025-01-01T00:00:00.000Z";
    chat.server.on("GET /api/conversations", ({ url }) =>
      url.includes("cursor=l1")
        ? json({ items: [conversation("w", { updatedAt: old })] })
        : json({ items: [conversation("x")], nextCursor: "l1", asOf: "c10" }),
    );
    chat.runtime.start();
    await settle();
    expect(chat.store.getState().list.hasMore).toBe(true);
    chat.actions.loadMoreConversations();
    await settle();
    expect(chat.store.getState().list).toEqual({
      status: "ready",
      ids: ["x", "w"],
      hasMore: false,
    });
  });
});

test("older messages are put before the loaded ones", async () => {
  chat.server.on("GET /api/messages", ({ url }) =>
    url.includes("cursor=m1")
      ? json({ items: [message("u1", "user")] })
      : json({
          items: [message("a1", "assistant", { parentId: "u1" })],
          nextCursor: "m1",
          asOf: "c20",
        }),
  );
  await openX();
  expect(chat.thread()).toMatchObject({ messageIds: ["a1"], olderCursor: "m1" });
  chat.actions.loadOlder();
  expect(chat.thread().loadingOlder).toBe(true);
  await settle();
  expect(chat.thread()).toMatchObject({ messageIds: ["u1", "a1"], loadingOlder: false });
  expect(chat.thread().olderCursor).toBeUndefined();
});

test("a reset without a snapshot loads the conversation again", async () => {
  await openX();
  const before = chat.seen("GET", "/api/messages").length;
  const channels = [{ channel: "conversation:x" }, { channel: ME }];
  chat.latest().send({ type: "reset", id: "c90", data: { reason: "trimmed", channels } });
  await settle();
  await settle();
  expect(chat.seen("GET", "/api/messages")).toHaveLength(before + 1);
  expect(chat.thread().status).toBe("ready");
});
