import type { McpServer, McpTransport } from "@thalweg/client";

export type Tone = "live" | "busy" | "signal" | "danger" | "off";

type Look = { readonly words: string; readonly tone: Tone };

/** How a server does, in words, and how loud that is. */
export function serverLook(server: McpServer, now: number): Look {
  switch (server.status) {
    case "disabled":
      return { words: "Switched off", tone: "off" };
    case "connecting":
      return { words: "Connecting…", tone: "busy" };
    case "failed":
      return { words: "Cannot be reached", tone: "danger" };
    case "waiting":
      return { words: `Cannot be reached; ${sayRetry(server.retryAt, now)}`, tone: "signal" };
    case "ready": {
      const offered = server.tools.filter(({ problem }) => problem === undefined).length;
      return { words: `Ready with ${sayTools(offered)}`, tone: "live" };
    }
  }
}

function sayRetry(retryAt: string | undefined, now: number): string {
  const left = retryAt === undefined ? Number.NaN : Math.ceil((Date.parse(retryAt) - now) / 1000);
  if (Number.isNaN(left)) return "it will be tried again";
  if (left <= 0) return "trying again now";
  if (left < 60) return `trying again in ${left} s`;
  return `trying again in ${Math.floor(left / 60)} min ${String(left % 60).padStart(2, "0")} s`;
}

export function sayTools(count: number): string {
  return count === 0 ? "no tools" : count === 1 ? "1 tool" : `${count} tools`;
}

/** Where a server is, on one line. */
export function sayTransport(transport: McpTransport): string {
  if (transport.type === "http") return transport.url;
  const words = [transport.command, ...(transport.args ?? [])];
  return words
    .map((word) => (/\s/.test(word) || word === "" ? JSON.stringify(word) : word))
    .join(" ");
}

const refusals: Readonly<Record<string, string>> = {
  network: "The server cannot be reached. What you wrote stays here; try it again.",
  not_found: "It is not here any more. Somebody removed it meanwhile.",
  fixed_by_config: "It is set in thalweg.toml, and can be changed only there.",
  too_large: "It is too large.",
  draining: "The server is about to restart. Try again in a moment.",
  overloaded: "The server has too much to do. Try again in a moment.",
  storage_full: "The server’s disk is full. Nothing can be kept until there is room again.",
  limit_reached: "There are as many of these as can be. Remove one first.",
  owner_link_required:
    "This needs the owner’s link: open the link that the server printed when it started, then try again.",
};

/** Why something was refused, for people. */
export function refusalWords({ code, message }: { code: string; message: string }): string {
  return refusals[code] ?? message;
}
