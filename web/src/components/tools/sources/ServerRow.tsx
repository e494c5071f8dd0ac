import type { McpServer } from "@thalweg/client";
import { cx } from "@/components/ui/cx";
import { openHere, toolsHref } from "../address";
import { ServerDot } from "./ServerDot";
import { serverLook, type Tone } from "./source-words";

/** The key of a server among the rows of the list; no tool has one like it. */
export const serverRow = (name: string) => `mcp:${name}`;

const marks: Readonly<Partial<Record<Tone, string>>> = {
  busy: "connecting",
  signal: "waiting",
  danger: "failed",
  off: "off",
};

type ServerRowProps = {
  readonly server: McpServer;
  readonly chosen: boolean;
  readonly stop: boolean;
};

/** A server above its tools: how it does, and the way to it. */
export function ServerRow({ server, chosen, stop }: ServerRowProps) {
  const { name, title = name, tools } = server;
  const { tone } = serverLook(server, 0);
  const broken = tools.some(({ problem }) => problem !== undefined);
  const mark = marks[tone] ?? (broken ? "some fail" : undefined);
  const address = { source: name };
  return (
    <a
      href={toolsHref(address)}
      data-row={serverRow(name)}
      tabIndex={stop ? 0 : -1}
      aria-current={chosen ? "page" : undefined}
      onClick={(event) => openHere(event, address)}
      className={cx(
        "flex min-h-8 items-center gap-2 rounded-control px-2 text-caption -outline-offset-2 touch:min-h-11",
        chosen ? "bg-hover text-fg" : "text-muted hover:bg-hover hover:text-fg",
      )}
    >
      <span className="min-w-0 grow truncate">{title}</span>
      <span className="sr-only">MCP server, {mark ?? "ready"}</span>
      {mark ? (
        <span aria-hidden="true" className="shrink-0 text-faint">
          {mark}
        </span>
      ) : null}
      <ServerDot tone={tone} />
    </a>
  );
}
