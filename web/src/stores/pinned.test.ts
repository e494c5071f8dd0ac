import { createClient } from "@thalweg/client";
import { fakeServer, json } from "@thalweg/client/testing";
import { expect, it } from "vitest";
import { createChatStore } from "./chat.store";
import { conversation } from "./chat-fixture";
import { putConversations } from "./conversation-list";
import { loadPinned } from "./pinned";

it("adds what is pinned to the list, and leaves what is known as it is", async () => {
  const server = fakeServer();
  server.on("GET /api/conversations", () =>
    json({
      items: [
        conversation("known", { pinned: true, title: "as it was" }),
        conversation("old", { pinned: true }),
      ],
    }),
  );
  const store = createChatStore();
  putConversations(store, [conversation("known", { pinned: true, title: "as it is" }) as never]);
  await loadPinned(createClient({ fetch: server.fetch, random: () => 0.5 }), store);
  const { conversations, list } = store.getState();
  expect(conversations.get("known")?.title).toBe("as it is");
  expect(list.ids).toContain("old");
});

it("goes on without them if the server fails", async () => {
  const server = fakeServer();
  server.on("GET /api/conversations", () => new Response(null, { status: 500 }));
  const store = createChatStore();
  await loadPinned(createClient({ fetch: server.fetch, random: () => 0.5 }), store);
  expect(store.getState().list.ids).toEqual([]);
});
