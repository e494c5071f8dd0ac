import type { HttpTool, McpServer, Tool } from "@thalweg/client";
import { expect, it } from "vitest";
import { findGroups, groupTools, lostTools } from "./group-tools";

const AT = "2026-01-01T00:00:00.000Z";
const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  title: name,
  description: `about ${name}`,
  inputSchema: {},
  source: "builtin",
  annotations: {},
  permission: "allow",
  enabled: true,
  ...more,
});
const server = (name: string, title?: string): McpServer => ({
  name,
  transport: { type: "stdio", command: name },
  enabled: true,
  status: "ready",
  tools: [],
  createdAt: AT,
  updatedAt: AT,
  ...(title !== undefined && { title }),
});
const http = (name: string): HttpTool => ({
  name,
  description: `about ${name}`,
  inputSchema: {},
  method: "GET",
  url: "https://example.com",
  createdAt: AT,
  updatedAt: AT,
});

const TOOLS = [
  tool("files__read", { source: "mcp", server: "files" }),
  tool("tides", { source: "http" }),
  tool("clock"),
];
const groups = groupTools(TOOLS, [server("notes"), server("files", "A folder")]);
const keys = (found: readonly { readonly key: string }[]) => found.map(({ key }) => key);

it("stand by their source: what is built in, requests, servers by title, also without tools", () => {
  expect(keys(groups)).toEqual(["builtin", "http", "mcp:files", "mcp:notes"]);
  expect(groups.map(({ tools }) => tools.length)).toEqual([1, 1, 1, 0]);
  // A server that is not known here has its tools all the same.
  expect(keys(groupTools(TOOLS))).toEqual(["builtin", "http", "mcp:files"]);
});

it("are narrowed to a source, to words, and to a server by its own name", () => {
  expect(keys(findGroups(groups, "", "mcp:files"))).toEqual(["mcp:files"]);
  expect(keys(findGroups(groups, "about clock", null))).toEqual(["builtin"]);
  expect(keys(findGroups(groups, "notes", null))).toEqual(["mcp:notes"]);
  expect(keys(findGroups(groups, "", null))).toHaveLength(4);
});

it("include requests that are described and not offered", () => {
  const lost = lostTools(TOOLS, [http("tides"), http("moons")]);
  expect(lost).toEqual([
    expect.objectContaining({ name: "moons", source: "http", enabled: false }),
  ]);
});
