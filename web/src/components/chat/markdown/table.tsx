import type { Tokens } from "marked";
import { createElement, type ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { inline } from "./inline";
import { directionOf } from "./parse/direction";

/** A table, which scrolls in its own box and never with the page. */
export function table(token: Tokens.Table): ReactNode {
  const head = token.header.map((cell) => tableCell("th", cell));
  const rows = token.rows.map((row) =>
    createElement(
      "tr",
      { className: "border-t border-line" },
      ...row.map((cell) => tableCell("td", cell)),
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
      <table className="w-full border-collapse tabular-nums">
        <thead className="bg-sunken">{createElement("tr", null, ...head)}</thead>
        {createElement("tbody", null, ...rows)}
      </table>
    </section>
  );
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
