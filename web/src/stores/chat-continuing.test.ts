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
  const error = { code: "interrupted", message: "it broke off" };
  const cut = { parentId: "u1", status: "interrupted", runId: "r1", error };
  chat.server.on("GET /api/messages", () =>
    json({ items: [message("a1", "assistant", cut), message("u1", "user")], asOf: "c20" }),
  );
});
afterEach(() => chat.runtime.stop());

const turn = conversationEvent();

test("a cut answer goes on at once in its own place, and its new run can be stopped", async () => {
  await openX(chat);
  chat.server.on("POST /api/realtime/r1/continue", () =>
    json(started({ runId: "r2", messageId: "u1", assistantMessageId: "a1" }), 202),
  );
  chat.actions.continueAnswer("a1");
  expect(chat.text("a1")).toMatchObject({ status: "streaming", content: "text of a1" });
  expect(chat.text("a1")?.error).toBeUndefined();
  await settle();
  expect(chat.seen("POST", "/api/realtime/r1/continue")).toHaveLength(1);
  const more = { ...run, id: "r2", messageId: "u1", assistantMessageId: "a1", continues: "r1" };
  chat
    .latest()
    .send(
      turn("run", "c61", { ...more, status: "running" }),
      turn("token", "c62", { id: "a1", partId: "p", text: " and on" }),
    );
  await settle();
  await frame();
  expect(chat.thread()).toMatchObject({ messageIds: ["u1", "a1"], run: { id: "r2" } });
  expect(chat.text("a1")).toMatchObject({ runId: "r2", status: "streaming" });
});

test("a continuation that is refused leaves the answer as it was, and tells why", async () => {
  await openX(chat);
  chat.server.on("POST /api/realtime/r1/continue", () => problem(422, "not_continuable", "no"));
  const before = chat.text("a1");
  chat.actions.continueAnswer("a1");
  await settle();
  expect(chat.text("a1")).toEqual(before);
  expect(chat.thread().problem?.code).toBe("not_continuable");
  // The next try makes old news of it.
  chat.server.on("POST /api/realtime", () => json(started(), 202));
  chat.actions.regenerate("a1");
  expect(chat.thread().problem).toBeUndefined();
});
