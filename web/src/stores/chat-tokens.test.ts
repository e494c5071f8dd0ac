import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Chat,
  conversationEvent,
  frame,
  message,
  openX,
  run,
  settle,
  setupChat,
} from "./chat-fixture";

let chat: Chat;
beforeEach(() => {
  chat = setupChat();
});
afterEach(() => chat.runtime.stop());

const turn = conversationEvent();

describe("tokens", () => {
  test("reach the store once a frame and touch one message", async () => {
    await openX(chat);
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
    await openX(chat);
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
