import type { HttpTool, McpServer, Tool } from "@thalweg/client";

export type ToolGroup = {
  /** `builtin`, `http` or `mcp:name`. */
  readonly key: string;
  readonly title: string;
  /** The MCP server that the tools come from, if it is known here. */
  readonly server?: McpServer;
  readonly tools: readonly Tool[];
};

const BUILT_IN = "Built in";
const HTTP = "HTTP";

/**
 * Tools by where they come from: what is built in first, then requests, then each server under its
 * title, also one that offers none.
 */
export function groupTools(
  tools: readonly Tool[],
  servers: readonly McpServer[] = [],
): readonly ToolGroup[] {
  const groups = new Map<string, { title: string; server?: McpServer; tools: Tool[] }>();
  for (const server of servers) {
    groups.set(keyOfServer(server.name), {
      title: server.title ?? server.name,
      server,
      tools: [],
    });
  }
  for (const tool of tools) {
    const key = keyOf(tool);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { title: sourceOf(tool), tools: [tool] });
    else group.tools.push(tool);
  }
  return [...groups]
    .map(([key, group]) => ({ key, ...group }))
    .toSorted((a, b) => rank(a.key) - rank(b.key) || a.title.localeCompare(b.title));
}

const rank = (key: string) => ["builtin", "http"].indexOf(key) + 1 || 3;

export function keyOfServer(name: string): string {
  return `mcp:${name}`;
}

function keyOf({ source, server }: Tool): string {
  return source === "mcp" ? keyOfServer(server ?? "") : source;
}

/**
 * HTTP tools that are described but not offered, for want of a secret or of their name, as tools
 * that are switched off, so that there is a way to them.
 */
export function lostTools(tools: readonly Tool[], described: readonly HttpTool[]): readonly Tool[] {
  const offered = new Set(tools.map(({ name }) => name));
  return described
    .filter(({ name }) => !offered.has(name))
    .map(({ name, title = name, description, inputSchema, annotations = {} }) => ({
      name,
      title,
      description,
      inputSchema,
      annotations,
      source: "http",
      permission: "ask",
      enabled: false,
    }));
}

/** Where a tool comes from, in words. */
export function sourceOf({ source, server }: Tool): string {
  if (source === "builtin") return BUILT_IN;
  return server ?? (source === "mcp" ? "MCP" : HTTP);
}

/** The groups of what is looked for: a server stays if one of its tools fits, or its own name. */
export function findGroups(
  groups: readonly ToolGroup[],
  query: string,
  from: string | null,
): readonly ToolGroup[] {
  const words = wordsOf(query);
  return groups
    .filter(({ key }) => from === null || key === from)
    .map((group) => ({ ...group, tools: findTools(group.tools, query) }))
    .filter(
      ({ tools, server }) =>
        tools.length > 0 || (server && has(`${server.title ?? ""} ${server.name}`, words)),
    );
}

/** Those that have every word in their name, title or description; the titles' first. */
export function findTools(tools: readonly Tool[], query: string): readonly Tool[] {
  const words = wordsOf(query);
  if (words.length === 0) return tools;
  const titled = (tool: Tool) => has(`${tool.title} ${tool.name}`, words);
  return tools
    .filter((tool) =>
      has(`${tool.title} ${tool.name} ${tool.description} ${tool.server ?? ""}`, words),
    )
    .toSorted((a, b) => Number(titled(b)) - Number(titled(a)));
}

const wordsOf = (query: string) => query.toLowerCase().split(/\s+/).filter(Boolean);

function has(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}
