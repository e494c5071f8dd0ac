import { act, renderHook } from "@testing-library/react";
import { createClient } from "@thalweg/client";
import { fakeServer, json } from "@thalweg/client/testing";
import { beforeEach, expect, test } from "vitest";
import { createAccessApi } from "@/lib/access-api";
import { createAccess } from "@/stores/access/access";
import { createChatStore } from "@/stores/chat.store";
import { createChatActions } from "@/stores/chat-actions";
import { conversation } from "@/stores/chat-fixture";
import { createChatRuntime } from "@/stores/chat-runtime";
import { chatToolsStore } from "@/stores/chat-tools";
import { putConversations } from "@/stores/conversation-list";
import { ChatContext } from "./chat-context";
import { useToolsInChat } from "./useToolsInChat";

const NAMES = ["calculator", "files__read", "files__write"];

beforeEach(() => {
  localStorage.clear();
  chatToolsStore.setState({ names: NAMES, off: {} });
});

function setup(id: string | null, tools?: string[]) {
  const server = fakeServer();
  server.on("PATCH /api/conversations/x", ({ body }) => {
    const { tools } = body as { tools: string[] };
    return json(conversation("x", tools.includes("*") ? {} : { tools }));
  });
  const store = createChatStore();
  putConversations(store, [conversation("x", { ...(tools && { tools }) })]);
  const access = createAccess({ api: createAccessApi(server.fetch) });
  const runtime = createChatRuntime(createClient({ fetch: server.fetch }), store, access);
  const handle = { store, actions: createChatActions(runtime) };
  const { result } = renderHook(() => useToolsInChat(id, NAMES), {
    wrapper: ({ children }) => <ChatContext value={handle}>{children}</ChatContext>,
  });
  const switchTo = (some: readonly string[], on: boolean) =>
    act(() => result.current.switchTo(some, on));
  const sent = () => server.requests.map(({ body }) => (body as { tools: unknown }).tools);
  return { result, switchTo, sent, on: () => NAMES.filter((name) => result.current.isOn(name)) };
}

test("a conversation's tools are switched on the server, several at once, all as all", async () => {
  const { switchTo, sent, on } = setup("x");
  expect(on()).toEqual(NAMES);
  await switchTo(["files__read", "files__write"], false);
  expect(on()).toEqual(["calculator"]);
  await switchTo(["calculator"], false);
  expect(on()).toEqual([]);
  await switchTo(NAMES, true);
  expect(on()).toEqual(NAMES);
  // What comes later is on as well.
  expect(sent()).toEqual([["calculator"], [], ["*"]]);
});

test("a tool that is gone is not named, as the server would not know it", async () => {
  const { switchTo, sent } = setup("x", ["calculator", "gone"]);
  await switchTo(["files__read"], true);
  expect(sent()).toEqual([["calculator", "files__read"]]);
});

test("a new chat's tools are this browser's until its first message", async () => {
  const { switchTo, sent, on } = setup(null);
  await switchTo(["calculator", "files__read"], false);
  expect(on()).toEqual(["files__write"]);
  expect(sent()).toEqual([]);
  expect(chatToolsStore.getState().off).toEqual({ new: ["calculator", "files__read"] });
});
