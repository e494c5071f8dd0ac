import type { Page } from "@playwright/test";

const AT = "2026-01-01T00:00:00.000Z";
const kept = { createdAt: AT, updatedAt: AT };

/** One MCP server in every state that there is, and an HTTP tool that stands in the configuration. */
export const SERVERS = [
  {
    ...kept,
    name: "files",
    title: "Files of the household",
    enabled: true,
    transport: {
      type: "stdio",
      command: "npx",
      args: ["-y", "@modelcontextprotocol/server-filesystem", "/home/me/notes and letters"],
      env: [{ name: "NODE_ENV", value: "production" }],
    },
    status: "ready",
    protocolVersion: "2025-11-25",
    serverInfo: { name: "secure-filesystem-server", version: "0.6.3" },
    tools: [
      { name: "files__read_text_file", title: "Read a text file" },
      { name: "files__search_files", title: "Search the files" },
      {
        name: "files__edit_file",
        title: "Edit a file",
        problem: "its schema is no JSON Schema: `type` is `obj`",
      },
    ],
  },
  {
    ...kept,
    name: "github",
    title: "GitHub",
    enabled: true,
    transport: {
      type: "http",
      url: "https://api.example.com/mcp/",
      headers: [{ name: "Authorization", value: "Bearer {{secret:GITHUB_TOKEN}}" }],
    },
    status: "waiting",
    problem: "the server answered 502 to `server/discover`",
    retryAt: new Date(Date.now() + 42_000).toISOString(),
    tools: [],
  },
  {
    ...kept,
    name: "notes",
    enabled: true,
    fixed: true,
    transport: { type: "stdio", command: "/usr/local/bin/notes-mcp" },
    status: "failed",
    problem: "the program ended with code 127 at once",
    tools: [],
  },
  {
    ...kept,
    name: "weather-station",
    enabled: false,
    transport: { type: "http", url: "http://192.168.1.20:8080/mcp", allowPrivate: true },
    status: "disabled",
    tools: [],
  },
] as const;

export const HTTP_TOOLS = [
  {
    ...kept,
    name: "tides",
    title: "Tides",
    description: "Tells the tides of a harbour for some days.",
    inputSchema: {
      type: "object",
      properties: {
        harbour: { type: "string", description: "The harbour’s name" },
        days: { type: "integer", description: "For how many days" },
      },
      required: ["harbour", "days"],
      additionalProperties: false,
    },
    method: "GET",
    url: "https://tides.example.com/v1/{harbour}?days={days}",
    headers: [{ name: "X-Api-Key", value: "{{secret:TIDES_KEY}}" }],
    resultPath: "/tides",
    timeoutMs: 10_000,
  },
] as const;

const mcpTool = (name: string, title: string, description: string) => ({
  name,
  title,
  description,
  inputSchema: { type: "object", properties: { path: { type: "string" } } },
  source: "mcp",
  server: "files",
  annotations: { readOnlyHint: true },
  permission: "ask",
  enabled: true,
});

const { name, title, description, inputSchema } = HTTP_TOOLS[0];
const TOOLS = [
  {
    name,
    title,
    description,
    inputSchema,
    source: "http",
    annotations: {},
    permission: "allow",
    enabled: true,
  },
  mcpTool("files__read_text_file", "Read a text file", "Reads a file as text."),
  mcpTool("files__search_files", "Search the files", "Finds files by their names."),
];

/** Answers for the lists of sources in the server's place, with states that are hard to bring about. */
export async function fakeSources(page: Page): Promise<void> {
  await page.route("**/api/mcp-servers", (route) =>
    route.request().method() === "GET"
      ? route.fulfill({ json: { items: SERVERS } })
      : route.fallback(),
  );
  await page.route("**/api/http-tools", (route) =>
    route.request().method() === "GET"
      ? route.fulfill({ json: { items: HTTP_TOOLS } })
      : route.fallback(),
  );
  await page.route("**/api/tools", async (route) => {
    const answer = await route.fetch();
    const { items } = (await answer.json()) as { items: object[] };
    await route.fulfill({ json: { items: [...items, ...TOOLS] } });
  });
}

/** Refuses whatever is asked of a route as the server does. */
export async function refuse(
  page: Page,
  pattern: string,
  status: number,
  problem: object,
): Promise<void> {
  await page.route(pattern, (route) =>
    route.request().method() === "GET"
      ? route.fallback()
      : route.fulfill({
          status,
          contentType: "application/problem+json",
          body: JSON.stringify(problem),
        }),
  );
}
