"use client";

import type { Tool } from "@thalweg/client";
import { useId, useRef, useState } from "react";
import { Icon } from "@/components/Icon";
import { Skeleton } from "@/components/Skeleton";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { useSourcesState } from "@/hooks/sources/sources-context";
import { useTools, useToolsState } from "@/hooks/tools/tools-context";
import { useShortcut } from "@/hooks/useShortcut";
import { goTo, openHere, toolsHref, useAddress } from "./address";
import { findGroups, groupTools, lostTools, type ToolGroup } from "./group-tools";
import { AddSource } from "./sources/AddSource";
import { ServerRow, serverRow } from "./sources/ServerRow";
import { SourceFilter } from "./sources/SourceFilter";
import { useListKeys } from "./use-list-keys";

export const SEARCH_ID = "tool-search";

/** The tools by where they come from, and a field that narrows them. */
export function ToolList({ className }: { readonly className: string }) {
  const { tool, source, from } = useAddress();
  const { status, items } = useToolsState((state) => state.tools);
  const servers = useSourcesState((state) => state.servers);
  const [query, setQuery] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const described = useSourcesState((state) => state.httpTools);
  const lost = status === "ready" ? lostTools(items, described) : [];
  const all = groupTools([...items, ...lost], servers);
  const groups = findGroups(all, query, from);
  const rows = groups.flatMap(rowsOf);
  const found = groups.flatMap(({ tools }) => tools);
  const current = source === null ? tool : serverRow(source);
  const keys = useListKeys(
    current !== null && rows.includes(current) ? current : null,
    rows[0],
    () => field.current?.focus(),
  );
  const stop = keys.stop !== undefined && rows.includes(keys.stop) ? keys.stop : rows[0];
  const heading = useId();

  useShortcut("toolSearch", () => field.current?.focus());

  return (
    <section aria-labelledby={heading} data-slot="tool-list" className={className}>
      <h2 id={heading} className="sr-only">
        All tools
      </h2>
      <div className="relative flex h-14 shrink-0 items-center gap-1 ps-3 pe-2">
        <Icon name="search" className="pointer-events-none absolute start-5.5 text-faint" />
        <input
          ref={field}
          id={SEARCH_ID}
          type="search"
          aria-label="Search the tools"
          placeholder="Search the tools"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && query !== "") setQuery("");
            else if (event.key === "Escape") event.currentTarget.blur();
            else if (event.key === "ArrowDown") {
              list.current?.querySelector<HTMLElement>("[data-row]")?.focus();
            } else if (event.key === "Enter" && found[0]) goTo({ tool: found[0].name });
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
          className="h-8 w-full min-w-0 grow rounded-control border border-line bg-raised ps-8 pe-2 text-ui outline-offset-0 placeholder:text-faint touch:h-11 touch:text-read"
        />
        <AddSource />
        <IconButton
          icon="history"
          label="Calls"
          className="xl:hidden"
          onClick={() => goTo({ tool, view: "history" })}
        />
      </div>
      <SourceFilter groups={all} from={from} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside have the focus. */}
      <div
        ref={list}
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
        className="min-h-0 grow overflow-y-auto px-2 pb-4"
      >
        {status === "loading" ? <ListSkeleton /> : null}
        {status === "error" ? <Unreachable /> : null}
        {groups.map((group) => (
          <Group key={group.key} group={group} lost={lost} current={current} stop={stop} />
        ))}
        {status === "ready" && rows.length === 0 ? (
          <p role="status" className="px-2 py-4 text-muted">
            {items.length === 0 ? "This server has no tools." : "No tool fits this."}
          </p>
        ) : null}
      </div>
    </section>
  );
}

/** What can be chosen in a group, in its order. */
function rowsOf({ server, tools }: ToolGroup): readonly string[] {
  return [...(server ? [serverRow(server.name)] : []), ...tools.map(({ name }) => name)];
}

type GroupProps = {
  readonly group: ToolGroup;
  /** Those of the tools that are described and not offered. */
  readonly lost: readonly Tool[];
  readonly current: string | null;
  readonly stop: string | undefined;
};

function Group({ group: { title, server, tools }, lost, current, stop }: GroupProps) {
  const row = server && serverRow(server.name);
  return (
    <section aria-label={server ? `Tools of ${title}` : title} className="pt-2">
      {server && row !== undefined ? (
        <h3>
          <ServerRow server={server} chosen={row === current} stop={row === stop} />
        </h3>
      ) : (
        <h3 className="px-2 py-1 text-caption text-faint">{title}</h3>
      )}
      <ul>
        {tools.map((tool) => (
          <li key={tool.name}>
            <Row
              tool={tool}
              mark={lost.includes(tool) ? "fails" : markOf(tool)}
              chosen={tool.name === current}
              stop={tool.name === stop}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

type RowProps = {
  readonly tool: Tool;
  /** What is not as it mostly is, in a word. */
  readonly mark: string | undefined;
  readonly chosen: boolean;
  readonly stop: boolean;
};

function Row({ tool, mark, chosen, stop }: RowProps) {
  return (
    <a
      href={toolsHref({ tool: tool.name })}
      data-row={tool.name}
      tabIndex={stop ? 0 : -1}
      aria-current={chosen ? "page" : undefined}
      onClick={(event) => openHere(event, { tool: tool.name })}
      className={cx(
        "flex min-h-(--row) items-center gap-2 rounded-control px-2 py-1 -outline-offset-2",
        chosen ? "bg-hover text-fg" : "text-muted hover:bg-hover hover:text-fg",
      )}
    >
      <span className={cx("min-w-0 grow truncate", mark === "off" && "text-faint")}>
        {tool.title}
      </span>
      {mark ? <span className="shrink-0 text-caption text-faint">{mark}</span> : null}
    </a>
  );
}

function markOf({ enabled, permission }: Tool): string | undefined {
  if (!enabled) return "off";
  return permission === "allow" ? undefined : permission === "ask" ? "asks" : "denied";
}

function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading the tools" className="flex flex-col gap-2 p-2">
      {["w-2/3", "w-1/2", "w-3/5", "w-2/5", "w-1/2"].map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars never change.
        <Skeleton key={index} className={cx("h-5", width)} />
      ))}
    </div>
  );
}

function Unreachable() {
  const { retryNow } = useTools();
  const problem = useToolsState((state) => state.tools.problem);
  return (
    <div role="alert" className="flex flex-col items-start gap-2 px-2 py-4">
      <p className="text-muted">The tools could not be loaded. {problem?.message}</p>
      <Button onClick={retryNow}>Try again</Button>
    </div>
  );
}
