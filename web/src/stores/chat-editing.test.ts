import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type Chat,
  conversationEvent,
  frame,
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
const lastId = () => chat.thread().messageIds.at(-1) ?? "";
const asked = () => chat.seen("POST", "/api/realtime").map((request) => request.body);

function thread(...items: object[]) {
  chat.server.on("GET /api/messages", () => json({ items: items.toReversed(), asOf: "c20" }));
}

test("an edited question takes the place of the first, with nothing of the old answer", async () => {
  await openX(chat);
  chat.server.on("POST /api/realtime", ({ body }) =>
    json(started({ messageId: (body as { messageId: string }).messageId }), 202),
  );
  chat.actions.edit("u1", "in other words");
  const id = lastId();
  expect(chat.thread().messageIds).toEqual([id]);
  expect(chat.text(id)).toMatchObject({ content: "in other words", local: "sending" });
  await settle();
  expect(asked()).toEqual([
    {
      conversationId: "x",
      prompt: "in other words",
      messageId: id,
      parentId: "root",
      whenBusy: "stop",
    },
  ]);
  chat.latest().send(turn("message", "c51", message(id, "user")));
  await settle();
  expect(chat.text(id)?.siblings).toEqual(["u1", id]);
  chat.actions.selectSibling("u1");
  expect(chat.thread().messageIds).toEqual(["u1", "a1"]);
});

test("a later question keeps what was said before it", async () => {
  thread(
    message("u1", "user"),
    message("a1", "assistant", { parentId: "u1" }),
    message("u2", "user", { parentId: "a1" }),
    message("a2", "assistant", { parentId: "u2" }),
  );
  await openX(chat);
  chat.server.on("POST /api/realtime", () => json(started(), 202));
  chat.actions.edit("u2", "otherwise");
  expect(chat.thread().messageIds.slice(0, -1)).toEqual(["u1", "a1"]);
  await settle();
  expect(asked()).toMatchObject([{ parentId: "a1" }]);
});

test("an answer that is being written stops with the edit of its question", async () => {
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
  chat.server.on("POST /api/realtime", () => json(started(), 202));
  chat.actions.edit("u2", "otherwise");
  expect(chat.thread().run).toBeUndefined();
  expect(chat.text("a2")?.status).toBe("stopped");
});

test("an edit that is refused and taken back shows the first question and its answer again", async () => {
  await openX(chat);
  chat.server.on("POST /api/realtime", () => problem(422, "context_too_long"));
  chat.actions.edit("u1", "much more text");
  const id = lastId();
  await settle();
  expect(chat.text(id)?.local).toBe("failed");
  expect(chat.actions.discardFailed(id)).toBe("much more text");
  expect(chat.thread().messageIds).toEqual(["u1", "a1"]);
});
