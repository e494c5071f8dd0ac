import type { Token, Tokens } from "marked";
import { decodeEntities } from "../markdown/parse/entities";
import { readWhole } from "../markdown/parse/frozen";
import type { MdToken } from "../markdown/parse/lexer";

/** What stands between two blocks, so that no words are found across them. */
export const BLOCK_END = "\n";

/** An answer's Markdown as the page shows it: the words without the marks, a line for each block. */
export function plainText(markdown: string): string {
  return readWhole(markdown)
    .blocks.map(({ token }) => ofBlock(token))
    .join(BLOCK_END);
}

function ofBlock(token: Token): string {
  const known = token as MdToken;
  switch (known.type) {
    case "space":
    case "def":
    case "checkbox":
    case "math":
      return "";
    case "code":
      return known.text;
    case "html":
      return known.raw;
    case "list":
      return known.items.map(ofItem).join(BLOCK_END);
    case "blockquote":
      return known.tokens.map(ofBlock).join(BLOCK_END);
    case "table":
      return [known.header, ...known.rows].flat().map(ofTokens).join(BLOCK_END);
    case "footnote":
      return known.label + BLOCK_END + ofTokens(known);
    default:
      return ofTokens(token as { tokens?: Token[] });
  }
}

function ofItem(item: Tokens.ListItem): string {
  return item.tokens.map(ofBlock).join(BLOCK_END);
}

function ofTokens(token: { readonly tokens?: readonly Token[]; readonly raw?: string }): string {
  return token.tokens ? token.tokens.map(ofInline).join("") : ofInline(token as Token);
}

function ofInline(token: Token): string {
  const known = token as MdToken;
  switch (known.type) {
    case "codespan":
    case "escape":
      return known.text;
    case "footnoteMark":
      return known.label;
    case "br":
      return BLOCK_END;
    // A formula is drawn, not written, and an image may be one that is not shown.
    case "math":
    case "image":
      return BLOCK_END;
    case "text":
      return "tokens" in known && known.tokens ? ofTokens(known) : decodeEntities(known.text);
    default:
      return "tokens" in token && token.tokens ? ofTokens(token) : token.raw;
  }
}
