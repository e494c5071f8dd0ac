import { describe, expect, test } from "vitest";
import { createClient } from "./index.ts";
import { fakeServer, json } from "./testing/index.ts";

type Client = ReturnType<typeof createClient>;

const tool = {
  name: "a/b",
  description: "d",
  inputSchema: { type: "object" },
  method: "GET" as const,
  url: "https://api.example/{id}",
};
const server = { name: "files", transport: { type: "stdio" as const, command: "mcp-files" } };

describe("routes of tool sources", () => {
  test.each([
    ["GET /api/http-tools", undefined, (c: Client) => c.listHttpTools()],
    ["POST /api/http-tools", tool, (c: Client) => c.createHttpTool(tool)],
    [
      "PATCH /api/http-tools/a%2Fb",
      { title: "T" },
      (c: Client) => c.updateHttpTool("a/b", { title: "T" }),
    ],
    ["DELETE /api/http-tools/a%2Fb", undefined, (c: Client) => c.deleteHttpTool("a/b")],
    [
      "POST /api/http-tools/test",
      { tool, args: { id: 1 } },
      (c: Client) => c.testHttpTool({ tool, args: { id: 1 } }),
    ],
    ["GET /api/mcp-servers", undefined, (c: Client) => c.listMcpServers()],
    ["POST /api/mcp-servers", server, (c: Client) => c.createMcpServer(server)],
    [
      "PATCH /api/mcp-servers/files",
      { enabled: false },
      (c: Client) => c.updateMcpServer("files", { enabled: false }),
    ],
    ["DELETE /api/mcp-servers/files", undefined, (c: Client) => c.deleteMcpServer("files")],
    ["POST /api/mcp-servers/files/restart", undefined, (c: Client) => c.restartMcpServer("files")],
    ["POST /api/mcp-servers/test", { server }, (c: Client) => c.testMcpServer({ server })],
  ] as const)("%s", async (route, body, call) => {
    const fake = fakeServer();
    const client = createClient({ fetch: fake.fetch });
    fake.on(route, () => json({ answer: 1 }));
    await call(client);
    const [request] = fake.requests;
    expect(`${request?.method} ${request?.url}`).toBe(route);
    expect(request?.body).toEqual(body);
    expect(request?.headers.has("idempotency-key")).toBe(route.startsWith("POST"));
  });
});
