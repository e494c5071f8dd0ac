import { createHighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import { describe, expect, it } from "vitest";
import { grammars } from "./grammars";
import { KINDS } from "./kinds";
import { kindOfColor, theme } from "./theme";

describe("the theme of kinds", () => {
  it.each([
    ["rust", 'fn main() { let x = "a"; } // c', "keyword function string comment"],
    ["typescript", "const a: Foo = 1; // c", "keyword type constant comment"],
    ["python", 'def f(x): return "a" # c', "keyword function string comment"],
    ["diff", "+added", "inserted"],
    ["json", '{"a": true}', "name constant"],
    ["html", '<a href="x">y</a>', "keyword name string"],
    ["shellscript", 'echo "$HOME" # c', "function string comment"],
    ["yaml", "key: value # c", "name string comment"],
  ])("colours %s", { timeout: 30_000 }, async (language, line, wanted) => {
    const core = await createHighlighterCore({
      themes: [theme],
      langs: [grammars[language] ?? []],
      engine: createJavaScriptRegexEngine({ forgiving: true }),
    });
    const [tokens = []] = core.codeToTokensBase(line, {
      lang: language,
      theme: "kinds",
      tokenizeTimeLimit: 0,
    });
    const kinds = new Set(tokens.map(({ color }) => KINDS[kindOfColor(color)]));
    expect([...kinds]).toEqual(expect.arrayContaining(wanted.split(" ")));
  });
});
