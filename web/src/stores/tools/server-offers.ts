import type { McpServerNews } from "@thalweg/client";

/**
 * Tells news of MCP servers after which other tools may be there from those that tell only how a
 * connection does, of which there are many.
 */
export function createServerOffers() {
  const known = new Map<string, string>();
  return {
    changed(news: McpServerNews): boolean {
      const now = "deleted" in news ? "" : offerOf(news);
      const before = known.get(news.name);
      known.set(news.name, now);
      return now !== before;
    },
  };
}

function offerOf({
  enabled,
  status,
  title,
  tools,
}: Exclude<McpServerNews, { deleted: boolean }>): string {
  return JSON.stringify([enabled, status === "ready", title, tools]);
}
