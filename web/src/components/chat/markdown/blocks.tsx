import type { Tokens } from "marked";
import { createElement, type ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { CodeBlock } from "./code/CodeBlock";
import { inline } from "./inline";
import { list } from "./list";
import { MemoBlock } from "./MemoBlock";
import { Maths } from "./maths/Maths";
import { directionOf } from "./parse/direction";
import type { MdToken } from "./parse/lexer";
import { Table } from "./table";

export type BlockContext = {
  /** It is the last thing of an answer that is being written. */
  readonly growing: boolean;
  /** The level of a heading on the page; inside lists and quotes it is none of the page's. */
  readonly level?: number | undefined;
};

/** A block token, and what it holds, as elements. Each has the direction of its own words. */
export function block(token: MdToken, context: BlockContext): ReactNode {
  switch (token.type) {
    case "heading":
      return heading(token, context);
    case "paragraph":
      return createElement("p", { dir: "auto" }, ...inline(token.tokens));
    case "text":
      return createElement("p", { dir: "auto" }, ...inline(token.tokens ?? [token]));
    case "code":
      return code(token, context);
    case "math":
      return <Maths tex={token.tex} source={token.raw.trim()} display open={token.open} />;
    case "list":
      return list(token, context);
    case "blockquote":
      return (
        <blockquote
          dir={directionOf(token.text)}
          className="flex flex-col gap-4 border-s-2 border-line ps-4 text-muted"
        >
          {children(token.tokens as MdToken[], context)}
        </blockquote>
      );
    case "table":
      return <Table token={token} growing={context.growing} />;
    case "hr":
      return <hr className="my-2 border-line" />;
    case "html":
      return (
        <p dir="auto" className="whitespace-pre-wrap">
          {token.raw.trimEnd()}
        </p>
      );
    case "footnote":
      return (
        <p dir="auto" className="text-ui text-muted">
          <sup className="me-1 text-caption">{token.label}</sup>
          {createElement("span", null, ...inline(token.tokens))}
        </p>
      );
    case "space":
    case "def":
      return null;
    default:
      return <p dir="auto">{token.raw}</p>;
  }
}

/** What a quote or an item holds; only its last part is still being written. */
export function children(tokens: readonly MdToken[], { growing }: BlockContext): ReactNode[] {
  return tokens.map((token, index) => (
    <MemoBlock
      // biome-ignore lint/suspicious/noArrayIndexKey: what was said keeps its place.
      key={index}
      token={token}
      growing={growing && index === tokens.length - 1}
    />
  ));
}

function heading(token: Tokens.Heading, { level }: BlockContext): ReactNode {
  // One that has only its mark yet.
  if (token.text === "") return null;
  const tag = level ? `h${level}` : "p";
  const className = cx("font-strong not-first:mt-2", token.depth <= 2 && "text-title");
  return createElement(tag, { className, dir: "auto" }, ...inline(token.tokens));
}

function code(token: Tokens.Code, context: BlockContext): ReactNode {
  const fence = /^[ \t]*(`{3,}|~{3,})/.exec(token.raw)?.[1];
  const open = fence !== undefined && !isClosed(token.raw, fence);
  const growing = context.growing && open;
  // The first line may still become another language.
  const named = !growing || token.raw.includes("\n");
  return (
    <CodeBlock code={token.text} info={named ? (token.lang ?? "") : undefined} growing={growing} />
  );
}

function isClosed(raw: string, fence: string): boolean {
  const last = raw.trimEnd().split("\n").slice(1).at(-1)?.trim() ?? "";
  return last.startsWith(fence) && last === fence.charAt(0).repeat(last.length);
}
