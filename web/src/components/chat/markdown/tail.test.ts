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
    ["| a | `b", "| a | `b`"],
    ["first **open\nsecond", "first **open\nsecond"],
    ["plain", "plain"],
  ])("%j becomes %j", (text, closed) => {
    expect(closeTail(text)).toBe(closed);
  });

  it("leaves code alone while its fence is open", () => {
    expect(closeTail("```js\nlet a = `b")).toBe("```js\nlet a = `b");
    expect(closeTail("- ```js\n  a **b")).toBe("- ```js\n  a **b");
    expect(closeTail("```js\na\n```\n**b")).toBe("```js\na\n```\n**b**");
  });
});
