"use client";

import { useState } from "react";
import { cx } from "@/components/ui/cx";
import { Well } from "./Well";

type ValueWellProps = { readonly title: string; readonly slot: string; readonly value: unknown };

/**
 * What a call was given or gave: a text as it is, names and values as a table, the rest as JSON.
 * The raw view is the JSON exactly.
 */
export function ValueWell({ title, slot, value }: ValueWellProps) {
  const [raw, setRaw] = useState(false);
  const rows = rowsOf(value);
  const readable = typeof value === "string" ? value : undefined;
  const json = JSON.stringify(value, null, 2) ?? "null";
  const choosable = rows !== undefined || readable !== undefined;
  const extra = choosable ? (
    <button
      type="button"
      aria-pressed={raw}
      onClick={() => setRaw(!raw)}
      className={cx(
        "h-6 rounded-control px-2 text-caption hover:bg-hover hover:text-fg touch:h-11",
        raw ? "bg-hover text-fg" : "text-muted",
      )}
    >
      JSON
    </button>
  ) : null;
  if (rows === undefined || raw) {
    return (
      <Well
        title={title}
        slot={slot}
        text={raw ? json : (readable ?? json)}
        key={String(raw)}
        extra={extra}
      />
    );
  }
  const long = rows.find(([, value]) => isLong(value));
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Well
        title={title}
        slot={slot}
        text={json}
        extra={extra}
        render={() => <Rows rows={rows.filter((row) => row !== long)} />}
        fold={false}
      />
      {long ? <Well title={long[0]} slot={`${slot}-text`} text={long[1]} /> : null}
    </div>
  );
}

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <dl className="grid grid-cols-[minmax(0,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1 px-3 py-2">
      {rows.map(([name, value]) => (
        <div key={name} className="col-span-2 grid grid-cols-subgrid">
          <dt className="truncate text-caption leading-5 text-muted">{name}</dt>
          <dd dir="auto" className="text-ui whitespace-pre-wrap wrap-anywhere tabular-nums">
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Row = readonly [name: string, value: string];

const LONG_CHARS = 160;

const isLong = (value: string) => value.length > LONG_CHARS || value.includes("\n");

/** Names and values of an object of few single values, at most one of them a long text. */
function rowsOf(output: unknown): readonly Row[] | undefined {
  if (typeof output !== "object" || output === null || Array.isArray(output)) return undefined;
  const entries = Object.entries(output);
  if (entries.length === 0 || entries.length > 12) return undefined;
  if (entries.some(([, value]) => typeof value === "object" && value !== null)) return undefined;
  const rows = entries.map(([name, value]): Row => [name, String(value)]);
  return rows.filter(([, value]) => isLong(value)).length > 1 ? undefined : rows;
}
