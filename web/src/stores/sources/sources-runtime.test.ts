import { createClient, type HttpTool, type McpServer, type StreamEvent } from "@thalweg/client";
import { fakeServer, json, problem } from "@thalweg/client/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createSourcesStore } from "./sources.store";
import { createSourcesRuntime } from "./sources-runtime";

const AT = "2026-01-01T00:00:00.000Z";
const files = (more: Partial<McpServer> = {}): McpServer => ({
  name: "files",
  title: "Files",
  transport: { type: "stdio", command: "files", env: [{ name: "A", value: "{{secret:A}}" }] },
  enabled: true,
  timeoutMs: 90_000,
  status: "ready",
  tools: [{ name: "files__read" }],
  createdAt: AT,
  updatedAt: AT,
  ...more,
});
const weather = (more: Partial<HttpTool> = {}): HttpTool => ({
  name: "weather",
  description: "Tells the weather.",
  inputSchema: { type: "object" },
  method: "GET",
  url: "https://example.com",
  annotations: { readOnlyHint: true },
  createdAt: AT,
  updatedAt: AT,
  ...more,
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function setup(role: "owner" | "guest" = "owner") {
  const server = fakeServer();
  server.on("GET /api/mcp-servers", () => json({ items: [files()] }));
  server.on("GET /api/http-tools", () => json({ items: [weather()] }));
  let tell: (event: StreamEvent) => void = () => undefined;
  const runtime = createSourcesRuntime(
    createClient({ fetch: server.fetch }),
    createSourcesStore(),
    {
      identified: () => Promise.resolve({ id: role, role }),
      watchFeed: (listener) => {
        tell = listener;
        return () => undefined;
      },
    },
  );
  const bodies = (method: string, url: string) =>
    server.requests.filter((one) => one.method === method && one.url === url).map((r) => r.body);
  const news = (type: string, data: object) => tell({ type, data } as unknown as StreamEvent);
  return { server, runtime, bodies, news, state: () => runtime.store.getState() };
}

let page: ReturnType<typeof setup>;
beforeEach(async () => {
  vi.spyOn(console, "warn").mockReturnValue();
  page = setup();
  page.runtime.start();
  await settle();
});

describe("the sources", () => {
  it("are loaded, and follow the feed from then on", async () => {
    expect(page.state()).toMatchObject({ status: "ready", servers: [{ name: "files" }] });
    page.news("mcp-server", files({ name: "calm", status: "connecting" }));
    page.news("mcp-server", files({ status: "failed", problem: "it ended" }));
    page.news("http-tool", { name: "weather", deleted: true });
    expect(page.state().servers.map(({ name, status }) => [name, status])).toEqual([
      ["calm", "connecting"],
      ["files", "failed"],
    ]);
    expect(page.state().httpTools).toEqual([]);
  });

  it("are nobody's but the owner's, and nobody else asks for them", async () => {
    page = setup("guest");
    page.runtime.start();
    page.news("reset", { channels: [] });
    await settle();
    expect(page.state().status).toBe("closed");
    expect(page.server.requests).toEqual([]);
  });

  it("are closed to whoever is the owner no more", async () => {
    page = setup();
    page.server.on("GET /api/mcp-servers", () => problem(404, "not_found"));
    page.server.on("GET /api/http-tools", () => problem(404, "not_found"));
    page.runtime.start();
    await settle();
    expect(page.state().status).toBe("closed");
  });

  it("stay in sight when they cannot be renewed, and come when they can", async () => {
    page.server.down = true;
    page.runtime.retryNow();
    await settle();
    expect(page.state()).toMatchObject({ status: "ready", problem: { code: "network" } });
    expect(page.state().servers).toHaveLength(1);
    page.server.down = false;
    page.runtime.retryNow();
    await settle();
    expect(page.state().problem).toBeUndefined();
  });

  it("are as the feed told them where an answer was on its way longer", async () => {
    let answer: (response: Response) => void = () => undefined;
    page.server.on("GET /api/mcp-servers", () => new Promise((done) => (answer = done)));
    page.runtime.retryNow();
    await settle();
    page.news("mcp-server", files({ status: "failed" }));
    answer(json({ items: [files(), files({ name: "new" })] }));
    await settle();
    expect(page.state().servers.map(({ name, status }) => [name, status])).toEqual([
      ["files", "failed"],
      ["new", "ready"],
    ]);
  });

  it("are loaded anew after a loss of events", async () => {
    page.server.on("GET /api/http-tools", () => json({ items: [] }));
    page.news("reset", { channels: [] });
    await settle();
    expect(page.state().httpTools).toEqual([]);
  });
});

describe("what the owner does", () => {
  it("adds by POST and changes by PATCH, which takes away what was emptied", async () => {
    page.server.on("POST /api/mcp-servers", () => json(files({ name: "new" }), 201));
    page.server.on("PATCH /api/mcp-servers/files", () => json(files({ title: "Other" })));
    const body = { name: "new", transport: { type: "stdio", command: "x" } } as const;
    await page.runtime.saveServer(body, false);
    expect(page.bodies("POST", "/api/mcp-servers")).toEqual([body]);
    await page.runtime.saveServer({ ...body, name: "files", timeoutMs: 1000 }, true);
    expect(page.bodies("PATCH", "/api/mcp-servers/files")).toEqual([
      { title: "", transport: body.transport, timeoutMs: 1000 },
    ]);
    expect(page.state().servers.map(({ title }) => title)).toEqual(["Other", "Files"]);
    page.server.on("PATCH /api/http-tools/weather", () => json(weather({ title: "W" })));
    const { createdAt: _, updatedAt: __, ...definition } = weather();
    await page.runtime.saveHttpTool(definition, true);
    expect(page.bodies("PATCH", "/api/http-tools/weather")).toEqual([
      expect.objectContaining({ title: "", resultPath: "", headers: [] }),
    ]);
  });

  it("is refused with what is wrong at which field", async () => {
    page.server.on("POST /api/http-tools", () =>
      json({ code: "invalid_fields", errors: [{ path: "url", message: "no" }] }, 422),
    );
    const { createdAt: _, updatedAt: __, ...definition } = weather({ name: "w" });
    await expect(page.runtime.saveHttpTool(definition, false)).rejects.toMatchObject({
      errors: [{ path: "url", message: "no" }],
    });
    expect(page.state().httpTools).toHaveLength(1);
  });

  it("can be taken back after a removal, whole", async () => {
    page.server.on("DELETE /api/mcp-servers/files", () => new Response(null, { status: 204 }));
    page.server.on("POST /api/mcp-servers", () => json(files({ status: "connecting" }), 201));
    expect(await page.runtime.remove({ kind: "server", server: files() })).toBe(true);
    expect(page.state().servers).toEqual([]);
    await page.runtime.undo();
    const { name, title, transport, timeoutMs } = files();
    expect(page.bodies("POST", "/api/mcp-servers")).toEqual([
      { name, title, transport, timeoutMs, enabled: true },
    ]);
    expect(page.state()).toMatchObject({ removed: null, servers: [{ status: "connecting" }] });

    page.server.on("DELETE /api/http-tools/weather", () => new Response(null, { status: 204 }));
    page.server.on("POST /api/http-tools", () => problem(503, "storage_full"));
    await page.runtime.remove({ kind: "http", tool: weather() });
    await page.runtime.undo();
    // It was not put back, so the way back stays.
    expect(page.state()).toMatchObject({ removed: { kind: "http" }, httpTools: [] });
    expect(page.state().notice?.problem.code).toBe("storage_full");
    const sent = page.bodies("POST", "/api/http-tools")[0];
    expect(sent).toMatchObject({ annotations: { readOnlyHint: true } });
    expect(sent).not.toHaveProperty("createdAt");
  });

  it("is told where it was refused, and nothing is gone", async () => {
    page.server.on("DELETE /api/mcp-servers/files", () => problem(403, "owner_link_required"));
    expect(await page.runtime.remove({ kind: "server", server: files() })).toBe(false);
    expect(page.state()).toMatchObject({
      servers: [{ name: "files" }],
      removed: null,
      notice: { problem: { code: "owner_link_required" } },
    });
    page.server.on("PATCH /api/mcp-servers/files", () => problem(503, "storage_full"));
    const switched = page.runtime.setEnabled("files", false);
    expect(page.state().servers[0]).toMatchObject({ enabled: false, status: "disabled" });
    await switched;
    expect(page.state().servers[0]).toMatchObject({ enabled: true, status: "ready" });
    expect(page.state().notice?.what).toContain("switched off");
  });

  it("is not undone by an answer that comes after what the feed tells of it", async () => {
    const held = (route: string) => {
      let answer: (response: Response) => void = () => undefined;
      const answered = new Promise<Response>((done) => (answer = done));
      page.server.on(route, () => answered);
      return answer;
    };
    const status = () => page.state().servers.map((one) => one.status);
    const connecting = files({ status: "connecting" });
    const failed = files({ status: "failed", problem: "no such program" });
    const { name, transport } = files();

    let answer = held("PATCH /api/mcp-servers/files");
    const saved = page.runtime.saveServer({ name, transport }, true);
    page.news("mcp-server", failed);
    answer(json(connecting));
    await saved;
    expect(status()).toEqual(["failed"]);

    answer = held("POST /api/mcp-servers/files/restart");
    const restarted = page.runtime.restart("files");
    // Of another one: that says nothing of this one.
    page.news("mcp-server", files({ name: "mail", status: "failed" }));
    page.news("http-tool", weather({ name: "files" }));
    answer(json(connecting));
    await restarted;
    expect(status()).toEqual(["connecting", "failed"]);

    answer = held("PATCH /api/mcp-servers/files");
    const switched = page.runtime.setEnabled("files", false);
    page.news("mcp-server", failed);
    answer(problem(503, "storage_full"));
    await switched;
    expect(status()).toEqual(["failed", "failed"]);

    answer = held("PATCH /api/http-tools/weather");
    const { createdAt: _, updatedAt: __, ...definition } = weather();
    const changed = page.runtime.saveHttpTool(definition, true);
    page.news("http-tool", weather({ title: "Theirs" }));
    answer(json(weather({ title: "Mine" })));
    await changed;
    expect(page.state().httpTools.map(({ title }) => title)).toEqual([undefined, "Theirs"]);
  });

  it("reaches a server at once that would be tried later", async () => {
    page.server.on("POST /api/mcp-servers/files/restart", () =>
      json(files({ status: "connecting" }), 202),
    );
    await page.runtime.restart("files");
    expect(page.state().servers[0]?.status).toBe("connecting");
  });
});
