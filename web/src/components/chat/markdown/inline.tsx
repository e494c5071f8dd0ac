import type { MarkedToken, Token, Tokens } from "marked";
import { createElement, type ReactNode } from "react";
import { Icon } from "@/components/Icon";
import { decodeEntities } from "./entities";
import { safeHref } from "./links";

const linkClass = "text-accent underline decoration-1 underline-offset-4 hover:decoration-2";

/** Inline tokens as children in their order. HTML is shown as the text that it is. */
export function inline(tokens: readonly Token[] | undefined): ReactNode[] {
  return (tokens ?? []).map((token) => inlineToken(token as MarkedToken));
}

function inlineToken(token: MarkedToken): ReactNode {
  switch (token.type) {
    case "strong":
      return createElement("strong", { className: "font-strong" }, ...inline(token.tokens));
    case "em":
      return createElement("em", null, ...inline(token.tokens));
    case "del":
      return createElement("del", { className: "text-muted" }, ...inline(token.tokens));
    case "codespan":
      return (
        <code className="rounded-control border border-line bg-sunken px-1 py-px font-mono text-ui">
          {token.text}
        </code>
      );
    case "br":
      return <br />;
    case "link":
      return link(token);
    case "image":
      return image(token);
    case "text":
      return "tokens" in token && token.tokens
        ? createElement("span", null, ...inline(token.tokens))
        : decodeEntities(token.text);
    case "escape":
      return token.text;
    case "html":
      return /^<br\s*\/?>$/i.test(token.raw.trim()) ? <br /> : token.raw;
    default:
      return token.raw;
  }
}

function link(token: Tokens.Link): ReactNode {
  const href = safeHref(token.href);
  const children = inline(token.tokens);
  if (!href) return createElement("span", null, ...children);
  return createElement(
    "a",
    {
      href,
      target: "_blank",
      rel: "noopener noreferrer nofollow",
      title: token.title || href,
      className: linkClass,
    },
    ...children,
  );
}

/** Never fetched by itself, for an address can carry away what was said: a link to it instead. */
function image(token: Tokens.Image): ReactNode {
  const href = safeHref(token.href);
  const name = decodeEntities(token.text) || "image";
  if (!href || href.startsWith("mailto:")) return name;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={href}
      className={`${linkClass} inline-flex items-baseline gap-1`}
    >
      <Icon name="image" className="self-center" />
      {name}
    </a>
  );
}
