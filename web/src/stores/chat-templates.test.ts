import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Chat, channel, conversation, ME, openX, settle, setupChat } from "./chat-fixture";

const template = (name: string, more = {}) => ({
  id: `id of ${name}`,
  name,
  text: "{{a}}",
  variables: ["a"],
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  ...more,
});

let chat: Chat;
beforeEach(async () => {
  chat = setupChat();
  chat.server.on("GET /api/templates", () => json({ items: [template("b")], asOf: "c20" }));
  await openX(chat);
});
afterEach(() => chat.runtime.stop());

const feed = channel(ME);
const names = () => chat.store.getState().templates?.map(({ name }) => name);

test("are loaded when somebody wants them, once, and then follow the feed", async () => {
  chat.latest().send(feed("template", "c60", template("early")));
  await settle();
  expect(names()).toBeUndefined();
  chat.actions.loadTemplates();
  chat.actions.loadTemplates();
  await settle();
  chat.actions.loadTemplates();
  expect(chat.seen("GET", "/api/templates")).toHaveLength(1);
  chat.latest().send(feed("template", "c61", template("A")));
  await settle();
  expect(names()).toEqual(["A", "b"]);
  chat.latest().send(feed("template-deleted", "c62", { id: "id of b" }));
  await settle();
  expect(names()).toEqual(["A"]);
});

describe("an answer that comes after what the feed tells", () => {
  /** Holds the first answer back until `event` was told. */
  async function late(route: string, answer: () => Response, ask: () => void, event: object) {
    let go: () => void = () => undefined;
    const held = new Promise<Response>((done) => (go = () => done(answer())));
    chat.server.on(route, () => held);
    ask();
    await settle();
    chat.latest().send(event as ReturnType<typeof feed>);
    await settle();
    // Whoever asks again is answered with what is there now.
    chat.server.on(route, () => json({ items: [template("now")] }));
    go();
    await settle();
    await settle();
  }

  test.each([
    ["a template", () => feed("template", "c61", template("now"))],
    ["a removal", () => feed("template-deleted", "c61", { id: "id of b" })],
    [
      "a loss of events",
      () => ({
        type: "reset",
        id: "c61",
        data: { reason: "trimmed", channels: [{ channel: ME }] },
      }),
    ],
  ])("is asked for again after %s", async (_, event) => {
    const answer = () => json({ items: [template("b")] });
    await late("GET /api/templates", answer, () => chat.actions.loadTemplates(), event());
    expect(names()).toEqual(["now"]);
  });

  test("is asked for once where the feed told of something else", async () => {
    const answer = () => json({ items: [template("b")] });
    const event = feed("conversation", "c61", conversation("x"));
    await late("GET /api/templates", answer, () => chat.actions.loadTemplates(), event);
    expect(names()).toEqual(["b"]);
  });

  test("does not undo it", async () => {
    chat.actions.loadTemplates();
    await settle();
    const mine = () => json(template("b", { name: "mine" }));
    const save = () => void chat.actions.saveTemplate("id of b", { name: "mine", text: "x" });
    const event = feed("template", "c61", template("b", { name: "theirs" }));
    await late("PATCH /api/templates/id%20of%20b", mine, save, event);
    expect(names()).toEqual(["theirs"]);
  });
});

test("are saved and deleted, and a refusal is told with its words", async () => {
  chat.actions.loadTemplates();
  await settle();
  chat.server.on("POST /api/templates", () => json(template("new"), 201));
  await chat.actions.saveTemplate(undefined, { name: "new", text: "{{a}}" });
  expect(names()).toEqual(["b", "new"]);
  chat.server.on("PATCH /api/templates/id%20of%20b", () => problem(409, "name_taken", "taken"));
  await expect(
    chat.actions.saveTemplate("id of b", { name: "new", text: "x" }),
  ).rejects.toMatchObject({ code: "name_taken", message: "taken" });
  chat.server.on("DELETE /api/templates/id%20of%20b", () => new Response(null, { status: 204 }));
  await chat.actions.deleteTemplate("id of b");
  expect(names()).toEqual(["new"]);
});

test("a branch becomes a chat of its own, or the thread tells why not", async () => {
  chat.server.on("POST /api/conversations/x/fork", () => json(conversation("y"), 201));
  expect(await chat.actions.fork("a1")).toBe("y");
  expect(chat.seen("POST", "/api/conversations/x/fork")[0]?.body).toEqual({ messageId: "a1" });
  expect(chat.store.getState().list.ids).toContain("y");
  chat.server.on("POST /api/conversations/x/fork", () => problem(409, "run_in_progress", "wait"));
  expect(await chat.actions.fork("a1")).toBeUndefined();
  expect(chat.thread().problem?.code).toBe("run_in_progress");
});
