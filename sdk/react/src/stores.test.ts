import { createClient, shareEvents } from "@thalweg/client";
import { fakeBrowser, fakeServer, json, manualClock } from "@thalweg/client/testing";
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

test("two tabs with a share read two conversations and a channel on one stream", async () => {
  const { server, client } = setup();
  const streams = server.streams("GET /api/events");
  server.on("GET /api/messages", () => json({ items: [], asOf: "c5" }));
  for (const id of ["x", "y"]) {
    server.on(`GET /api/conversations/${id}`, () => json({ id, title: "T" }));
  }
  const browser = fakeBrowser();
  const open = (id: string) => {
    const share = shareEvents({ open: client.subscribeEvents, ...browser.tab(), clock });
    const registry = createRegistry();
    const conversation = createConversationStore(id, client, registry, share);
    const options = { client, registry, share, keep: 10 };
    const room = createStreamStore({ channels: ["room:a"], cursor: "c5" }, options);
    const leave = [conversation, room].map((store) => store.subscribe(() => undefined));
    return { conversation, room, leave: () => leave.map((end) => end()), share };
  };
  const clock = manualClock();
  const [one, two] = [open("x"), open("y")];
  await settle();
  await browser.settle();
  await settle();
  const alive = () => streams.opened.filter((stream) => !stream.aborted);
  expect(alive()).toHaveLength(1);
  const stream = alive()[0];
  expect(
    new URLSearchParams(stream?.request.url.split("?")[1]).getAll("channel").toSorted(),
  ).toEqual(["conversation:x", "conversation:y", "room:a"]);
  one.leave();
  two.leave();
  for (const { share } of [one, two]) share.close();
});
