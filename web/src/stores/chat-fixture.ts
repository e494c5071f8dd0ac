import { createClient } from "@thalweg/client";
import { type FakeStream, fakeServer, json } from "@thalweg/client/testing";
import { vi } from "vitest";
import { createAccessApi } from "@/lib/access-api";
import { watchedFetch } from "@/lib/watched-fetch";
import { createAccess } from "./access/access";
import { createChatStore, selectMessage, selectThread } from "./chat.store";
import { createChatActions } from "./chat-actions";
import { createChatRuntime } from "./chat-runtime";

/** What the tests of the chat's store share: a page without a browser, a server without a network. */

export const ME = "user:me";
const AT = "2026-01-01T00:00:00.000Z";

/** Lets everything happen that waits for no clock. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
/** Until the next frame, in which tokens reach the store. */
export const frame = () =>
  new Promise((resolve) => requestAnimationFrame(() => resolve(undefined)));

export const conversation = (id: string, more = {}) => ({
  id,
  title: `title of ${id}`,
  pinned: false,
  archived: false,
  createdAt: AT,
  updatedAt: AT,
  ...more,
});
export const message = (id: string, role: "user" | "assistant", more = {}) => ({
  id,
  conversationId: "x",
  role,
  content: `text of ${id}`,
  parts: [],
  createdAt: AT,
  status: "complete",
  ...more,
});

/** Events of a channel as they are on the wire, with rising seq. */
export function channel(name: string) {
  let seq = 0;
  return (type: string, id: string, data: object) => {
    seq += 1;
    return { type, id, data: { channel: name, seq, at: AT, data } };
  };
}

export function setupChat() {
  const server = fakeServer();
  const streams = server.streams("GET /api/events");
  server.on("GET /api/me", () => json({ principal: { id: "me", role: "owner" }, version: "1" }));
  server.on("GET /api/models", () => json({ items: [{ id: "demo", name: "D", default: true }] }));
  server.on("GET /api/conversations", () => json({ items: [conversation("x")], asOf: "c10" }));
  server.on("GET /api/conversations/x", () => json(conversation("x", { asOf: "c20" })));
  server.on("GET /api/messages", () =>
    json({
      items: [message("a1", "assistant", { parentId: "u1" }), message("u1", "user")],
      asOf: "c20",
    }),
  );
  const store = createChatStore();
  const leave = vi.fn<(href: string) => void>();
  const api = createAccessApi(server.fetch);
  const access = createAccess({ api, leave });
  const fetch = watchedFetch(server.fetch);
  const client = createClient({ fetch, random: () => 0.5, refresh: access.back });
  const runtime = createChatRuntime(client, store, access);
  const actions = createChatActions(runtime);
  const seen = (method: string, path: string) =>
    server.requests.filter(
      (request) => request.method === method && request.url.split("?")[0] === path,
    );
  const latest = (): FakeStream => {
    const stream = streams.opened.at(-1);
    if (stream === undefined) throw new Error("no stream was opened");
    return stream;
  };
  const thread = (id: string | null = store.getState().openId) =>
    selectThread(store.getState(), id);
  const text = (id: string, of = store.getState().openId ?? "") =>
    selectMessage(store.getState(), of, id);
  return { server, streams, store, runtime, access, leave, actions, seen, latest, thread, text };
}

export type Chat = ReturnType<typeof setupChat>;

/** The page at `/chat?id=x`, its stream live. */
export async function openX(chat: Chat) {
  chat.actions.open("x");
  chat.runtime.start();
  await settle();
  await settle();
  chat.latest().welcome("c20", { [ME]: 0, "conversation:x": 9 });
  await settle();
}

/** Events of the conversation `x`. */
export const conversationEvent = () => channel("conversation:x");

export const run = {
  id: "r1",
  conversationId: "x",
  messageId: "u2",
  assistantMessageId: "a2",
  model: "m",
};

/** The answer to a sent message. */
export const started = (more = {}) => ({
  runId: "r1",
  conversationId: "x",
  messageId: "u2",
  assistantMessageId: "a2",
  cursor: "c20",
  ...more,
});
