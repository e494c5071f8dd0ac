import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Chat,
  conversation,
  conversationEvent,
  message,
  openX,
  run,
  settle,
  setupChat,
  started,
} from "./chat-fixture";
import { selectQueue } from "./queue";

let chat: Chat;
let turn = conversationEvent();
beforeEach(() => {
  chat = setupChat();
  turn = conversationEvent();
});
afterEach(() => chat.runtime.stop());

const AT = "2026-01-01T00:00:00.000Z";
const item = (messageId: string, content = `text of ${messageId}`) => ({
  messageId,
  runId: `r-${messageId}`,
  content,
  createdAt: AT,
});
const waiting = () => selectQueue(chat.store.getState(), "x");
const contents = () => waiting().map(({ content }) => content);

/** The page at `x` while `a2` is written and some messages wait. */
async function busy(...ids: string[]) {
  await openX(chat);
  const items = ids.map((id) => item(id));
  chat
    .latest()
    .send(
      turn("message", "c61", message("u2", "user", { parentId: "a1" })),
      turn("run", "c62", { ...run, status: "running" }),
      turn("queue", "c63", { items }),
    );
  await settle();
}

describe("sending while an answer is written", () => {
  test("shows the message among those that wait at once, and never in the thread", async () => {
    await busy();
    chat.server.on("POST /api/realtime", ({ body }) =>
      json(started({ runId: "r3", ...(body as object), assistantMessageId: "a3" }), 202),
    );
    chat.actions.send("next");
    const { messageIds } = chat.thread();
    expect(waiting()).toMatchObject([{ content: "next", local: "sending" }]);
    await settle();
    const sent = chat.seen("POST", "/api/realtime")[0]?.body as { messageId: string };
    expect(sent).toMatchObject({ prompt: "next", whenBusy: "queue" });
    chat.latest().send(turn("queue", "c71", { items: [item(sent.messageId, "next")] }));
    await settle();
    expect(waiting()).toEqual([{ id: sent.messageId, content: "next" }]);
    expect(chat.thread().messageIds).toEqual(messageIds);
    expect(chat.thread().run?.id).toBe("r1");
  });

  test("keeps the order of sending though the first answer of the server is late", async () => {
    await busy();
    let answer: (response: Response) => void = () => undefined;
    chat.server.on("POST /api/realtime", () => new Promise((resolve) => (answer = resolve)));
    chat.actions.send("one");
    chat.actions.send("two");
    await settle();
    expect(chat.seen("POST", "/api/realtime").map(({ body }) => body)).toMatchObject([
      { prompt: "one" },
    ]);
    answer(json(started(), 202));
    await settle();
    expect(chat.seen("POST", "/api/realtime").map(({ body }) => body)).toMatchObject([
      { prompt: "one" },
      { prompt: "two" },
    ]);
  });

  test("stops the answer where that is wished, and shows both at once", async () => {
    await busy();
    chat.server.on("POST /api/realtime", () => json(started({ runId: "r3" }), 202));
    chat.actions.send("other", { now: true });
    expect(chat.text("a2")?.status).toBe("stopped");
    expect(chat.text(chat.thread().messageIds.at(-1) ?? "")?.content).toBe("other");
    expect(waiting()).toEqual([]);
    await settle();
    expect(chat.seen("POST", "/api/realtime")[0]?.body).toMatchObject({ whenBusy: "stop" });
  });

  test("a queue that is full is told at the message, which can be sent again or taken back", async () => {
    await busy();
    chat.server.on("POST /api/realtime", () => problem(409, "queue_full", "20 messages wait"));
    chat.actions.send("too much");
    await settle();
    expect(waiting()).toMatchObject([
      { content: "too much", local: "failed", failure: { code: "queue_full" } },
    ]);
    expect(chat.actions.discardFailed(waiting()[0]?.id ?? "")).toBe("too much");
    expect(waiting()).toEqual([]);
  });
});

describe("what waits", () => {
  test("is loaded with the conversation", async () => {
    chat.server.on("GET /api/conversations/x", () => json(conversation("x", { queued: 1 })));
    chat.server.on("GET /api/conversations/x/queue", () => json({ items: [item("u8")] }));
    await openX(chat);
    expect(contents()).toEqual(["text of u8"]);
  });

  test("is the same list through a stream of tokens", async () => {
    await busy("u8");
    const before = waiting();
    chat.latest().send(turn("token", "c64", { id: "a2", partId: "p", text: "So" }));
    await settle();
    expect(waiting()).toBe(before);
  });

  test("takes other words and places before the server has, and asks it", async () => {
    await busy("u8", "u9");
    chat.server.on("PATCH /api/conversations/x/queue/u9", () =>
      json({ items: [item("u9", "new"), item("u8")] }),
    );
    const edited = chat.actions.editQueued("u9", "new");
    expect(contents()).toEqual(["text of u8", "new"]);
    expect(await edited).toBe(true);
    chat.actions.moveQueued("u8", 1);
    expect(contents()).toEqual(["new", "text of u8"]);
    chat.actions.moveQueued("u8", 0);
    expect(contents()).toEqual(["text of u8", "new"]);
    await settle();
    expect(chat.seen("PATCH", "/api/conversations/x/queue/u9")[0]?.body).toEqual({
      content: "new",
    });
    expect(chat.seen("PATCH", "/api/conversations/x/queue/u8")[0]?.body).toEqual({ position: 1 });
  });

  test("a change that comes too late shows what is, without a complaint", async () => {
    await busy("u8");
    chat.server.on("PATCH /api/conversations/x/queue/u8", () => problem(404, "not_found"));
    chat.server.on("GET /api/conversations/x/queue", () => json({ items: [] }));
    expect(await chat.actions.editQueued("u8", "new")).toBe(false);
    expect(waiting()).toEqual([]);
    expect(chat.thread().problem).toBeUndefined();
  });

  describe("is not undone by an answer that comes after what the stream tells", () => {
    const u9 = "/api/conversations/x/queue/u9";
    const old = () => json({ items: [item("u8"), item("u9")] });

    /** Holds the answer back until the first of the two that wait has begun. */
    async function late(route: string, answer: () => Response, ask: () => void) {
      await busy("u8", "u9");
      let go: () => void = () => undefined;
      const held = new Promise<Response>((done) => (go = () => done(answer())));
      chat.server.on(route, () => held);
      ask();
      await settle();
      chat.latest().send(turn("queue", "c71", { items: [item("u9", "told")] }));
      await settle();
      go();
      await settle();
      await settle();
      expect(contents()).toEqual(["told"]);
    }

    test("to other words", () =>
      late(`PATCH ${u9}`, old, () => void chat.actions.editQueued("u9", "new")));

    test("to another place", () =>
      late(`PATCH ${u9}`, old, () => chat.actions.moveQueued("u9", 0)));

    test("to a change that was refused", () => {
      chat.server.on(`PATCH ${u9}`, () => problem(503, "overloaded"));
      return late("GET /api/conversations/x/queue", old, () => chat.actions.moveQueued("u9", 0));
    });
  });

  test("a removal that fails shows the message again, and why", async () => {
    await busy("u8");
    chat.server.on("DELETE /api/conversations/x/queue/u8", () => problem(503, "overloaded"));
    chat.server.on("GET /api/conversations/x/queue", () => json({ items: [item("u8")] }));
    chat.actions.removeQueued("u8");
    expect(waiting()).toEqual([]);
    await settle();
    await settle();
    expect(contents()).toEqual(["text of u8"]);
    expect(chat.thread().problem?.code).toBe("overloaded");
  });

  test("what was removed can be put back where it was", async () => {
    await busy("u8", "u9");
    const [first] = waiting();
    if (first === undefined) throw new Error("nothing waits");
    chat.server.on(
      "DELETE /api/conversations/x/queue/u8",
      () => new Response(null, { status: 204 }),
    );
    chat.actions.removeQueued("u8");
    let sent = "";
    chat.server.on("POST /api/realtime", ({ body }) => {
      sent = (body as { messageId: string }).messageId;
      chat.server.on(`PATCH /api/conversations/x/queue/${sent}`, () =>
        json({ items: [item(sent, first.content), item("u9")] }),
      );
      return json(started({ messageId: sent, runId: "r8", assistantMessageId: "a8" }), 202);
    });
    chat.actions.putBack(first, 0);
    await settle();
    await settle();
    expect(contents()).toEqual(["text of u8", "text of u9"]);
    expect(chat.seen("PATCH", `/api/conversations/x/queue/${sent}`)[0]?.body).toEqual({
      position: 0,
    });
  });
});
