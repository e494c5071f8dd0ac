"use client";

import { memo, useId, useState } from "react";
import { StatusBadge } from "@/components/invocation/StatusBadge";
import { gistOf } from "@/components/invocation/status-words";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { useJob, useTool, useTools, useToolsState } from "@/hooks/tools/tools-context";
import { goTo, openHere, toolsHref, useAddress } from "./address";
import { ListState } from "./ListState";
import { useListKeys } from "./use-list-keys";

/** All calls, the newest first; two of them can be held beside each other. */
export function JobHistory({ className }: { readonly className: string }) {
  const { tool, job } = useAddress();
  const { loadMore } = useTools();
  const { status, ids, nextCursor, loadingMore } = useToolsState((state) => state.history);
  // Null: nobody compares; else those that were chosen so far.
  const [picked, setPicked] = useState<readonly string[] | null>(null);
  const keys = useListKeys(job !== null && ids.includes(job) ? job : null, ids[0]);
  const stop = ids.includes(keys.stop ?? "") ? keys.stop : ids[0];
  const heading = useId();

  const pick = (id: string) => {
    const next = picked?.includes(id)
      ? picked.filter((one) => one !== id)
      : [...(picked ?? []), id];
    const [first, second] = next;
    if (first === undefined || second === undefined) return setPicked(next);
    setPicked(null);
    goTo({ tool, job: first, beside: second });
  };

  return (
    <section aria-labelledby={heading} data-slot="job-history" className={className}>
      <div className="flex h-14 shrink-0 items-center gap-1 ps-4 pe-2">
        <IconButton
          icon="previous"
          label="Back"
          className="-ms-2 xl:hidden"
          onClick={() => goTo({ tool, job })}
        />
        <h2 id={heading} className="min-w-0 grow truncate font-strong">
          Calls
        </h2>
        {ids.length < 2 ? null : picked === null ? (
          <IconButton
            icon="compare"
            label="Compare two calls"
            onClick={() => setPicked(job !== null && ids.includes(job) ? [job] : [])}
          />
        ) : (
          <Button variant="ghost" onClick={() => setPicked(null)}>
            Cancel
          </Button>
        )}
      </div>
      {picked === null ? null : (
        <p role="status" className="px-4 pb-2 text-caption text-muted">
          {picked.length === 0 ? "Choose two calls." : "Choose one more."}
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside have the focus. */}
      <div
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
        className="min-h-0 grow overflow-y-auto px-2 pb-4"
      >
        <ListState status={status} empty={ids.length === 0} />
        <ul>
          {ids.map((id) => (
            <li key={id}>
              <Row
                id={id}
                chosen={picked === null ? id === job : picked.includes(id)}
                stop={id === stop}
                onPick={picked === null ? null : pick}
              />
            </li>
          ))}
        </ul>
        {nextCursor === undefined ? null : (
          <Button
            variant="ghost"
            className="mt-2 w-full"
            aria-disabled={loadingMore}
            onClick={loadMore}
          >
            {loadingMore ? "Loading…" : "Show older calls"}
          </Button>
        )}
      </div>
    </section>
  );
}

type RowProps = {
  readonly id: string;
  readonly chosen: boolean;
  readonly stop: boolean;
  readonly onPick: ((id: string) => void) | null;
};

const Row = memo(function Row({ id, chosen, stop, onPick }: RowProps) {
  const call = useJob(id)?.call;
  const tool = useTool(call?.name);
  if (!call) return null;
  const words = (
    <>
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate">{tool?.title ?? call.name}</span>
        <span className="truncate text-caption text-faint">
          {gistOf(call.args) || "no arguments"}
        </span>
      </span>
      <span className="flex shrink-0 flex-col items-end gap-0.5">
        <StatusBadge status={call.status} calm />
        <time dateTime={call.createdAt} className="text-caption tabular-nums text-faint">
          {sayTime(call.createdAt)}
        </time>
      </span>
    </>
  );
  const look = cx(
    "flex min-h-14 w-full items-center gap-2 rounded-control px-2 py-1.5 text-start -outline-offset-2",
    chosen ? "bg-hover text-fg" : "text-muted hover:bg-hover hover:text-fg",
  );
  if (onPick) {
    return (
      <button
        type="button"
        aria-pressed={chosen}
        data-row={id}
        tabIndex={stop ? 0 : -1}
        onClick={() => onPick(id)}
        className={look}
      >
        {words}
      </button>
    );
  }
  const address = { tool: call.name, job: id };
  return (
    <a
      href={toolsHref(address)}
      data-row={id}
      tabIndex={stop ? 0 : -1}
      aria-current={chosen ? "page" : undefined}
      onClick={(event) => openHere(event, address)}
      className={look}
    >
      {words}
    </a>
  );
});

/** The time of today, else the day. */
function sayTime(at: string | undefined): string {
  if (at === undefined) return "";
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return today
    ? date.toLocaleTimeString([], { timeStyle: "short" })
    : date.toLocaleDateString([], { day: "numeric", month: "short" });
}
