import type { Token, Tokens } from "marked";
import { createElement, type ReactNode } from "react";
import { ExternalLink } from "./ExternalLink";
import { RemoteImage } from "./images/RemoteImage";
import { Maths } from "./maths/Maths";
import { decodeEntities } from "./parse/entities";
import type { MdToken } from "./parse/lexer";
import { hostOf, safeHref } from "./parse/links";

/** Inline tokens as children in their order. HTML is shown as the text that it is. */
export function inline(tokens: readonly Token[] | undefined): ReactNode[] {
  return (tokens ?? []).map((token) => inlineToken(token as MdToken));
}

function inlineToken(token: MdToken): ReactNode {
  switch (token.type) {
    case "strong":
      return createElement("strong", { className: "font-strong" }, ...inline(token.tokens));
    case "em":
      return createElement("em", null, ...inline(token.tokens));
    case "del":
      return createElement("del", { className: "text-muted" }, ...inline(token.tokens));
    case "codespan":
      return (
        <code
          // Code runs from left to right, and says nothing of the direction of what it stands in.
          dir="ltr"
          className="rounded-control border border-line bg-sunken px-1 py-px font-mono text-ui"
        >
          {token.text}
        </code>
      );
    case "math":
      return <Maths tex={token.tex} source={token.raw} display={token.display} open={token.open} />;
    case "footnoteMark":
      return <sup className="text-caption text-muted">{token.label}</sup>;
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
  const href = safeHref(token.autolink ? token.href : decodeEntities(token.href));
  const words = createElement("span", null, ...inline(token.tokens));
  if (!href) return words;
  return (
    <ExternalLink href={href} words={token.text}>
      {words}
    </ExternalLink>
  );
}

/** Never fetched by itself; where it cannot be fetched safely, a link to it. */
function image(token: Tokens.Image): ReactNode {
  const href = safeHref(decodeEntities(token.href));
  const host = href && hostOf(href);
  const alt = decodeEntities(token.text);
  if (!href || !host) return alt || "image";
  if (!href.startsWith("https:")) {
    return (
      <ExternalLink href={href} words={alt}>
        {alt || "image"}
      </ExternalLink>
    );
  }
  return <RemoteImage href={href} host={host} alt={alt} />;
}
