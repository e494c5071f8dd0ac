import { Lexer, type Links, Marked, type MarkedToken, type Token } from "marked";
import { type Footnote, type FootnoteMark, footnote, footnoteMark } from "./footnotes";
import { type MathToken, maskMath, mathBlock, mathInline } from "./math";

/** Every kind of token that this page's markdown is made of. */
export type MdToken = MarkedToken | MathToken | Footnote | FootnoteMark;

export type { Links };

const { defaults } = new Marked({
  extensions: [mathBlock, mathInline, footnote, footnoteMark],
  hooks: { emStrongMask: maskMath },
});

/**
 * Reads GitHub's markdown, maths and footnotes. `links` are definitions that stand before `source`;
 * returned are those and the ones of `source`, of which the first of a name counts.
 */
export function lex(source: string, links: Links = {}): { tokens: Token[]; links: Links } {
  const lexer = new Lexer(defaults);
  Object.assign(lexer.tokens.links, links);
  const tokens = lexer.lex(source);
  return { tokens, links: tokens.links };
}
