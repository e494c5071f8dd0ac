import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { rangesOf } from "./highlight";
import { Marked, markedWords } from "./Marked";

describe("Marked", () => {
  it.each([
    [
      "the sea and the sky",
      [
        [4, 7],
        [16, 19],
      ],
      ["sea", "sky"],
    ],
    ["🌊 sea", [[3, 6]], ["sea"]],
    ["sea", [[0, 3]], ["sea"]],
    ["sea", [], []],
    // Not of this text, or out of order: shown as it is, not thrown at anybody.
    [
      "sea",
      [
        [2, 9],
        [1, 1],
      ],
      [],
    ],
  ] as const)("marks %j at %j", (text, marks, words) => {
    const { container } = render(<Marked text={text} marks={marks} />);
    expect(container.textContent).toBe(text);
    const marked = [...container.querySelectorAll("mark")].map((mark) => mark.textContent);
    expect(marked).toEqual(words);
  });

  it("gives each word once", () => {
    expect(
      markedWords("sea, sea", [
        [0, 3],
        [5, 8],
      ]),
    ).toEqual(["sea"]);
  });
});

describe("rangesOf", () => {
  it("finds every place of every word, whatever its case and its element", () => {
    const element = document.createElement("div");
    element.innerHTML = "<p>The Sea and <b>the sea</b>.</p><p>Sky</p>";
    const found = rangesOf(element, ["sea", "SKY"]).map((range) => range.toString());
    expect(found).toEqual(["Sea", "sea", "Sky"]);
  });
});
