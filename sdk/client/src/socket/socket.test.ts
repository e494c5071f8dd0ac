import { describe, expect, test } from "vitest";
import type { Environment, EnvironmentChange } from "../core/environment.ts";
import type { ConnectionState } from "../core/resume-types.ts";
import { fakeSockets, manualClock } from "../testing/index.ts";
import { afterClose } from "./codes.ts";
import { openSocket } from "./socket.ts";
import type { SocketOptions } from "./types.ts";

function setup(options: Partial<SocketOptions> = {}) {
  const clock = manualClock();
  const server = fakeSockets();
  const states: ConnectionState[] = [];
  const socket = openSocket({
    url: "ws://server/api/ws",
    WebSocket: server.WebSocket,
    clock,
    random: () => 0.5,
    environment: { online: true, visible: true, watch: () => () => undefined },
    onState: (state) => states.push(state),
    ...options,
  });
  return { clock, server, socket, states };
}

const update = (seq: number, id: string, status = "running") => ({
  type: "tool_update",
  seq,
  id,
  jobId: `job-${id}`,
  status,
});
const complete = (seq: number, id: string, output: unknown = 1) => ({
  type: "complete",
  seq,
  id,
  jobId: `job-${id}`,
  output,
  durationMs: 5,
});
const event = (channel: string, cursor: string) => ({
  type: "event",
  channel,
  seq: 1,
  cursor,
  event: "note",
  data: 1,
  at: "2026-11-22T00:00:00.000Z",
});

describe("calls", () => {
  test("a call that is made before there is a connection is said with the welcome, once", async () => {
    const { server, socket } = setup();
    const seen: unknown[] = [];
    const call = socket.invoke(
      "clock",
      { timeZone: "UTC" },
      { id: "a", onUpdate: ({ status }) => seen.push(status), onPartial: (it) => seen.push(it) },
    );
    expect(server.last.protocol).toBe("thalweg.v1");
    expect(server.last.said).toEqual([]);
    server.last.open();
    const frame = { type: "invoke_tool", id: "a", name: "clock", args: { timeZone: "UTC" } };
    expect(server.last.said).toEqual([frame]);
    server.last.send(update(1, "a"));
    server.last.send({ type: "partial_result", seq: 2, id: "a", jobId: "j", data: "half" });
    server.last.send(complete(3, "a", "noon"));
    await expect(call.done).resolves.toMatchObject({ output: "noon" });
    expect(seen).toEqual(["running", "half"]);
    expect(socket.session).toEqual({ id: "session-1", seq: 3 });
  });

  test("after a break the session goes on, and what the server may not have is said again", async () => {
    const { clock, server, socket } = setup();
    server.last.open();
    const taken = socket.invoke("a", {}, { id: "a" });
    const unheard = socket.invoke("b", {}, { id: "b" });
    server.last.send(update(1, "a"));
    server.last.close(1006);
    clock.advance(1_000);
    expect(server.connections).toHaveLength(2);
    server.last.open();
    const resume = { type: "resume", sessionId: "session-1", seq: 1 };
    expect(server.last.said).toEqual([resume]);
    server.last.send({ type: "welcome", sessionId: "session-1", resumed: true, heartbeatMs: 9 });
    expect(server.last.said.slice(1)).toMatchObject([{ type: "invoke_tool", id: "b" }]);
    // One that was handled before comes again: it counts once.
    server.last.send(update(1, "a"));
    server.last.send(complete(2, "a"));
    server.last.send(complete(3, "b"));
    await expect(Promise.all([taken.done, unheard.done])).resolves.toHaveLength(2);
    expect(socket.session).toEqual({ id: "session-1", seq: 3 });
  });

  test("a session that is gone ends its calls and keeps those the server never had", async () => {
    const { clock, server, socket } = setup();
    server.last.open();
    const taken = socket.invoke("a", {}, { id: "a" });
    server.last.send(update(1, "a"));
    server.last.close(1012);
    const later = socket.invoke("b", {}, { id: "b" });
    clock.advance(1_000);
    server.last.open();
    server.last.send({ type: "welcome", sessionId: "session-2", resumed: false, heartbeatMs: 9 });
    await expect(taken.done).rejects.toMatchObject({ code: "session_ended" });
    server.last.send(update(1, "b"));
    server.last.send(complete(2, "b"));
    await expect(later.done).resolves.toMatchObject({ seq: 2 });
    expect(socket.session).toEqual({ id: "session-2", seq: 2 });
  });

  test("calls end as they end", async () => {
    const { server, socket } = setup();
    server.last.open();
    const [failed, refused, stopped] = ["f", "r", "s"].map((id) => socket.invoke("x", {}, { id }));
    const failure = { type: "error", code: "tool_failed", message: "broken", retryable: false };
    server.last.send(update(1, "f"));
    server.last.send({ ...failure, seq: 2, id: "f", jobId: "job-f" });
    server.last.send({ ...failure, id: "r", code: "invalid_fields" });
    server.last.send(update(3, "s"));
    stopped?.cancel();
    expect(server.last.said.at(-1)).toEqual({ type: "cancel_tool", id: "s" });
    server.last.send(update(4, "s", "cancelled"));
    await expect(failed?.done).rejects.toMatchObject({ code: "tool_failed", message: "broken" });
    await expect(refused?.done).rejects.toMatchObject({ code: "invalid_fields" });
    await expect(stopped?.done).rejects.toMatchObject({ code: "cancelled" });
  });

  test("frames are acknowledged after a while, or when they are many", () => {
    const { clock, server, socket } = setup();
    server.last.open();
    socket.invoke("x", {}, { id: "x" });
    server.last.send(update(1, "x"));
    clock.advance(999);
    expect(server.last.said).toHaveLength(1);
    clock.advance(1);
    expect(server.last.said.at(-1)).toEqual({ type: "ack", seq: 1 });
    for (let seq = 2; seq <= 33; seq += 1) server.last.send(update(seq, "x"));
    expect(server.last.said.at(-1)).toEqual({ type: "ack", seq: 33 });
  });

  test("frames that nobody waits for are told, so that a reloaded page can go on", () => {
    const seen: unknown[] = [];
    const { server } = setup({
      session: { id: "old", seq: 4 },
      onFrame: ({ type }) => seen.push(type),
    });
    server.last.open();
    expect(server.last.said).toEqual([{ type: "resume", sessionId: "old", seq: 4 }]);
    server.last.send({ type: "welcome", sessionId: "old", resumed: true, heartbeatMs: 9 });
    server.last.send(complete(5, "x"));
    expect(seen).toEqual(["complete"]);
  });
});

describe("channels", () => {
  test("each is followed again from its own place, its first one included", () => {
    const { clock, server, socket } = setup();
    server.last.open();
    const seen: string[] = [];
    const onEvent = ({ cursor }: { cursor: string }) => seen.push(cursor);
    const one = socket.subscribe("room:a", { onEvent });
    socket.subscribe("room:b", { onEvent, cursor: "b0" });
    server.last.send({ type: "ok", id: "s1", cursor: "a0", seq: 0 });
    server.last.send(event("room:b", "b1"));
    server.last.close(1001);
    clock.advance(1_000);
    server.last.open();
    expect(server.last.said).toEqual([
      { type: "subscribe", id: "s1", channel: "room:a", cursor: "a0" },
      { type: "subscribe", id: "s2", channel: "room:b", cursor: "b1" },
    ]);
    one.close();
    expect(server.last.said.at(-1)).toMatchObject({ type: "unsubscribe", channel: "room:a" });
    server.last.send(event("room:a", "a1"));
    expect(seen).toEqual(["b1"]);
  });

  test("a reset moves the place, and a refusal ends the subscription", () => {
    const { server, socket } = setup();
    server.last.open();
    const seen: unknown[] = [];
    const onEvent = () => undefined;
    const followed = socket.subscribe("room:a", {
      onEvent,
      onReset: ({ reason }) => seen.push(reason),
    });
    const lost = [{ channel: "room:a" }];
    server.last.send({ type: "reset", cursor: "c9", reason: "trimmed", channels: lost });
    expect(followed.cursor).toBe("c9");
    socket.subscribe("room:b", { onEvent, onError: ({ code }) => seen.push(code) });
    const error = { type: "error", id: "s2", code: "not_found", message: "", retryable: false };
    server.last.send(error);
    expect(seen).toEqual(["trimmed", "not_found"]);
  });
});

describe("the connection", () => {
  test("comes back after these closes alone", () => {
    for (const code of [1001, 1006, 1012, 1013, 4408, 4429]) expect(afterClose(code)).toBe("again");
    for (const code of [1000, 1002, 1005, 1007, 1009, 4400, 4403, 4409]) {
      expect(afterClose(code)).toBe("never");
    }
    expect(afterClose(4401)).toBe("refresh");
  });

  test("a final close fails it and its calls, and says so until it is tried again", async () => {
    const { clock, server, socket } = setup();
    server.last.open();
    const call = socket.invoke("x");
    server.last.close(4409);
    expect(socket.state).toMatchObject({ status: "failed", problem: { code: "closed_4409" } });
    await expect(call.done).rejects.toMatchObject({ code: "aborted" });
    clock.advance(60_000);
    expect(server.connections).toHaveLength(1);
    socket.retryNow();
    server.last.open();
    expect(socket.state.status).toBe("live");
  });

  test("waits longer each time, and as long as a server that restarts says", () => {
    const { clock, server, socket } = setup();
    server.last.open();
    server.last.send({ type: "draining", retryMs: 1_700 });
    server.last.close(1012);
    expect(socket.state).toMatchObject({ status: "reconnecting", attempt: 1, reason: "server" });
    clock.advance(1_699);
    expect(server.connections).toHaveLength(1);
    clock.advance(1);
    server.last.close(1006);
    clock.advance(1_999);
    expect(server.connections).toHaveLength(2);
    clock.advance(1);
    expect(server.connections).toHaveLength(3);
    expect(socket.state).toMatchObject({ attempt: 2 });
  });

  test("a server that falls silent is asked, and then given up", () => {
    const { clock, server, socket } = setup();
    server.last.open();
    clock.advance(15_000);
    expect(server.last.said).toEqual([{ type: "ping" }]);
    server.last.send({ type: "pong" });
    clock.advance(15_000);
    clock.advance(15_000);
    expect(socket.state).toMatchObject({ status: "reconnecting", reason: "silence" });
    expect(server.last.closedWith).toBeDefined();
  });

  test("a connection that is never welcomed is given up", () => {
    const { clock, server, socket } = setup();
    clock.advance(10_000);
    expect(socket.state.status).toBe("reconnecting");
    expect(server.connections).toHaveLength(1);
  });

  test("an ended credential is renewed, or it stays expired", async () => {
    let isFresh = true;
    const { server, socket } = setup({ refresh: async () => isFresh });
    server.last.open();
    server.last.close(4401);
    expect(socket.state.status).toBe("expired");
    await Promise.resolve();
    await Promise.resolve();
    expect(server.connections).toHaveLength(2);
    isFresh = false;
    server.last.open();
    server.last.close(4401);
    await Promise.resolve();
    await Promise.resolve();
    expect(server.connections).toHaveLength(2);
    expect(socket.state.status).toBe("expired");
  });

  test("a network that is back is used at once", () => {
    let tell: (change: EnvironmentChange) => void = () => undefined;
    const environment: Environment = {
      online: true,
      visible: true,
      watch: (onChange) => {
        tell = onChange;
        return () => undefined;
      },
    };
    const { server } = setup({ environment });
    server.last.close(1006);
    tell("online");
    expect(server.connections).toHaveLength(2);
  });

  test("closed it is closed, with what was handled acknowledged", async () => {
    const { clock, server, socket } = setup();
    server.last.open();
    const call = socket.invoke("x", {}, { id: "x" });
    server.last.send(update(1, "x"));
    socket.close();
    expect(server.last.said.at(-1)).toEqual({ type: "ack", seq: 1 });
    expect(server.last.closedWith).toBe(1000);
    await expect(call.done).rejects.toMatchObject({ code: "aborted" });
    await expect(socket.invoke("y").done).rejects.toMatchObject({ code: "aborted" });
    clock.advance(100_000);
    expect(server.connections).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
