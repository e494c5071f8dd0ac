import { expect, test } from "vitest";
import { sentencesOf } from "./sentences";

test("whole sentences are spoken, and the one that is being written is not", () => {
  const text = "# Tides\n\nThe **moon** pulls. The sea follows";
  expect(sentencesOf(text, true)).toEqual(["Tides", "The moon pulls."]);
  expect(sentencesOf(text, false)).toEqual(["Tides", "The moon pulls.", "The sea follows"]);
});

test("source is told of, not read, also while its end has not come", () => {
  const open = "Look.\n\n```js\nlet a = 1;\nlet b = 2;\n";
  expect(sentencesOf(open, false)).toEqual(["Look.", "A block of code."]);
  expect(sentencesOf(`${open}\`\`\`\n\nThat was it.`, false)).toEqual([
    "Look.",
    "A block of code.",
    "That was it.",
  ]);
});

test("what was spoken keeps its place as more comes", () => {
  const text = "One is *here*. Two is [there](https://a.example). Three!\n\n- four\n- five\n\nSix.";
  let said: readonly string[] = [];
  for (let at = 0; at <= text.length; at += 1) {
    const now = sentencesOf(text.slice(0, at), true);
    expect(now.slice(0, said.length)).toEqual(said.slice(0, now.length));
    if (now.length > said.length) said = now;
  }
  expect(sentencesOf(text, false).slice(0, said.length)).toEqual(said);
});
