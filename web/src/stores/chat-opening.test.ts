import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Chat,
  channel,
  conversation,
  conversationEvent,
  frame,
  ME,
  message,
  openX,
  settle,
  setupChat,
} from "./chat-fixture";

let chat: Chat;
beforeEach(() => {
  chat = setupChat();
});
afterEach(() => chat.runtime.stop());

const turn = conversationEvent();

describe("opening", () => {
  test("shows the list, the models and the conversation, on one stream from the earlier `asOf`", async () => {
    chat.actions.open("x");
    expect(chat.thread().status).toBe("loading");
    await openX(chat);
    const { list, models, connection } = chat.store.getState();
    expect(list).toEqual({ status: "ready", ids: ["x"], hasMore: false });
    expect(models.map((model) => model.id)).toEqual(["demo"]);
    expect(connection.state).toBe("live");
    expect(chat.thread()).toMatchObject({ status: "ready", messageIds: ["u1", "a1"] });
    const live = chat.streams.opened.filter((stream) => !stream.aborted);
    expect(live).toHaveLength(1);
    expect(live[0]?.request.url).toBe("/api/events?channel=user%3Ame&channel=conversation%3Ax");
    expect(live[0]?.request.headers.get("last-event-id")).toBe("c10");
  });

  test("asks who is asking first, for the answer may make this browser a guest", async () => {
    let answer: (response: Response) => void = () => undefined;
    chat.server.on("GET /api/me", () => new Promise((resolve) => (answer = resolve)));
    chat.actions.open("x");
    chat.runtime.start();
    await settle();
    expect(chat.server.requests.map((request) => request.url)).toEqual(["/api/me"]);
    answer(json({ principal: { id: "me", role: "guest" }, version: "1" }));
    await settle();
    await settle();
    expect(chat.thread().status).toBe("ready");
  });

  test("a refusal to say who is asking is shown, and can be tried again", async () => {
    chat.server.on("GET /api/me", () => problem(403, "forwarded_request", "no proxies"));
    chat.actions.open("x");
    chat.runtime.start();
    await settle();
    expect(chat.store.getState().connection).toMatchObject({
      state: "failed",
      reason: "forwarded_request",
    });
    expect(chat.thread()).toMatchObject({ status: "error", problem: { message: "no proxies" } });
    chat.server.on("GET /api/me", () => json({ principal: { id: "me", role: "owner" } }));
    chat.actions.retryNow();
    await settle();
    await settle();
    expect(chat.thread().status).toBe("ready");
  });

  test("loads the list once, for its feed is followed from where the list is of", async () => {
    await openX(chat);
    await settle();
    expect(chat.seen("GET", "/api/conversations")).toHaveLength(1);
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
    await openX(chat);
    expect(chat.thread().run).toMatchObject({ id: "r1", assistantMessageId: "a1" });
    expect(chat.text("a1")?.content).toBe("Hel");
    chat.latest().send(turn("token", "c21", { id: "a1", partId: "p", text: "lo" }));
    await settle();
    await frame();
    expect(chat.text("a1")?.content).toBe("Hello");
  });

  test("another conversation is followed from its own `asOf`, without a blink of the state", async () => {
    await openX(chat);
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
    stream.welcome("c10", { [ME]: 0 });
    const turn = channel("conversation:y");
    stream.send(turn("message", "c25", message("m1", "user", { conversationId: "y" })));
    stream.send(turn("message", "c31", message("m2", "user", { conversationId: "y" })));
    await settle();
    expect(chat.thread().messageIds).toEqual(["m2"]);
    expect(new Set(states)).toEqual(new Set(["live"]));
    expect(chat.streams.opened.filter((other) => !other.aborted)).toHaveLength(1);
  });

  test("what is not there and what cannot be loaded are told apart, and the latter comes back", async () => {
    chat.server.on("GET /api/messages", () => problem(404, "not_found"));
    chat.server.on("GET /api/conversations/x", () => problem(404, "not_found"));
    chat.runtime.start();
    chat.actions.open("x");
    await settle();
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
  await openX(chat);
  expect(chat.thread()).toMatchObject({ messageIds: ["a1"], olderCursor: "m1" });
  chat.actions.loadOlder();
  expect(chat.thread().loadingOlder).toBe(true);
  await settle();
  expect(chat.thread()).toMatchObject({ messageIds: ["u1", "a1"], loadingOlder: false });
  expect(chat.thread().olderCursor).toBeUndefined();
});

test("a reset without a snapshot loads the conversation again", async () => {
  await openX(chat);
  const before = chat.seen("GET", "/api/messages").length;
  const channels = [{ channel: "conversation:x" }, { channel: ME }];
  chat.latest().send({ type: "reset", id: "c90", data: { reason: "trimmed", channels } });
  await settle();
  await settle();
  expect(chat.seen("GET", "/api/messages")).toHaveLength(before + 1);
  expect(chat.thread().status).toBe("ready");
});
