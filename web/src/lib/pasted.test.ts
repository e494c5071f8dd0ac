import { describe, expect, it } from "vitest";
import { fold, isLong, outgoingOf, unfold } from "./pasted";

describe("a written text with pasted ones", () => {
  it.each([
    ["words alone", "What is this?", []],
    ["one block", "What is this?", ["a\nb"]],
    ["several", "What?", ["a", "b\n\nc"]],
    ["no words", "", ["a"]],
    ["line breaks around the words", "\nWhat?\n\n", ["a"]],
    ["fences in a block", "What?", ["```js\nx\n```", "````pasted\ny\n````\n\nz"]],
    ["line breaks at the end of a block", "What?", ["a\n\n", "b\n"]],
    ["an empty block", "What?", [""]],
    ["code in the words", "What?\n\n```\nx\n```", ["a"]],
  ])("is one text and can be taken apart again: %s", (_, text, blocks) => {
    expect(unfold(fold({ text, blocks }))).toEqual({ text, blocks });
  });

  it("takes nothing apart that has words after its fences", () => {
    const text = "See\n\n```pasted\na\n```\n\nand tell me.";
    expect(unfold(text)).toEqual({ text, blocks: [] });
  });
});

describe("isLong", () => {
  it("counts characters and lines", () => {
    expect(isLong("a".repeat(2_000))).toBe(false);
    expect(isLong("a".repeat(2_001))).toBe(true);
    expect(isLong("a\n".repeat(19))).toBe(false);
    expect(isLong("a\n".repeat(20))).toBe(true);
  });
});

describe("outgoingOf", () => {
  it("keeps what fits with the message", () => {
    const written = fold({ text: "What?", blocks: ["a".repeat(31_000)] });
    expect(outgoingOf(written)).toEqual({ prompt: written });
  });

  it("gives a pasted text without words some", () => {
    expect(outgoingOf(fold({ text: "", blocks: ["a"] })).prompt).toBe(
      "Pasted:\n\n```pasted\na\n```",
    );
  });

  it("sends what does not fit as context, and the message tells of it", () => {
    const written = fold({ text: "What?", blocks: ["a".repeat(20_000), "b".repeat(20_000)] });
    const { prompt, context } = outgoingOf(written);
    expect(prompt).toBe("What?\n\n[Pasted text of 40,002 characters, sent for this answer only]");
    expect(context).toHaveLength(40_002);
  });

  it("counts as the server does, not in UTF-16", () => {
    const written = fold({ text: "What?", blocks: ["😀".repeat(31_000)] });
    expect(outgoingOf(written)).toEqual({ prompt: written });
  });
});
