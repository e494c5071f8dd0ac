import type { Tokens } from "marked";
import { createElement, type ReactNode, useState } from "react";
import { cx } from "@/components/ui/cx";
import { inline } from "./inline";
import { directionOf } from "./parse/direction";

type TableProps = {
  readonly token: Tokens.Table;
  /** Its last row is still being written. */
  readonly growing: boolean;
};

/** The least width of a column of equal ones, in which most words have room. */
const COLUMN_REM = 7;

/**
 * A table, which scrolls in its own box and never with the page. One that was seen growing has equal
 * columns for as long as it is in sight, so that no row that comes moves another; one that was whole
 * when it came has columns as wide as what is in them.
 */
export function Table({ token, growing }: TableProps) {
  const [even] = useState(growing);
  const head = token.header.map((cell) => tableCell("th", cell));
  const held = growing ? heldCell(token) : undefined;
  const rows = token.rows.map((row) =>
    createElement(
      "tr",
      { className: "border-t border-line" },
      ...row.map((cell) => tableCell("td", cell === held ? { ...cell, tokens: [] } : cell)),
    ),
  );
  return (
    <section
      aria-label="Table"
      dir={directionOf(token.header.map(({ text }) => text).join(" "))}
      // A scrolling region has to be reachable by keyboard.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls.
      tabIndex={0}
      className="overflow-x-auto rounded-card border border-line text-ui wrap-normal"
    >
      <table
        className={cx("w-full border-collapse tabular-nums", even && "table-fixed wrap-anywhere")}
        style={even ? { minWidth: `${token.header.length * COLUMN_REM}rem` } : undefined}
      >
        <thead className="bg-sunken">{createElement("tr", null, ...head)}</thead>
        {createElement("tbody", null, ...rows)}
      </table>
    </section>
  );
}

/**
 * The cell that is being written, if its words stand at the middle or the end of their column: each
 * that comes would move those before it, so they come together.
 */
function heldCell({ raw, rows }: Tokens.Table): Tokens.TableCell | undefined {
  if (/\|[ \t]*\n?$|\n$/.test(raw)) return undefined;
  const cell = rows.at(-1)?.findLast(({ text }) => text !== "");
  return cell?.align === "center" || cell?.align === "right" ? cell : undefined;
}

const alignments = { center: "text-center", right: "text-end", left: "text-start" } as const;

function tableCell(tag: "th" | "td", cell: Tokens.TableCell): ReactNode {
  const className = cx(
    "max-w-80 min-w-16 px-3 py-2 align-top",
    tag === "th" && "font-strong",
    alignments[cell.align ?? "left"],
  );
  const scope = tag === "th" ? "col" : undefined;
  // The words have their own direction, the cell the table's, so that a column has one edge.
  const words = createElement("span", { dir: "auto" }, ...inline(cell.tokens));
  return createElement(tag, { className, scope }, words);
}
