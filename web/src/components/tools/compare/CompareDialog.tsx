"use client";

import { useEffect, useMemo } from "react";
import { Elapsed } from "@/components/invocation/Elapsed";
import { StatusBadge } from "@/components/invocation/StatusBadge";
import { endingOf } from "@/components/invocation/status-words";
import { cx } from "@/components/ui/cx";
import { Dialog } from "@/components/ui/Dialog";
import { useJob, useTool, useTools } from "@/hooks/tools/tools-context";
import type { CallView, JobEntry } from "@/types/tools";
import { pairLines } from "./line-diff";

type CompareDialogProps = {
  readonly left: string;
  readonly right: string;
  readonly onClose: () => void;
};

/** Two calls beside each other: their arguments and what came of them, line by line. */
export default function CompareDialog({ left, right, onClose }: CompareDialogProps) {
  const { load } = useTools();
  const sides = [useJob(left), useJob(right)] as const;
  const [a, b] = [sides[0]?.call, sides[1]?.call];

  useEffect(() => {
    void load(left);
    void load(right);
  }, [load, left, right]);

  return (
    <Dialog title="Two calls beside each other" onClose={onClose} className="max-w-280">
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it.
        tabIndex={0}
        aria-label="The two calls"
        className="flex min-h-0 flex-col gap-4 overflow-y-auto px-4 pb-4 -outline-offset-2"
      >
        <div className="grid grid-cols-2 gap-4">
          <Head entry={sides[0]} />
          <Head entry={sides[1]} />
        </div>
        {a && b ? (
          <>
            <Lines title="Arguments" left={json(a.args)} right={json(b.args)} />
            <Lines title="Result" left={resultOf(a)} right={resultOf(b)} />
          </>
        ) : null}
      </section>
    </Dialog>
  );
}

function Head({ entry }: { readonly entry: JobEntry | undefined }) {
  const tool = useTool(entry?.call?.name);
  if (entry?.call === undefined) {
    return (
      <p role="status" className="text-muted">
        {entry?.status === "missing" ? "There is no such call." : "Loading…"}
      </p>
    );
  }
  const { call } = entry;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
      <h3 className="min-w-0 truncate font-strong">{tool?.title ?? call.name}</h3>
      <StatusBadge status={call.status} />
      <Elapsed call={call} />
      <span className="basis-full text-caption text-faint">
        {call.createdAt ? new Date(call.createdAt).toLocaleString() : null}
      </span>
    </div>
  );
}

type LinesProps = { readonly title: string; readonly left: string; readonly right: string };

function Lines({ title, left, right }: LinesProps) {
  const pairs = useMemo(() => pairLines(left, right), [left, right]);
  const shown = pairs.slice(0, 2_000);
  const differing = pairs.filter(({ same }) => !same).length;
  return (
    <section aria-label={title} className="min-w-0">
      <div className="flex h-8 items-center gap-2 text-caption">
        <h4 className="text-muted">{title}</h4>
        <span className="text-faint">
          {differing === 0
            ? "equal"
            : differing === 1
              ? "1 line differs"
              : `${differing} lines differ`}
        </span>
      </div>
      <table className="w-full table-fixed border-separate border-spacing-0 overflow-hidden rounded-control border border-line bg-sunken font-mono text-caption">
        <thead className="sr-only">
          <tr>
            <th scope="col">First call</th>
            <th scope="col">Second call</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((pair, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
            <tr key={index} data-same={pair.same}>
              <Cell text={pair.left} same={pair.same} />
              <Cell text={pair.right} same={pair.same} second />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type CellProps = {
  readonly text: string | null;
  readonly same: boolean;
  readonly second?: boolean;
};

function Cell({ text, same, second = false }: CellProps) {
  return (
    <td
      className={cx(
        "px-3 py-px align-top whitespace-pre-wrap wrap-anywhere first:pt-px",
        second && "border-s border-line",
        !same && (text === null ? "bg-hover" : "bg-signal/12"),
      )}
    >
      {text}
    </td>
  );
}

const json = (value: unknown) => JSON.stringify(value, null, 2) ?? "null";

function resultOf(call: CallView): string {
  if (call.status !== "done") return endingOf(call) ?? "It has not ended.";
  return typeof call.output === "string" ? call.output : json(call.output);
}
