import type { Token, TokenizerExtension } from "marked";

/** `[^label]` in a sentence. Where it leads is not said: two answers may use one label. */
export type FootnoteMark = {
  readonly type: "footnoteMark";
  readonly raw: string;
  readonly label: string;
};

/** `[^label]: text`, which would else be taken for the address of a link. */
export type Footnote = {
  readonly type: "footnote";
  readonly raw: string;
  readonly label: string;
  readonly tokens: Token[];
};

export const footnoteMark: TokenizerExtension = {
  name: "footnoteMark",
  level: "inline",
  start: (src) => /\[\^/.exec(src)?.index,
  tokenizer(src) {
    const match = /^\[\^([^\]\s^]+)\]/.exec(src);
    return match ? { type: "footnoteMark", raw: match[0], label: match[1] } : undefined;
  },
};

export const footnote: TokenizerExtension = {
  name: "footnote",
  level: "block",
  tokenizer(src) {
    const match =
      /^ {0,3}\[\^([^\]\s^]+)\]:[ \t]*((?:[^\n]+)(?:\n(?! {0,3}\[\^)[ \t]*\S[^\n]*)*)(?:\n|$)/.exec(
        src,
      );
    if (!match) return undefined;
    const [raw, label, text = ""] = match;
    const tokens: Token[] = [];
    this.lexer.inline(text.replace(/\n[ \t]+/g, "\n"), tokens);
    return { type: "footnote", raw, label, tokens };
  },
};
