import { expect, it } from "vitest";
import { pairLines } from "./line-diff";

const shown = (left: string, right: string) =>
  pairLines(left, right).map(
    (pair) => `${pair.left ?? "-"}${pair.same ? "=" : "|"}${pair.right ?? "-"}`,
  );

it.each([
  ["a\nb", "a\nb", ["a=a", "b=b"]],
  ["a\nb\nc", "a\nx\nc", ["a=a", "b|x", "c=c"]],
  ["a\nc", "a\nb\nc", ["a=a", "-|b", "c=c"]],
  ["a\nb\nb2\nc", "a\nx\nc\nd", ["a=a", "b|x", "b2|-", "c=c", "-|d"]],
  // Nothing in common: both begin on the same height.
  ["a\nb\nc", "x", ["a|x", "b|-", "c|-"]],
])("holds %j beside %j", (left, right, lines) => {
  expect(shown(left, right)).toEqual(lines);
});

it("gives up on the common lines of texts that are too long for that", () => {
  const long = Array.from({ length: 2_000 }, (_, index) => `line ${index}`).join("\n");
  expect(pairLines(long, `first\n${long}`)).toHaveLength(2_001);
});
