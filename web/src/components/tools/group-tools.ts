import type { Tool } from "@thalweg/client";

export type ToolGroup = { readonly title: string; readonly tools: readonly Tool[] };

/** Tools by where they come from: what is built in first, then each server under its name. */
export function groupTools(tools: readonly Tool[]): readonly ToolGroup[] {
  const groups = new Map<string, Tool[]>();
  for (const tool of tools) {
    const title = sourceOf(tool);
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [tool]);
    else group.push(tool);
  }
  return [...groups]
    .map(([title, list]) => ({ title, tools: list }))
    .toSorted((a, b) => Number(b.title === BUILT_IN) - Number(a.title === BUILT_IN));
}

const BUILT_IN = "Built in";

/** Where a tool comes from, in words. */
export function sourceOf({ source, server }: Tool): string {
  if (source === "builtin") return BUILT_IN;
  return server ?? (source === "mcp" ? "MCP" : "HTTP");
}

/** Those that have every word in their name, title or description; the titles' first. */
export function findTools(tools: readonly Tool[], query: string): readonly Tool[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return tools;
  const titled = (tool: Tool) => has(`${tool.title} ${tool.name}`, words);
  return tools
    .filter((tool) =>
      has(`${tool.title} ${tool.name} ${tool.description} ${tool.server ?? ""}`, words),
    )
    .toSorted((a, b) => Number(titled(b)) - Number(titled(a)));
}

function has(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}
