import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Chat,
  channel,
  conversation,
  ME,
  openX,
  settle,
  setupChat,
  started,
} from "./chat-fixture";
import { chatToolsStore, keepToolNames, offIn, switchTool } from "./chat-tools";
import { ALL_TOOLS, selectTools } from "./tools-choice";

const NAMES = ["calculator", "clock", "countdown"];

let chat: Chat;
beforeEach(() => {
  vi.spyOn(console, "warn").mockReturnValue();
  localStorage.clear();
  sessionStorage.clear();
  chatToolsStore.setState({ names: [], off: {} });
  keepToolNames(NAMES);
  chat = setupChat();
  chat.server.on("POST /api/realtime", () => json(started(), 202));
});
afterEach(() => chat.runtime.stop());

const tools = (id: string | null) => selectTools(chat.store.getState(), id);
const patches = (id: string) =>
  chat.seen("PATCH", `/api/conversations/${id}`).map(({ body }) => body);
const runs = () => chat.seen("POST", "/api/realtime").map(({ body }) => body);
/** The server keeps what it is told. */
function keeps(id: string) {
  chat.server.on(`PATCH /api/conversations/${id}`, ({ body }) =>
    json(conversation(id, body as object)),
  );
}

describe("the tools of a conversation", () => {
  test("are shown at once and kept by the server, of several choices the last", async () => {
    await openX(chat);
    let answer: (response: Response) => void = () => undefined;
    chat.server.on("PATCH /api/conversations/x", () => new Promise((done) => (answer = done)));
    const first = chat.actions.setTools("x", ["clock"]);
    const second = chat.actions.setTools("x", ["clock", "countdown"]);
    const third = chat.actions.setTools("x", ["countdown"]);
    expect(tools("x")).toEqual(["countdown"]);
    await settle();
    expect(patches("x")).toEqual([{ tools: ["clock"] }]);
    keeps("x");
    answer(json(conversation("x", { tools: ["clock"] })));
    await Promise.all([first, second, third]);
    expect(patches("x")).toEqual([{ tools: ["clock"] }, { tools: ["countdown"] }]);
    expect(tools("x")).toEqual(["countdown"]);
  });

  test("are as before if the server refuses, and its words are told", async () => {
    await openX(chat);
    chat.server.on("PATCH /api/conversations/x", () => problem(503, "storage_full", "disk full"));
    await expect(chat.actions.setTools("x", [])).rejects.toMatchObject({
      code: "storage_full",
      message: "disk full",
    });
    expect(tools("x")).toBeUndefined();
    keeps("x");
    await chat.actions.setTools("x", ["clock"]);
    expect(tools("x")).toEqual(["clock"]);
  });

  test("follow what another browser chooses, and all is told by absence", async () => {
    await openX(chat);
    const feed = channel(ME);
    chat.latest().send(feed("conversation", "c30", conversation("x", { tools: ["clock"] })));
    await settle();
    expect(tools("x")).toEqual(["clock"]);
    chat.latest().send(feed("conversation", "c31", conversation("x", { tools: ["countdown"] })));
    await settle();
    expect(tools("x")).toEqual(["countdown"]);
    chat.latest().send(feed("conversation", "c32", conversation("x")));
    await settle();
    expect(tools("x")).toBeUndefined();
  });

  test("are told before the next run begins, which names none", async () => {
    await openX(chat);
    let answer: (response: Response) => void = () => undefined;
    chat.server.on("PATCH /api/conversations/x", () => new Promise((done) => (answer = done)));
    void chat.actions.setTools("x", ALL_TOOLS);
    expect(tools("x")).toBeUndefined();
    chat.actions.send("hello");
    await settle();
    expect(runs()).toEqual([]);
    answer(json(conversation("x")));
    await settle();
    expect(runs()).toHaveLength(1);
    expect(runs()[0]).not.toHaveProperty("tools");
  });
});

describe("the tools of a new chat", () => {
  const begin = async () => {
    chat.runtime.start();
    await settle();
    chat.server.on("GET /api/conversations/n", () => json(conversation("n")));
    chat.server.on("GET /api/messages", () => json({ items: [], asOf: "c20" }));
    chat.server.on("POST /api/realtime", () => json(started({ conversationId: "n" }), 202));
  };

  test("go with its first message, and are the conversation's from then on", async () => {
    await begin();
    keeps("n");
    switchTool(null, "clock", false);
    const local = chat.actions.send("hello");
    await settle();
    await settle();
    expect(runs()[0]).toMatchObject({ tools: ["calculator", "countdown"] });
    expect(patches("n")).toEqual([{ tools: ["calculator", "countdown"] }]);
    expect(tools(local)).toEqual(["calculator", "countdown"]);
    expect(chatToolsStore.getState().off).toEqual({});
    expect(offIn(chatToolsStore.getState(), null)).toEqual([]);
  });

  test("that are all on are told by nothing", async () => {
    await begin();
    chat.actions.send("hello");
    await settle();
    await settle();
    expect(runs()[0]).not.toHaveProperty("tools");
    expect(patches("n")).toEqual([]);
  });

  test("that could not be kept are told so", async () => {
    await begin();
    chat.server.on("PATCH /api/conversations/n", () => problem(503, "storage_full", "disk full"));
    switchTool(null, "clock", false);
    chat.actions.send("hello");
    await settle();
    await settle();
    expect(tools("n")).toBeUndefined();
    expect(chat.thread().problem).toMatchObject({ code: "tools_not_kept" });
    expect(chat.thread().problem?.message).toContain("disk full");
  });
});
