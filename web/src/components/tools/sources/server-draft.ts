import type { FieldError, McpServer, McpTransport, NewMcpServer } from "@thalweg/client";
import {
  HEADER_NAME,
  type PairDraft,
  pairDrafts,
  pairFaults,
  readPairs,
  twiceFaults,
  VARIABLE_NAME,
} from "./pairs";

/** An MCP server while it is written: every kind keeps its fields when the other is looked at. */
export type ServerDraft = {
  readonly name: string;
  readonly title: string;
  readonly kind: McpTransport["type"];
  readonly command: string;
  /** One argument a line. */
  readonly args: string;
  readonly env: readonly PairDraft[];
  readonly cwd: string;
  readonly url: string;
  readonly headers: readonly PairDraft[];
  readonly allowPrivate: boolean;
  readonly seconds: string;
};

export const SERVER_PATHS = [
  "name",
  "title",
  "timeoutMs",
  "transport.command",
  "transport.args",
  "transport.env",
  "transport.cwd",
  "transport.url",
  "transport.headers",
  "transport.allowPrivate",
] as const;

const SERVER_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
const MOST_SECONDS = 3_600;

export function draftOfServer(server?: McpServer): ServerDraft {
  const transport = server?.transport;
  const stdio = transport?.type === "stdio" ? transport : undefined;
  const http = transport?.type === "http" ? transport : undefined;
  return {
    name: server?.name ?? "",
    title: server?.title ?? "",
    kind: transport?.type ?? "stdio",
    command: stdio?.command ?? "",
    args: (stdio?.args ?? []).join("\n"),
    env: pairDrafts(stdio?.env),
    cwd: stdio?.cwd ?? "",
    url: http?.url ?? "",
    headers: pairDrafts(http?.headers),
    allowPrivate: http?.allowPrivate ?? false,
    seconds: String((server?.timeoutMs ?? 60_000) / 1000),
  };
}

export function serverOfDraft(draft: ServerDraft): NewMcpServer {
  const title = draft.title.trim();
  return {
    name: draft.name.trim(),
    transport: transportOf(draft),
    timeoutMs: Math.round(Number(draft.seconds.replace(",", ".")) * 1000),
    ...(title !== "" && { title }),
  };
}

function transportOf(draft: ServerDraft): McpTransport {
  if (draft.kind === "http") {
    const headers = readPairs(draft.headers);
    return {
      type: "http",
      url: draft.url.trim(),
      ...(headers.length > 0 && { headers }),
      ...(draft.allowPrivate && { allowPrivate: true }),
    };
  }
  const args = draft.args.split("\n").filter((line) => line !== "");
  const env = readPairs(draft.env);
  const cwd = draft.cwd.trim();
  return {
    type: "stdio",
    command: draft.command.trim(),
    ...(args.length > 0 && { args }),
    ...(env.length > 0 && { env }),
    ...(cwd !== "" && { cwd }),
  };
}

/** What is wrong as far as can be told here; the server looks at all of it. */
export function serverFaults(draft: ServerDraft): readonly FieldError[] {
  const faults: FieldError[] = [];
  const wrong = (path: string, message: string) => faults.push({ path, message });
  if (!SERVER_NAME.test(draft.name.trim())) {
    wrong("name", "Give 1 to 32 small letters, digits and hyphens, with no hyphen first.");
  }
  const seconds = Number(draft.seconds.replace(",", "."));
  if (!(seconds >= 1 && seconds <= MOST_SECONDS)) {
    wrong("timeoutMs", `Give a number from 1 to ${MOST_SECONDS.toLocaleString("en")}.`);
  }
  if (draft.kind === "stdio") {
    if (draft.command.trim() === "") wrong("transport.command", "Give a program to start.");
    const rule = "Give letters, digits and _, with no digit first.";
    faults.push(...pairFaults(draft.env, "transport.env", VARIABLE_NAME, rule));
    faults.push(...twiceFaults(draft.env, "transport.env"));
  } else {
    if (!isAddress(draft.url)) {
      wrong("transport.url", "Give an address that begins with https:// or http://.");
    }
    faults.push(...pairFaults(draft.headers, "transport.headers", HEADER_NAME, HEADER_RULE));
  }
  return faults;
}

export const HEADER_RULE = "This is no name of a header.";

export function isAddress(text: string): boolean {
  const address = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  return address?.protocol === "https:" || address?.protocol === "http:";
}

/** A whole command line, as it is copied from a manual, as a program and its arguments. */
export function splitCommand(line: string): { readonly command: string; readonly args: string } {
  const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double?.replace(/\\(.)/g, "$1") ?? single ?? plain ?? "",
  );
  const [command = "", ...args] = words;
  return { command, args: args.join("\n") };
}
