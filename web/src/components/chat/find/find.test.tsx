import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Markdown } from "../markdown/Markdown";
import { matchesIn } from "./matches";
import { plainText } from "./plain-text";
import { rangesIn } from "./ranges";

describe("matchesIn", () => {
  it.each([
    ["the sea and the SEA", "sea", [4, 16]],
    ["aaaa", "aa", [0, 2]],
    ["a\u00a0b", "A B", [0]],
    ["İ sea", "sea", [2]],
    ["sea", "", []],
    ["sea", "  ", []],
    ["sea", "sky", []],
  ] as const)("finds in %j for %j", (text, query, places) => {
    expect(matchesIn(text, query)).toEqual(places);
  });
});

const ANSWER = [
  "# The **tide**",
  "Tide comes with [a tide link](https://example.com/tide) and `tide()` code, *high ti*de &amp; low.",
  "- one tide\n- two\n  - tide deep",
  "| tide | b |\n| --- | --- |\n| c | *tide* |",
  "```js\nconst tide = 1;\n// tide\n```",
  "> said the tide",
  "<b>tide</b>",
].join("\n\n");

describe("a query in an answer", () => {
  it.each(["tide", "high tide", "tide()", "& low", "one tide", "nothing", "a tide link and", "js"])(
    "stands in the text and on the page as often: %s",
    (query) => {
      const { container } = render(
        <article data-message="m">
          <Markdown text={ANSWER} streaming={false} />
        </article>,
      );
      const inText = matchesIn(plainText(ANSWER), query).length;
      const onPage = rangesIn(container, query).map((range) => range.toString().toLowerCase());
      expect(onPage).toEqual(Array.from({ length: inText }, () => query));
    },
  );

  it("is not found across two blocks, nor in addresses", () => {
    expect(matchesIn(plainText("one\n\ntwo"), "one two")).toEqual([]);
    expect(matchesIn(plainText("[a](https://example.com)"), "example")).toEqual([]);
  });
});
