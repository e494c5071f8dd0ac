import { expect, test } from "vitest";
import { sentencesFrom } from "./spoken";

test("only whole sentences are spoken, each once", () => {
  const first = sentencesFrom("One is here. Two is", 0);
  expect(first).toEqual({ words: "One is here.", upTo: 12 });
  const next = sentencesFrom("One is here. Two is there! And", first.upTo);
  expect(next.words).toBe("Two is there!");
  expect(sentencesFrom("One is here. Two is there! And", next.upTo)).toEqual({
    words: "",
    upTo: next.upTo,
  });
  expect(sentencesFrom("One is here. Two is there! And", next.upTo, true).words).toBe("And");
});

test("marks are not spoken, and code is named", () => {
  const text =
    "# Title\n\n**Bold** and `code` of [a link](https://x.example). \n\n```js\nlet a;\n```\n\n";
  expect(sentencesFrom(text, 0).words).toBe("Title Bold and code of a link. Code.");
});
