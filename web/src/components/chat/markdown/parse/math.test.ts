import { describe, expect, it } from "vitest";
import { lex, type MdToken } from "./lexer";
import { inlineMath, maskMath } from "./math";

function maths(text: string): string[] {
  const found: string[] = [];
  const walk = (tokens: readonly MdToken[]) => {
    for (const token of tokens) {
      if (token.type === "math") found.push(`${token.display ? "block" : "inline"}:${token.tex}`);
      if ("tokens" in token && token.tokens) walk(token.tokens as MdToken[]);
      if (token.type === "list") for (const item of token.items) walk(item.tokens as MdToken[]);
    }
  };
  walk(lex(text).tokens as MdToken[]);
  return found;
}

describe("maths", () => {
  it.each([
    ["so $x^2$ is", ["inline:x^2"]],
    ["so \\(x^2\\) is", ["inline:x^2"]],
    ["so $$x$$ is", ["block:x"]],
    ["$$\nx = 1\n- y\n$$", ["block:x = 1\n- y"]],
    ["text\n\\[\na\n\\]\nmore", ["block:a"]],
    ["text\n$$\n= a\n$$\nmore", ["block:= a"]],
    ["- item\n  $$\n  a\n  $$", ["block:a"]],
    ["($x$, $y$)", ["inline:x", "inline:y"]],
    ["$a_1 * b$ and $c * d_1$", ["inline:a_1 * b", "inline:c * d_1"]],
    ["$\\{a\\}$", ["inline:\\{a\\}"]],
    ["$a\\$b$", ["inline:a\\$b"]],
  ])("is found in %j", (text, found) => {
    expect(maths(text)).toEqual(found);
  });

  it.each([
    "costs $5 and $6",
    "costs $5, or 6$ in all",
    "from $5 to $x",
    "$20 million and 30$",
    "US$5 and US$6",
    "echo $HOME/$USER",
    "set $ and $ apart",
    "a \\$5 and \\$6 price",
    "`$x$`",
    "```\n$x$\n```",
    "open $x",
    "open $$x",
    "open \\(x",
    "$$\na\n\nb\n$$",
  ])("is not seen in %j", (text) => {
    expect(maths(text)).toEqual([]);
  });

  it("keeps its stars and lines from those who look for emphasis", () => {
    expect(maskMath("a $x*y$ *b*")).toBe("a aaaaa *b*");
    expect(inlineMath("$x*y$ b")?.raw).toBe("$x*y$");
  });
});
