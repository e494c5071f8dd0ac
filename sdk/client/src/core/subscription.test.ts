import { afterEach, describe, expect, test, vi } from "vitest";
import {
  encodeEvent,
  type FakeServer,
  fakeServer,
  json,
  manualClock,
  problem,
} from "../testing/index.ts";
import type { Environment, EnvironmentChange } from "./environment.ts";
import type { ConnectionState, ReceivedEvent } from "./resume-types.ts";
import { type Subscription, type SubscriptionOptions, subscribe } from "./subscription.ts";

const URL = "/api/conversations/a/events";
const ROUTE = `GET ${URL}`;

/** Lets everything happen that waits for no clock. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function fakeEnvironment() {
  let tell: (change: EnvironmentChange) => void = () => undefined;
  let watched = false;
  const environment: Environment = {
    online: true,
    visible: true,
    watch: (onChange) => {
      tell = onChange;
      watched = true;
      return () => {
        watched = false;
      };
    },
  };
  return {
    environment,
    tell: (change: EnvironmentChange) => tell(change),
    get watched() {
      return watched;
    },
  };
}

let open: Subscription | undefined;
afterEach(() => open?.close());

function start(server: FakeServer, options: Partial<SubscriptionOptions> = {}) {
  const clock = manualClock();
  const events: ReceivedEvent[] = [];
  const states: ConnectionState[] = [];
  const subscription = subscribe({
    url: URL,
    healthUrl: "/healthz",
    fetch: server.fetch,
    clock,
    random: () => 0.5,
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
    ...options,
  });
  open = subscription;
  return { subscription, clock, events, states };
}

const token = (n: number) => ({ type: "token", id: cursorOf(n), data: { n } });
const cursorOf = (n: number) => `c${String(n).padStart(4, "0")}`;

test("asks for an event stream, and with the last cursor once there is one", async () => {
  const server = fakeServer();
  const streams = server.streams(ROUTE);
  const { clock, events } = start(server, { headers: () => ({ authorization: "Bearer x" }) });
  const first = await streams.at(0);
  expect(first.request.headers.get("accept")).toBe("text/event-stream");
  expect(first.request.headers.get("authorization")).toBe("Bearer x");
  expect(first.request.headers.has("last-event-id")).toBe(false);

  first.welcome(cursorOf(0));
  first.send(token(1), token(2));
  await settle();
  first.cut();
  await settle();
  clock.advance(1000);
  const second = await streams.at(1);
  expect(second.request.headers.get("last-event-id")).toBe(cursorOf(2));
  second.welcome(cursorOf(2));
  second.send(token(2), token(3));
  await settle();
  expect(events.filter((event) => event.type === "token").map((event) => event.data)).toEqual([
    { n: 1 },
    { n: 2 },
    { n: 3 },
  ]);
});

test("sends a given cursor with the first request", async () => {
  const server = fakeServer();
  const streams = server.streams(ROUTE);
  start(server, { cursor: cursorOf(7) });
  expect((await streams.at(0)).request.headers.get("last-event-id")).toBe(cursorOf(7));
});

test("handles a prefix-exact copy of the log wherever connections are cut", async () => {
  const log = Array.from({ length: 12 }, (_, index) => token(index + 1));
  const bytes = new TextEncoder().encode(log.map(encodeEvent).join(""));
  for (let cut = 0; cut < bytes.length; cut += 7) {
    const server = fakeServer();
    const streams = server.streams(ROUTE);
    const { events, subscription, clock } = start(server);
    const first = await streams.at(0);
    first.welcome(cursorOf(0));
    first.raw(bytes.slice(0, cut));
    await settle();
    first.cut();
    await settle();
    clock.advance(1000);
    const second = await streams.at(1);
    const from = second.request.headers.get("last-event-id") ?? "";
    second.welcome(from);
    second.send(...log.filter((event) => event.id > from));
    await settle();
    const handled = events.filter((event) => event.type === "token");
    expect(
      handled.map((event) => event.id),
      `cut at ${cut}`,
    ).toEqual(log.map((event) => event.id));
    subscription.close();
  }
});

test("goes through connecting, live, reconnecting and live", async () => {
  const server = fakeServer();
  const streams = server.streams(ROUTE);
  const { states, clock, subscription } = start(server);
  expect(subscription.state.status).toBe("connecting");
  (await streams.at(0)).welcome(cursorOf(0));
  await settle();
  streams.opened[0]?.end();
  await settle();
  clock.advance(1000);
  (await streams.at(1)).welcome(cursorOf(0));
  await settle();
  expect(states.map((state) => state.status)).toEqual(["live", "reconnecting", "live"]);
});

test("asks for the server's health after a loss and comes back as soon as it answers", async () => {
  const server = fakeServer();
  const streams = server.streams(ROUTE);
  server.on("GET /healthz", () => json({ status: "ok" }));
  const { clock } = start(server);
  (await streams.at(0)).welcome(cursorOf(0));
  await settle();
  clock.advance(10_000);
  server.down = true;
  streams.opened[0]?.cut();
  await settle();
  for (let ms = 0; ms < 20_000; ms += 250) {
    clock.advance(250);
    await settle();
  }
  const probes = () => server.requests.filter((request) => request.url === "/healthz").length;
  expect(probes()).toBeGreaterThan(25);
  expect(streams.opened).toHaveLength(1);

  server.down = false;
  clock.advance(500);
  await settle();
  expect(streams.opened).toHaveLength(2);
});

test("silence is a loss, and the silent connection is given up", async () => {
  const server = fakeServer();
  const streams = server.streams(ROUTE);
  const { clock, subscription } = start(server);
  const stream = await streams.at(0);
  stream.welcome(cursorOf(0));
  await settle();
  clock.advance(15_000);
  stream.raw(": ping\n\n");
  await settle();
  clock.advance(15_000);
  expect(subscription.state.status).toBe("live");
  clock.advance(5_000);
  expect(subscription.state).toMatchObject({ status: "reconnecting", reason: "silence" });
  expect(stream.aborted).toBe(true);
});

describe("answers in place of a stream", () => {
  test("404 fails for good, with the server's code", async () => {
    const server = fakeServer();
    server.on(ROUTE, () => problem(404, "not_found"));
    const { subscription, clock } = start(server);
    await settle();
    expect(subscription.state).toMatchObject({
      status: "failed",
      problem: { code: "not_found", status: 404, requestId: "request-1" },
    });
    clock.advance(60_000);
    await settle();
    expect(server.requests).toHaveLength(1);
  });

  test("429 is asked again after `Retry-After`, not before", async () => {
    const server = fakeServer();
    server.on(ROUTE, () => problem(429, "rate_limited", "slow down", { "retry-after": "7" }));
    const { clock } = start(server);
    await settle();
    clock.advance(6_999);
    await settle();
    expect(server.requests).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(server.requests).toHaveLength(2);
  });

  test("204 ends it", async () => {
    const server = fakeServer();
    server.on(ROUTE, () => new Response(null, { status: 204 }));
    const { subscription, clock } = start(server, { cursor: cursorOf(9) });
    await settle();
    expect(subscription.state.status).toBe("ended");
    expect(clock.pending).toBe(0);
  });

  test("a page in place of a stream is tried again", async () => {
    const server = fakeServer();
    const headers = { "content-type": "text/html" };
    server.on(ROUTE, () => new Response("<p>sign in to the hotel</p>", { headers }));
    const { subscription } = start(server);
    await settle();
    expect(subscription.state).toMatchObject({ status: "reconnecting", reason: "refused" });
  });
});

test("an expired credential is renewed and the stream goes on where it was", async () => {
  const server = fakeServer();
  const streams = server.streams(ROUTE);
  const refresh = vi.fn(async () => true);
  const { subscription } = start(server, { refresh });
  const stream = await streams.at(0);
  stream.welcome(cursorOf(0));
  stream.send(token(1), { type: "expired", data: { at: "2026-01-01T00:00:00.000Z" } });
  stream.end();
  const next = await streams.at(1);
  expect(refresh).toHaveBeenCalledOnce();
  expect(next.request.headers.get("last-event-id")).toBe(cursorOf(1));
  next.welcome(cursorOf(1));
  await settle();
  expect(subscription.state.status).toBe("live");
});

test("an event over the limit, or one that is not JSON, fails for good", async () => {
  for (const [text, code] of [
    [`data: "${"x".repeat(500)}"\n\n`, "event_too_large"],
    ["data: {oops\n\n", "bad_event"],
  ]) {
    const server = fakeServer();
    const streams = server.streams(ROUTE);
    const { subscription } = start(server, { maxEventChars: 200 });
    const stream = await streams.at(0);
    stream.welcome(cursorOf(0));
    stream.raw(text ?? "");
    await settle();
    expect(subscription.state).toMatchObject({ status: "failed", problem: { code } });
  }
});

test("`online` tries at once", async () => {
  const server = fakeServer();
  const streams = server.streams(ROUTE);
  const device = fakeEnvironment();
  const { subscription } = start(server, { environment: device.environment });
  (await streams.at(0)).welcome(cursorOf(0));
  await settle();
  streams.opened[0]?.cut();
  await settle();
  expect(subscription.state.status).toBe("reconnecting");
  device.tell("offline");
  expect(subscription.state.status).toBe("offline");
  device.tell("online");
  await streams.at(1);
  expect(streams.opened).toHaveLength(2);
});

test("closing lets go of the connection, the clock and the page", async () => {
  const server = fakeServer();
  const streams = server.streams(ROUTE);
  const device = fakeEnvironment();
  const { subscription, clock, events } = start(server, { environment: device.environment });
  const stream = await streams.at(0);
  stream.welcome(cursorOf(0));
  await settle();
  subscription.close();
  stream.send(token(1));
  await settle();
  expect(subscription.state.status).toBe("closed");
  expect([stream.aborted, clock.pending, device.watched]).toEqual([true, 0, false]);
  expect(events.map((event) => event.type)).toEqual(["welcome"]);
});

test("a consumer that closes while it handles an event gets no further one", async () => {
  const server = fakeServer();
  const streams = server.streams(ROUTE);
  const seen: string[] = [];
  const { subscription } = start(server, {
    onEvent: (event) => {
      seen.push(event.type);
      if (event.type === "token") subscription.close();
    },
  });
  const stream = await streams.at(0);
  stream.welcome(cursorOf(0));
  stream.send(token(1), token(2));
  await settle();
  expect(seen).toEqual(["welcome", "token"]);
});
