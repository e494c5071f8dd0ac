import type { TokenizerExtension, Tokens } from "marked";

/** Maths between `$…$`, `$$…$$`, `\(…\)` or `\[…\]`, its source without the marks. */
export type MathToken = {
  readonly type: "math";
  readonly raw: string;
  readonly tex: string;
  readonly display: boolean;
  /** Its end has not come yet. */
  readonly open: boolean;
};

/** Stands before a closing mark that was put there because the text ends before it (`tail.ts`). */
export const OPEN = "\ufdd0";

/** Alone in its lines; a blank line ends every hope for a closing mark, as in TeX. */
const BLOCK = [
  /^ {0,3}\$\$((?:\\[\s\S]|(?!\n[ \t]*\n)[^$\\])+)\$\$[ \t]*(?:\n|$)/,
  /^ {0,3}\\\[((?:(?!\\\]|\n[ \t]*\n)[\s\S])+)\\\][ \t]*(?:\n|$)/,
] as const;

const INLINE = [
  { rule: /^\$\$((?:\\[\s\S]|[^$\\])+)\$\$/, display: true },
  { rule: /^\\\[((?:(?!\\\])[\s\S])+)\\\]/, display: true },
  { rule: /^\\\(((?:(?!\\\))[\s\S])+)\\\)/, display: false },
] as const;

/** The guards of `$…$`: no space inside the marks, no letter or figure outside them. */
const SINGLE = /^\$(?![\s$])((?:\\[\s\S]|[^$\\])*?(?:\\[\s\S]|[^$\\\s]))\$(?![\p{L}\p{N}$])/u;

/** “5 apples, or 6”: a price and words, whatever marks stand around them. */
const PRICE = /^[\d.,]+(?:\s+[\p{L}]{2,}|[,;]\s)/u;

/** The maths that `text` begins with; `before` is the character in front of it. */
export function inlineMath(text: string, before = ""): MathToken | undefined {
  for (const { rule, display } of INLINE) {
    const match = rule.exec(text);
    if (match) return token(match, display);
  }
  const match = SINGLE.exec(text);
  if (!match || /[\p{L}\p{N}\\$]/u.test(before) || PRICE.test(match[1] ?? "")) return undefined;
  return token(match, false);
}

export const mathBlock: TokenizerExtension = {
  name: "math",
  level: "block",
  start: (src) => /(?<=^|\n) {0,3}(?:\$\$|\\\[)/.exec(src)?.index,
  tokenizer(src) {
    for (const rule of BLOCK) {
      const match = rule.exec(src);
      if (match) return token(match, true) as Tokens.Generic;
    }
    return undefined;
  },
};

export const mathInline: TokenizerExtension = {
  name: "math",
  level: "inline",
  start: (src) => /\$|\\[([]/.exec(src)?.index,
  tokenizer(src, tokens) {
    return inlineMath(src, tokens.at(-1)?.raw.at(-1)) as Tokens.Generic | undefined;
  },
};

/** `text` with its maths made unreadable for those who look for `*` and `_`; as long as before. */
export function maskMath(text: string): string {
  if (!/\$|\\[([]/.test(text)) return text;
  let masked = "";
  for (let at = 0; at < text.length; ) {
    const math = /[$\\]/.test(text.charAt(at))
      ? inlineMath(text.slice(at), text.charAt(at - 1))
      : undefined;
    masked += math ? "a".repeat(math.raw.length) : text.charAt(at);
    at += math?.raw.length ?? 1;
  }
  return masked;
}

function token([raw, body = ""]: RegExpExecArray, display: boolean): MathToken {
  const open = body.endsWith(OPEN);
  const tex = (open ? body.slice(0, -OPEN.length) : body).trim();
  return { type: "math", raw, tex, display, open };
}
