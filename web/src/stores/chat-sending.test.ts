import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readDraft, writeDraft } from "@/lib/drafts";
import { isLocalId } from "./chat.store";
import {
  type Chat,
  conversation,
  conversationEvent,
  frame,
  ME,
  message,
  openX,
  run,
  settle,
  setupChat,
  started,
} from "./chat-fixture";

let chat: Chat;
beforeEach(() => {
  chat = setupChat();
});
afterEach(() => chat.runtime.stop());

const turn = conversationEvent();

describe("sending", () => {
  test("shows the message before anything else happens, and the log's own in its place", async () => {
    await openX(chat);
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
    await openX(chat);
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
    await openX(chat);
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
    // Beside the feed, which is followed without a break.
    expect(stream.request.headers.get("last-event-id")).toBe("c10");
    expect(chat.seen("GET", "/api/messages")).toHaveLength(0);
    chat.actions.open(local);
    expect(chat.store.getState().openId).toBe("n1");
    expect(chat.store.getState().list.ids).toContain("n1");
  });

  test("a new conversation with instructions is made before its first message", async () => {
    chat.runtime.start();
    await settle();
    chat.server.on("POST /api/conversations", () => json(conversation("n1"), 201));
    chat.server.on("POST /api/realtime", () => problem(503, "overloaded"));
    chat.actions.setSystem(null, "Answer in German.");
    const local = chat.actions.send("hello");
    const id = chat.thread(local).messageIds.at(-1) ?? "";
    await settle();
    await settle();
    chat.server.on("POST /api/realtime", () => json(started({ conversationId: "n1" }), 202));
    chat.server.on("GET /api/conversations/n1", () => json(conversation("n1")));
    chat.actions.retry(id);
    await settle();
    await settle();
    const made = chat.seen("POST", "/api/conversations");
    expect(made[0]?.body).toEqual({ system: "Answer in German." });
    // What is asked twice is made once.
    const keys = made.map((request) => request.headers.get("idempotency-key"));
    expect(new Set(keys).size).toBe(1);
    expect(chat.seen("POST", "/api/realtime").at(-1)?.body).toMatchObject({ conversationId: "n1" });
    expect(chat.store.getState().openId).toBe("n1");
    // The next new conversation has none.
    expect(chat.store.getState().newSystem).toBe("");
  });

  test("instructions of a first message that is taken back count for the next one", async () => {
    chat.runtime.start();
    await settle();
    chat.server.on("POST /api/conversations", () => problem(503, "overloaded"));
    chat.actions.setSystem(null, "Answer in German.");
    const local = chat.actions.send("hello");
    const id = chat.thread(local).messageIds.at(-1) ?? "";
    await settle();
    expect(chat.actions.discardFailed(id)).toBe("hello");
    chat.actions.send("hello again");
    await settle();
    expect(chat.seen("POST", "/api/conversations").at(-1)?.body).toEqual({
      system: "Answer in German.",
    });
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
    await openX(chat);
    expect(chat.text("a1b")?.siblings).toEqual(["a1", "a1b"]);
    chat.actions.selectSibling("a1");
    expect(chat.thread().messageIds).toEqual(["u1", "a1"]);
    chat.actions.send("hello");
    await settle();
    expect(chat.seen("POST", "/api/realtime")[0]?.body).toMatchObject({ parentId: "a1" });
  });
});

describe("a reload in mid-sending", () => {
  test("sends the message again under the same key, and a new chat finds its id", async () => {
    chat.runtime.start();
    await settle();
    chat.server.on("POST /api/realtime", () => new Promise(() => undefined));
    const local = chat.actions.send("hello");
    await settle();
    const first = chat.seen("POST", "/api/realtime")[0];
    chat.runtime.stop();

    chat = setupChat();
    chat.actions.open(local);
    expect(chat.thread(local)).toMatchObject({ status: "ready", messageIds: [expect.any(String)] });
    expect(chat.text(chat.thread(local).messageIds[0] ?? "", local)).toMatchObject({
      content: "hello",
      local: "sending",
    });
    chat.server.on("POST /api/realtime", () => json(started({ conversationId: "n1" }), 202));
    chat.server.on("GET /api/conversations/n1", () => json(conversation("n1")));
    chat.runtime.start();
    await settle();
    await settle();
    const again = chat.seen("POST", "/api/realtime")[0];
    expect(again?.body).toEqual(first?.body);
    expect(again?.headers.get("idempotency-key")).toBe(first?.headers.get("idempotency-key"));
    expect(chat.store.getState().openId).toBe("n1");
    expect(sessionStorage.getItem("thalweg.outbox")).toBeNull();
  });

  test("shows what had failed as failed, and does not send it by itself", async () => {
    await openX(chat);
    chat.server.on("POST /api/realtime", () => problem(503, "overloaded", "too busy"));
    chat.actions.send("hello");
    await settle();
    chat.runtime.stop();

    chat = setupChat();
    await openX(chat);
    const id = chat.thread().messageIds.at(-1) ?? "";
    expect(chat.text(id)).toMatchObject({
      content: "hello",
      local: "failed",
      failure: { code: "overloaded", message: "too busy" },
    });
    expect(chat.seen("POST", "/api/realtime")).toHaveLength(0);
    chat.actions.discardFailed(id);
    expect(sessionStorage.getItem("thalweg.outbox")).toBeNull();
  });

  test("a second message of a new chat waits for the first one to arrive", async () => {
    chat.runtime.start();
    await settle();
    chat.server.on("POST /api/realtime", () => problem(503, "overloaded"));
    const local = chat.actions.send("first");
    chat.actions.send("second");
    await settle();
    await settle();
    expect(chat.seen("POST", "/api/realtime")).toHaveLength(1);
    const [first = "", second = ""] = chat.thread(local).messageIds;
    expect(chat.text(second)).toMatchObject({ local: "failed", failure: { code: "network" } });
    chat.server.on("POST /api/realtime", () => json(started({ conversationId: "n1" }), 202));
    chat.server.on("GET /api/conversations/n1", () => json(conversation("n1")));
    chat.actions.retry(first);
    await settle();
    chat.actions.retry(second);
    await settle();
    const [, , last] = chat.seen("POST", "/api/realtime");
    expect(last?.body).toMatchObject({ prompt: "second", conversationId: "n1" });
  });

  test("what is written meanwhile in a new chat stays with it", async () => {
    chat.runtime.start();
    await settle();
    chat.server.on("POST /api/realtime", () => json(started({ conversationId: "n1" }), 202));
    chat.server.on("GET /api/conversations/n1", () => json(conversation("n1")));
    const local = chat.actions.send("hello");
    writeDraft(local, "half a thought");
    await settle();
    expect(readDraft("n1")).toBe("half a thought");
    expect(readDraft(local)).toBe("");
    writeDraft("n1", "");
  });
});

describe("stopping and answering again", () => {
  async function running() {
    await openX(chat);
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
    await openX(chat);
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
    await openX(chat);
    chat.server.on("POST /api/realtime", () => problem(409, "run_in_progress", "wait for it"));
    chat.actions.regenerate("a1");
    await settle();
    expect(chat.thread()).toMatchObject({
      messageIds: ["u1", "a1"],
      problem: { code: "run_in_progress", message: "wait for it" },
    });
  });
});
