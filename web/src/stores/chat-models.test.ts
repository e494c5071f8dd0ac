import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Chat, conversation, openX, settle, setupChat, started } from "./chat-fixture";
import { selectModelChoice } from "./model-choice";

const MODELS = [
  { id: "demo", name: "Demonstration", default: true },
  { id: "a/one", name: "One", default: false },
  { id: "a/two", name: "Two", default: false },
];

let chat: Chat;
beforeEach(() => {
  localStorage.clear();
  chat = setupChat();
  chat.server.on("GET /api/models", () => json({ items: MODELS }));
  chat.server.on("POST /api/realtime", () => json(started(), 202));
});
afterEach(() => chat.runtime.stop());

const choice = (id: string | null) => selectModelChoice(chat.store.getState(), id);
const asked = () => chat.seen("POST", "/api/realtime").map((request) => request.body);

function own(model: string) {
  const x = conversation("x", { model });
  chat.server.on("GET /api/conversations", () => json({ items: [x], asOf: "c10" }));
  chat.server.on("GET /api/conversations/x", () => json({ ...x, asOf: "c20" }));
}

describe("the model of a conversation", () => {
  test("is the server's default until one is chosen, and then it is left to the server", async () => {
    await openX(chat);
    expect(choice("x").model?.id).toBe("demo");
    chat.actions.send("hello");
    await settle();
    expect(asked()[0]).not.toHaveProperty("model");
  });

  test("is shown at once, kept by the server and named when something is sent", async () => {
    await openX(chat);
    chat.server.on("PATCH /api/conversations/x", () => json(conversation("x", { model: "a/one" })));
    chat.actions.setModel("x", "a/one");
    expect(choice("x").model?.id).toBe("a/one");
    chat.actions.send("hello");
    await settle();
    expect(chat.seen("PATCH", "/api/conversations/x")[0]?.body).toEqual({ model: "a/one" });
    expect(asked()[0]).toMatchObject({ model: "a/one" });
  });

  test("is as before if the server refuses the change", async () => {
    await openX(chat);
    chat.server.on("PATCH /api/conversations/x", () => problem(422, "unknown_model"));
    chat.actions.setModel("x", "a/one");
    await settle();
    expect(choice("x").model?.id).toBe("demo");
  });

  test("that is gone is told, with what stands in for it", async () => {
    own("gone/model");
    await openX(chat);
    expect(choice("x")).toMatchObject({ model: { id: "demo" }, missing: "gone/model" });
    chat.actions.send("hello");
    await settle();
    expect(asked()[0]).not.toHaveProperty("model");
  });

  test("is not another one's for an answer that is written again, unless that is asked for", async () => {
    own("a/one");
    await openX(chat);
    chat.actions.regenerate("a1");
    await settle();
    chat.actions.regenerate("a1", "a/two");
    await settle();
    expect(asked()).toMatchObject([{ model: "a/one" }, { model: "a/two" }]);
  });

  test("can be another one for a message that was refused", async () => {
    own("a/one");
    await openX(chat);
    chat.server.on("POST /api/realtime", () => problem(429, "rate_limited"));
    chat.actions.send("hello");
    const id = chat.thread().messageIds.at(-1) ?? "";
    await settle();
    chat.server.on("PATCH /api/conversations/x", () => json(conversation("x", { model: "a/two" })));
    chat.actions.setModel("x", "a/two");
    chat.actions.retry(id);
    await settle();
    const [first, second] = chat.seen("POST", "/api/realtime");
    expect([first?.body, second?.body]).toMatchObject([
      { model: "a/one", messageId: id },
      { model: "a/two", messageId: id },
    ]);
    expect(second?.headers.get("idempotency-key")).not.toBe(first?.headers.get("idempotency-key"));
  });
});

describe("the model of a new conversation", () => {
  test("is what this browser chose last, also after a reload", async () => {
    chat.runtime.start();
    await settle();
    chat.actions.setModel(null, "a/two");
    chat.actions.send("hello");
    await settle();
    expect(asked()[0]).toMatchObject({ model: "a/two" });
    const reloaded = setupChat();
    expect(reloaded.store.getState().newModel).toBe("a/two");
  });

  test("that is gone is passed over in silence", async () => {
    localStorage.setItem("thalweg.model", "gone/model");
    chat.runtime.stop();
    chat = setupChat();
    chat.runtime.start();
    await settle();
    expect(choice(null)).toEqual({ model: expect.objectContaining({ id: "demo" }) });
  });
});

test("the list is asked for anew, and the same answer changes nothing", async () => {
  await openX(chat);
  const before = chat.store.getState().models;
  chat.actions.loadModels();
  await settle();
  expect(chat.store.getState().models).toBe(before);
  chat.server.on("GET /api/models", () => json({ items: MODELS.slice(0, 2) }));
  chat.actions.loadModels();
  await settle();
  expect(chat.store.getState().models).toHaveLength(2);
});
