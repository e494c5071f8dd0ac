import type { MarkedToken, Token, Tokens } from "marked";
import { createElement, type ReactNode } from "react";
import { Icon } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import { CodeBlock } from "./CodeBlock";
import { inline } from "./inline";

/** A block token, and what it holds, as elements. */
export function block(token: MarkedToken): ReactNode {
  switch (token.type) {
    case "heading":
      return heading(token);
    case "paragraph":
      return createElement("p", null, ...inline(token.tokens));
    case "text":
      return createElement("p", null, ...inline(token.tokens ?? [token]));
    case "code":
      return <CodeBlock code={token.text} language={token.lang?.split(/\s/)[0] ?? ""} />;
    case "list":
      return list(token);
    case "blockquote":
      return createElement(
        "blockquote",
        { className: "flex flex-col gap-4 border-s-2 border-line ps-4 text-muted" },
        ...token.tokens.map((child) => block(child as MarkedToken)),
      );
    case "table":
      return table(token);
    case "hr":
      return <hr className="my-2 border-line" />;
    case "html":
      return <p className="whitespace-pre-wrap">{token.raw.trimEnd()}</p>;
    case "space":
    case "def":
      return null;
    default:
      return <p>{token.raw}</p>;
  }
}

/**
 * Each message has a heading of the second level, so the answer's begin at the third: the upper
 * three share it, as models begin with any of them and a level left out confuses those who listen.
 */
function heading(token: Tokens.Heading): ReactNode {
  // One that has only its mark yet.
  if (token.text === "") return null;
  const tag = `h${Math.max(token.depth, 3)}`;
  const className = cx("font-strong not-first:mt-2", token.depth <= 2 && "text-title");
  return createElement(tag, { className }, ...inline(token.tokens));
}

function list(token: Tokens.List): ReactNode {
  const tasks = token.items.some((item) => item.task);
  const className = cx(
    "flex flex-col gap-1",
    !tasks && "ps-6",
    !tasks && (token.ordered ? "list-decimal" : "list-disc"),
    "marker:text-faint marker:tabular-nums",
  );
  const start = token.ordered && token.start !== 1 && token.start !== "" ? token.start : undefined;
  const items = token.items.map((item) => listItem(item, token.loose));
  return createElement(token.ordered ? "ol" : "ul", { className, start }, ...items);
}

function listItem(item: Tokens.ListItem, loose: boolean): ReactNode {
  const children = item.tokens.flatMap((token) => itemChild(token, loose));
  if (!item.task) {
    return createElement("li", { className: cx("ps-1", loose && "not-first:mt-2") }, ...children);
  }
  return (
    <li className="flex gap-2">
      <span
        role="img"
        aria-label={item.checked ? "done" : "not done"}
        className={cx(
          "mt-1 inline-flex size-4 shrink-0 items-center justify-center rounded-[4px] border",
          item.checked ? "border-accent bg-accent text-accent-fg" : "border-faint",
        )}
      >
        {item.checked ? <Icon name="check" className="size-3" /> : null}
      </span>
      {createElement("div", { className: "min-w-0" }, ...children)}
    </li>
  );
}

function itemChild(token: Token, loose: boolean): ReactNode[] {
  const child = token as MarkedToken;
  if (child.type === "checkbox") return [];
  if (child.type === "text" && !loose) return inline(child.tokens ?? [child]);
  return [block(child)];
}

function table(token: Tokens.Table): ReactNode {
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
    "px-3 py-2 align-top",
    tag === "th" && "font-strong",
    alignments[cell.align ?? "left"],
  );
  const scope = tag === "th" ? "col" : undefined;
  return createElement(tag, { className, scope }, ...inline(cell.tokens));
}
