import { act, renderHook, waitFor } from "@testing-library/react";
import { createClient } from "@thalweg/client";
import { fakeServer, fakeSockets, json, manualClock, problem } from "@thalweg/client/testing";
import { type ReactNode, StrictMode } from "react";
import { expect, test } from "vitest";
import {
  ThalwegProvider,
  useConnection,
  useConversation,
  useStream,
  useWebSocket,
} from "./index.ts";

function setup() {
  const server = fakeServer();
  const clock = manualClock();
  const client = createClient({ fetch: server.fetch, clock, random: () => 0.5 });
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <StrictMode>
      <ThalwegProvider client={client}>{children}</ThalwegProvider>
    </StrictMode>
  );
  return { server, clock, wrapper };
}

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 0)));

const message = (id: string, role: "user" | "assistant", more = {}) => ({
  id,
  conversationId: "x",
  role,
  content: `text of ${id}`,
  parts: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  status: "complete",
  ...more,
});
const run = {
  id: "r1",
  conversationId: "x",
  messageId: "u1",
  assistantMessageId: "a1",
  model: "m",
};
const turn = [
  { type: "message", id: "c1", data: message("u1", "user") },
  { type: "run", id: "c2", data: { ...run, status: "running" } },
  { type: "token", id: "c3", data: { id: "a1", partId: "p", text: "Hello" } },
];

test("a run is followed as events and as a thread, and goes on over a lost stream", async () => {
  const { server, clock, wrapper } = setup();
  const streams = server.streams("GET /api/realtime/r1");
  const { result } = renderHook(() => useStream({ run: "r1" }), { wrapper });
  await settle();
  const first = streams.opened.at(-1);
  first?.welcome("c0");
  first?.send(...turn);
  await settle();
  expect(result.current.connection.status).toBe("live");
  expect(result.current.thread?.conversationId).toBe("x");
  expect(result.current.thread?.messages.get("a1")?.content).toBe("Hello");
  expect(result.current.events.map((event) => event.type)).toEqual([
    "welcome",
    "message",
    "run",
    "token",
  ]);

  first?.cut();
  await settle();
  act(() => clock.advance(1000));
  await settle();
  const second = streams.opened.at(-1);
  expect(second?.request.headers.get("last-event-id")).toBe("c3");
  second?.welcome("c3");
  second?.send({ type: "token", id: "c4", data: { id: "a1", partId: "p", text: " there" } });
  await settle();
  expect(result.current.thread?.messages.get("a1")?.content).toBe("Hello there");
});

test("`keep` bounds the events", async () => {
  const { server, wrapper } = setup();
  const streams = server.streams("GET /api/events");
  const source = { channels: ["user:me"] };
  const { result } = renderHook(() => useStream(source, { keep: 2 }), { wrapper });
  await settle();
  const stream = streams.opened.at(-1);
  const place = { channel: "user:me", seq: 1, at: "2026-01-01T00:00:00.000Z" };
  for (const id of ["c1", "c2", "c3"]) {
    stream?.send({ type: "deleted", id, data: { ...place, data: { id } } });
  }
  await settle();
  expect(result.current.events.map((event) => event.cursor)).toEqual(["c2", "c3"]);
  expect(result.current.thread).toBeUndefined();
});

test("leaving closes the stream", async () => {
  const { server, wrapper } = setup();
  const streams = server.streams("GET /api/realtime/r1");
  const { unmount } = renderHook(() => useStream({ run: "r1" }), { wrapper });
  await settle();
  unmount();
  expect(streams.opened.map((stream) => stream.aborted)).not.toContain(false);
});

test("a conversation is loaded and followed from the place of its page", async () => {
  const { server, wrapper } = setup();
  const streams = server.streams("GET /api/conversations/x/events");
  const older = [message("u0", "user")];
  server.on("GET /api/messages", ({ url }) =>
    url.includes("cursor=") ? json({ items: older }) : json(newest),
  );
  const newest = {
    items: [message("a1", "assistant", { parentId: "u1", status: "streaming", content: "Hel" })],
    nextCursor: "m1",
    asOf: "c5",
  };
  server.on("GET /api/conversations/x", () => json({ id: "x", title: "T", runId: "r1" }));
  const { result } = renderHook(() => useConversation("x"), { wrapper });
  expect(result.current.status).toBe("loading");
  await waitFor(() => expect(result.current.status).toBe("ready"));
  expect(result.current.thread.run?.id).toBe("r1");

  const stream = streams.opened.at(-1);
  expect(stream?.request.headers.get("last-event-id")).toBe("c5");
  stream?.welcome("c5");
  stream?.send({ type: "token", id: "c6", data: { id: "a1", partId: "p", text: "lo" } });
  await settle();
  expect(result.current.thread.messages.get("a1")?.content).toBe("Hello");

  act(() => result.current.loadOlder());
  await waitFor(() => expect(result.current.thread.order).toEqual(["u0", "a1"]));
  expect(result.current.thread.olderCursor).toBeUndefined();
});

test("a conversation that is not there is told from one that cannot be loaded", async () => {
  const { server, wrapper } = setup();
  server.on("GET /api/messages", () => problem(503, "starting"));
  server.on("GET /api/conversations/x", () => problem(503, "starting"));
  const { result } = renderHook(() => useConversation("x"), { wrapper });
  await waitFor(() => expect(result.current.status).toBe("error"));
  expect(result.current.problem).toMatchObject({ code: "starting", retryable: true });

  server.on("GET /api/messages", () => problem(404, "not_found"));
  server.on("GET /api/conversations/x", () => problem(404, "not_found"));
  act(() => result.current.retryNow());
  await waitFor(() => expect(result.current.status).toBe("not-found"));
});

test("the connection is that of the stream which is worst off, and can be tried at once", async () => {
  const { server, wrapper } = setup();
  const good = server.streams("GET /api/realtime/r1");
  const bad = server.streams("GET /api/realtime/r2");
  const { result } = renderHook(
    () => {
      useStream({ run: "r1" });
      useStream({ run: "r2" });
      return useConnection();
    },
    { wrapper },
  );
  await settle();
  good.opened.at(-1)?.welcome("c0");
  bad.opened.at(-1)?.welcome("c0");
  await settle();
  expect(result.current.status).toBe("live");

  bad.opened.at(-1)?.cut();
  await settle();
  expect(result.current.status).toBe("reconnecting");
  expect(result.current.retryAt).toBeGreaterThan(result.current.since);
  const before = bad.opened.length;
  act(() => result.current.retryNow());
  await settle();
  expect(bad.opened).toHaveLength(before + 1);
  bad.opened.at(-1)?.welcome("c0");
  await settle();
  expect(result.current.status).toBe("live");
});

test("without a provider the hooks say what is missing", () => {
  expect(() => renderHook(() => useConnection())).toThrow("ThalwegProvider is missing");
});

test("a WebSocket is open while somebody looks, and a remount goes on with its session", async () => {
  const { wrapper } = setup();
  const { WebSocket, connections } = fakeSockets();
  const view = () => useWebSocket({ WebSocket });
  const first = renderHook(view, { wrapper });
  act(() => connections.at(-1)?.open());
  expect(first.result.current.connection.status).toBe("live");
  const call = first.result.current.invoke("clock", {}, { id: "c" });
  expect(connections.at(-1)?.said).toMatchObject([{ type: "invoke_tool", name: "clock" }]);
  const complete = { type: "complete", id: "c", jobId: "j", output: "noon", durationMs: 1 };
  act(() => connections.at(-1)?.send({ ...complete, seq: 1 }));
  await expect(call?.done).resolves.toMatchObject({ output: "noon" });
  first.rerender();
  const opened = connections.length;
  first.unmount();
  expect(connections.at(-1)?.closedWith).toBe(1000);
  expect(connections).toHaveLength(opened);
  expect(first.result.current.invoke("clock")).toBeUndefined();
});
