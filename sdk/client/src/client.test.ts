import { describe, expect, test } from "vitest";
import { createClient, type StreamEvent, ThalwegError } from "./index.ts";
import { fakeServer, json, manualClock, problem } from "./testing/index.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function setup() {
  const server = fakeServer();
  const clock = manualClock();
  const client = createClient({
    baseUrl: "http://server.test/",
    fetch: (url, init) => server.fetch(url.replace("http://server.test", ""), init),
    clock,
  });
  return { server, client, clock };
}

const started = {
  runId: "r1",
  conversationId: "x",
  messageId: "u1",
  assistantMessageId: "a1",
  cursor: "c1",
};

describe("starting a run", () => {
  test("asks for JSON, with a message id and an idempotency key of its own making", async () => {
    const { server, client } = setup();
    server.on("POST /api/realtime", () => json(started, 202));
    expect(await client.startRun({ prompt: "hello" })).toEqual(started);
    const [request] = server.requests;
    expect(request?.headers.get("accept")).toBe("application/json");
    expect(request?.headers.get("content-type")).toBe("application/json");
    expect(request?.headers.get("idempotency-key")).toMatch(UUID);
    expect(request?.body).toEqual({ prompt: "hello", messageId: expect.stringMatching(UUID) });
  });

  test("keeps given ids, so that the same call can be made again", async () => {
    const { server, client } = setup();
    server.on("POST /api/realtime", () => json(started, 202));
    const body = { prompt: "hello", messageId: "m1", conversationId: "x" };
    await client.startRun(body, { idempotencyKey: "k1" });
    await client.startRun(body, { idempotencyKey: "k1" });
    for (const request of server.requests) {
      expect(request.headers.get("idempotency-key")).toBe("k1");
      expect(request.body).toEqual(body);
    }
  });

  test("a template that says all makes a message of the user's", async () => {
    const { server, client } = setup();
    server.on("POST /api/realtime", () => json(started, 202));
    await client.startRun({ templateId: "t1", variables: { a: "x" } });
    expect(server.requests[0]?.body).toMatchObject({ messageId: expect.stringMatching(UUID) });
  });

  test("a regeneration has no message of the user's", async () => {
    const { server, client } = setup();
    server.on("POST /api/realtime", () => json(started, 202));
    await client.startRun({ conversationId: "x", parentId: "u1" });
    expect(server.requests[0]?.body).toEqual({ conversationId: "x", parentId: "u1" });
  });
});

describe("routes", () => {
  test.each([
    ["getMe", "GET /api/me", (c: Client) => c.getMe()],
    ["claimOwner", "POST /api/auth/owner", (c: Client) => c.claimOwner("t")],
    ["prolongStream", "POST /api/auth/refresh", (c: Client) => c.prolongStream("s1")],
    ["listModels", "GET /api/models", (c: Client) => c.listModels()],
    ["stopRun", "DELETE /api/realtime/r%2F1", (c: Client) => c.stopRun("r/1")],
    ["listConversations", "GET /api/conversations", (c: Client) => c.listConversations()],
    ["createConversation", "POST /api/conversations", (c: Client) => c.createConversation()],
    ["getConversation", "GET /api/conversations/x", (c: Client) => c.getConversation("x")],
    [
      "updateConversation",
      "PATCH /api/conversations/x",
      (c: Client) => c.updateConversation("x", { title: "T" }),
    ],
    ["deleteConversation", "DELETE /api/conversations/x", (c: Client) => c.deleteConversation("x")],
    [
      "restoreConversation",
      "POST /api/conversations/x/restore",
      (c: Client) => c.restoreConversation("x"),
    ],
    [
      "forkConversation",
      "POST /api/conversations/x/fork",
      (c: Client) => c.forkConversation("x", "m1"),
    ],
    ["listTemplates", "GET /api/templates", (c: Client) => c.listTemplates()],
    [
      "createTemplate",
      "POST /api/templates",
      (c: Client) => c.createTemplate({ name: "n", text: "{{a}}" }),
    ],
    ["updateTemplate", "PATCH /api/templates/x", (c: Client) => c.updateTemplate("x", {})],
    ["deleteTemplate", "DELETE /api/templates/x", (c: Client) => c.deleteTemplate("x")],
    ["getDraft", "GET /api/drafts/x", (c: Client) => c.getDraft("x")],
    ["getDraft of a new conversation", "GET /api/drafts/new", (c: Client) => c.getDraft(null)],
    [
      "saveDraft",
      "PUT /api/drafts/x",
      (c: Client) => c.saveDraft("x", { text: "half", revision: "r1" }),
    ],
    [
      "listConversations of the deleted",
      "GET /api/conversations?deleted=true",
      (c: Client) => c.listConversations({ deleted: true }),
    ],
    [
      "exportConversation",
      "GET /api/conversations/x/export?format=json",
      (c: Client) => c.exportConversation("x"),
    ],
    [
      "importConversation",
      "POST /api/conversations/import",
      (c: Client) => c.importConversation({} as Parameters<Client["importConversation"]>[0]),
    ],
    ["search", "GET /api/search?q=a+%26b", (c: Client) => c.search("a &b")],
    ["listMessages", "GET /api/messages?conversationId=x", (c: Client) => c.listMessages("x")],
  ] as const)("%s asks %s", async (_, route, call) => {
    const { server, client } = setup();
    server.on(route.split("?")[0] ?? "", () => json({ answer: 1 }));
    await call(client);
    const [request] = server.requests;
    expect(`${request?.method} ${request?.url}`).toBe(route);
    expect(request?.headers.has("idempotency-key")).toBe(route.startsWith("POST"));
  });

  test("a page is asked for with its limit and cursor", async () => {
    const { server, client } = setup();
    server.on("GET /api/messages", () => json({ items: [] }));
    await client.listMessages("x", { limit: 20, cursor: "a b" });
    expect(server.requests[0]?.url).toBe("/api/messages?conversationId=x&limit=20&cursor=a+b");
  });

  test("an answer without a body is undefined", async () => {
    const { server, client } = setup();
    server.on("DELETE /api/conversations/x", () => new Response(null, { status: 204 }));
    expect(await client.deleteConversation("x")).toBeUndefined();
  });
});

type Client = ReturnType<typeof createClient>;

describe("failures", () => {
  const failure = async (answer: () => Response) => {
    const { server, client } = setup();
    server.on("GET /api/me", answer);
    return client.getMe().then(
      () => undefined,
      (error: unknown) => error,
    );
  };

  test("carry the server's code, status, request id, fields and wait", async () => {
    const body = {
      code: "rate_limited",
      detail: "at most 30 a minute",
      requestId: "q1",
      errors: [{ path: "prompt", message: "too long" }, { nonsense: true }],
    };
    const headers = { "retry-after": "3" };
    const error = await failure(() => new Response(JSON.stringify(body), { status: 429, headers }));
    expect(error).toBeInstanceOf(ThalwegError);
    expect(error).toMatchObject({
      code: "rate_limited",
      message: "at most 30 a minute",
      status: 429,
      retryable: true,
      requestId: "q1",
      errors: [{ path: "prompt", message: "too long" }],
      retryAfterMs: 3000,
    });
  });

  test("of a context that is too long say by how much", async () => {
    const body = { code: "context_too_long", detail: "too long", size: 9000, limit: 8192 };
    const error = await failure(() => new Response(JSON.stringify(body), { status: 422 }));
    expect(error).toMatchObject({ code: "context_too_long", size: 9000, limit: 8192 });
  });

  test("say whether trying again can help", async () => {
    const retryable = async (status: number, code: string) =>
      ((await failure(() => problem(status, code))) as ThalwegError).retryable;
    expect(await retryable(404, "not_found")).toBe(false);
    expect(await retryable(422, "invalid_fields")).toBe(false);
    expect(await retryable(409, "id_taken")).toBe(false);
    expect(await retryable(409, "run_in_progress")).toBe(true);
    expect(await retryable(503, "draining")).toBe(true);
  });

  test("of a proxy, without problem+json, are named by their status", async () => {
    const error = await failure(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    expect(error).toMatchObject({ code: "http_502", status: 502, retryable: true });
  });

  test("of the network and of an answer that is no JSON are told apart", async () => {
    const { server, client } = setup();
    server.down = true;
    await expect(client.getMe()).rejects.toMatchObject({ code: "network", retryable: true });
    const error = await failure(() => new Response("hello"));
    expect(error).toMatchObject({ code: "bad_response", retryable: false });
  });

  test("a call that was given up says so", async () => {
    const { client } = setup();
    const call = client.getMe({ signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: "aborted" });
  });
});

describe("streams", () => {
  test("of channels unwrap their events and name the channels in the address", async () => {
    const { server, client } = setup();
    const streams = server.streams("GET /api/events");
    const events: StreamEvent[] = [];
    const stream = client.subscribeEvents({
      channels: ["user:me", "conversation:x"],
      cursor: "c0",
      onEvent: (event) => events.push(event),
    });
    const opened = await streams.at(0);
    expect(opened.request.url).toBe("/api/events?channel=user%3Ame&channel=conversation%3Ax");
    opened.welcome("c0", { "user:me": 4 });
    const place = { channel: "conversation:x", seq: 9, first: 7, at: "2026-01-01T00:00:00.000Z" };
    const data = { id: "a1", partId: "p", text: "hi" };
    opened.send({ type: "token", id: "c9", data: { ...place, data } });
    opened.send({ type: "from-the-future", id: "d0", data: { ...place, data } });
    await settle();
    expect(events).toEqual([
      expect.objectContaining({ type: "welcome", cursor: "c0" }),
      { type: "token", cursor: "c9", ...place, data },
    ]);
    expect(stream.cursor).toBe("d0");
    stream.close();
  });

  test("of channels can be asked for in batches", async () => {
    const { server, client } = setup();
    const streams = server.streams("GET /api/events");
    const onEvent = () => undefined;
    const stream = client.subscribeEvents({ channels: ["user:me"], batchMs: 250, onEvent });
    const { url } = (await streams.at(0)).request;
    expect(url).toBe("/api/events?channel=user%3Ame&batchMs=250");
    stream.close();
  });

  test("of a run end after its own `done`, not after another run's", async () => {
    const { server, client } = setup();
    const streams = server.streams("GET /api/realtime/r1");
    const stream = client.subscribeRun("r1", { onEvent: () => undefined });
    const opened = await streams.at(0);
    opened.welcome("c0");
    opened.send({ type: "done", id: "c1", data: { id: "a0", runId: "r0", status: "complete" } });
    opened.send({ type: "done", id: "c2", data: { id: "a1", runId: "r1", status: "complete" } });
    opened.end();
    await settle();
    expect(stream.state.status).toBe("ended");

    const other = client.subscribeRun("r1", { onEvent: () => undefined });
    const cut = await streams.at(1);
    cut.welcome("c0");
    cut.send({ type: "done", id: "c1", data: { id: "a0", runId: "r0", status: "complete" } });
    cut.end();
    await settle();
    expect(other.state.status).toBe("reconnecting");
    other.close();
  });

  test("are prolonged before their credential ends", async () => {
    const { server, client, clock } = setup();
    const streams = server.streams("GET /api/realtime/r1");
    const end = (ms: number) => new Date(clock.now() + ms).toISOString();
    const answers = [
      () => problem(503, "overloaded"),
      () => json({ expiresAt: end(100_000) }),
      () => problem(404, "not_found"),
    ];
    server.on("POST /api/auth/refresh", () => answers.shift()?.() ?? json({}));
    const asked = () => server.requests.filter(({ url }) => url === "/api/auth/refresh");
    const stream = client.subscribeRun("r1", { onEvent: () => undefined });
    const opened = await streams.at(0);
    const data = { streamId: "s1", channels: [], heartbeatMs: 15_000, expiresAt: end(10_000) };
    opened.send({ type: "welcome", id: "c0", data });
    await settle();
    for (const [ms, count] of [
      [7_999, 0],
      [1, 1],
      [1_000, 2],
      [79_999, 2],
      [1, 3],
      [100_000, 3],
    ] as const) {
      for (let passed = 0; passed < ms; passed += 10_000) {
        clock.advance(Math.min(10_000, ms - passed));
        opened.raw(": ping\n\n");
        await settle();
      }
      expect(asked()).toHaveLength(count);
    }
    expect(asked().map(({ body }) => body)).toEqual(Array(3).fill({ streamId: "s1" }));
    expect(stream.state.status).toBe("live");
    stream.close();
    expect(clock.pending).toBe(0);
  });

  test("of a conversation end when it is deleted", async () => {
    const { server, client } = setup();
    const streams = server.streams("GET /api/conversations/x/events");
    const stream = client.subscribeConversation("x", { onEvent: () => undefined });
    const opened = await streams.at(0);
    opened.welcome("c0");
    opened.send({ type: "deleted", id: "c1", data: { id: "x" } });
    opened.end();
    await settle();
    expect(stream.state.status).toBe("ended");
  });
});
