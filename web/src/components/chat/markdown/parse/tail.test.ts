import { describe, expect, it } from "vitest";
import { closeTail } from "./tail";

describe("closeTail", () => {
  it.each([
    ["a **bol", "a **bol**"],
    ["a **bold*", "a **bold**"],
    ["a **bold** c", "a **bold** c"],
    ["a **", "a "],
    ["2 ** 3", "2 ** 3"],
    ["run `cargo te", "run `cargo te`"],
    ["run `", "run "],
    ["``a ` b", "``a ` b``"],
    ["`**` and **x", "`**` and **x**"],
    ["~~gon", "~~gon~~"],
    ["see [the manual](https://exa", "see the manual"],
    ["see [the manual](", "see the manual"],
    ["see [the manual", "see [the manual"],
    ["a *ital", "a *ital*"],
    ["a ***both", "a ***both***"],
    ["a **b *c", "a **b *c***"],
    ["snake_case and _this", "snake_case and _this_"],
    ["2 * 3 and 4*", "2 * 3 and 4"],
    ["first **open\nsecond", "first **open\nsecond**"],
    ["first **open\n", "first **open**"],
    ["$$\n", ""],
    ["$$\nx\n", "$$\nx\n\ufdd0$$"],
    ["$$\nx\n$", "$$\nx\ufdd0$$"],
    ["text\n\n$", "text\n"],
    ["text\n\n|", "text\n"],
    ["so \\", "so "],
    ["first **open\n\nsecond", "first **open\n\nsecond"],
    ["# a **title\nand text", "# a **title\nand text"],
    ["- one **open\n- two *x", "- one **open\n- two *x*"],
    ["> quoted **a\n> b", "> quoted **a\n> b**"],
    ["![a plan](https://exa", "a plan"],
    ["see [the manual][re", "see the manual"],
    ["see [**the** man](ht", "see **the** man"],
    ["see <https://exa", "see https://exa"],
    ["| a | `b", ""],
    ["text\n\n| a | b |\n|:-", "text\n"],
    ["| a | b |\n|---|---|\n", "| a | b |\n|---|---|\n"],
    ["| a | b |\nno table **x", "| a | b |\nno table **x**"],
    ["| a | b |\n|---|---|\n| **c", "| a | b |\n|---|---|\n| **c**"],
    ["text\n-", "text"],
    ["text\n==", "text"],
    ["text\n\n``", "text\n"],
    ["text\n\n1.", "text\n"],
    ["- one\n- [", "- one"],
    ["- one\n- two\n  [x", "- one\n- two\n  [x"],
    ["text\n\n[ref]: htt", "text\n"],
    ["<div> **b", "<div> **b"],
    ["    code **b", "    code **b"],
    ["costs $5 and", "costs $5 and"],
    ["so $x^2", "so $x^2"],
    ["so \\(x^2", "so \\(x^2\ufdd0\\)"],
    ["so $$x^2$", "so $$x^2\ufdd0$$"],
    ["$$\nx = **", "$$\nx = **\ufdd0$$"],
    ["plain", "plain"],
  ])("%j becomes %j", (text, closed) => {
    expect(closeTail(text)).toBe(closed);
  });

  it("leaves code alone while its fence is open", () => {
    expect(closeTail("```js\nlet a = `b")).toBe("```js\nlet a = `b");
    expect(closeTail("- ```js\n  a **b")).toBe("- ```js\n  a **b");
    expect(closeTail("```js\na\n```\n**b")).toBe("```js\na\n```\n**b**");
    expect(closeTail("````md\n```js\n**b")).toBe("````md\n```js\n**b");
  });

  it("holds half a closing fence back", () => {
    expect(closeTail("```js\na\n``")).toBe("```js\na");
    expect(closeTail("```")).toBe("```");
  });
});
