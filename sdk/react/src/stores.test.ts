import { createClient } from "@thalweg/client";
import { fakeServer, json, manualClock } from "@thalweg/client/testing";
import { expect, test } from "vitest";
import { createConversationStore } from "./conversation-store.ts";
import { createRegistry } from "./registry.ts";
import { createStreamStore } from "./stream-store.ts";

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function setup() {
  const server = fakeServer();
  const client = createClient({ fetch: server.fetch, clock: manualClock() });
  return { server, client, registry: createRegistry() };
}

test("a stream that is hidden and shown again goes on where it was", async () => {
  const { server, client, registry } = setup();
  const streams = server.streams("GET /api/realtime/r1");
  const store = createStreamStore({ run: "r1" }, { client, registry, keep: 10 });
  const leave = store.subscribe(() => undefined);
  await settle();
  streams.opened[0]?.welcome("c0");
  streams.opened[0]?.send({ type: "deleted", id: "c7", data: { id: "x" } });
  await settle();
  leave();
  expect(registry.getSnapshot().status).toBe("idle");
  const leaveAgain = store.subscribe(() => undefined);
  await settle();
  expect(streams.opened[1]?.request.headers.get("last-event-id")).toBe("c7");
  leaveAgain();
});

test("a conversation that is left while it loads is not followed", async () => {
  const { server, client, registry } = setup();
  const streams = server.streams("GET /api/conversations/x/events");
  server.on("GET /api/messages", () => json({ items: [], asOf: "c5" }));
  server.on("GET /api/conversations/x", () => json({ id: "x", title: "T" }));
  const store = createConversationStore("x", client, registry);
  store.subscribe(() => undefined)();
  await settle();
  expect(streams.opened).toHaveLength(0);
  const leave = store.subscribe(() => undefined);
  await settle();
  expect(streams.opened).toHaveLength(1);
  leave();
});
