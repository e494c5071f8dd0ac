/** Texts for tests: pieces of markdown, put together by a generator that repeats itself. */

const INLINE = [
  "plain words",
  "**bold**",
  "*italic* and _more_",
  "***both***",
  "~~struck~~",
  "`code`",
  "``a ` b``",
  "[link](https://example.com/a_b?c=d)",
  "[late][ref]",
  "[late]",
  "![image](https://example.com/i.png)",
  "<https://example.com>",
  "https://example.com/auto",
  "$x_1^2$",
  "$$a+b$$",
  "\\(y\\)",
  "\\[z\\]",
  "$5 and $6",
  "2 * 3 * 4",
  "snake_case_name",
  "a [note[^1]",
  "[^1]",
  "&amp; &lt;",
  "<b>raw</b>",
  "\\*no\\*",
  "שלום",
  "👩‍👩‍👧",
  "**open",
  "`open",
  "[open](https://ex",
  "$open",
  "\\(open",
  "tail  ",
];

const BLOCKS = [
  "# Title",
  "## Second\n### Third",
  "Setext\n===",
  "Other\n---",
  "- one\n- two",
  "- one\n\n- loose\n\n  more of it",
  "1. one\n2. two\n   - inner\n   - inner **two**",
  "* star\n\t* tab",
  "- [ ] open\n- [x] done",
  "> quote\n> more\n>\n> - list",
  "> lazy\ncontinued",
  "| a | b |\n|---|:-:|\n| 1 | `2` |\n| 3 |",
  "a | b\n--|--\n1 | 2",
  "```js\nlet a = 1;\n\nlet b;\n```",
  "~~~\n```\n~~~",
  "````md\n```\n````",
  "```open\ncode",
  "    indented\n\n    code",
  "\ttabbed code",
  "---",
  "***",
  "<div>\n**raw**\n</div>",
  "<!-- a\n\ncomment -->",
  "$$\nx = 1\n- y\n$$",
  "\\[\na\n\\]",
  "$$\nopen",
  "[ref]: https://example.com/late",
  '[late]: <https://example.com/two> "title"',
  "[^1]: a note\n  goes on",
  "[^2]: https://example.com",
];

/** A generator of numbers from 0 up to 1, the same for the same seed. Source: mulberry32. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function someMarkdown(next: () => number): string {
  const pick = (list: readonly string[]) => list[Math.floor(next() * list.length)] ?? "";
  const sentence = () =>
    Array.from({ length: 1 + Math.floor(next() * 4) }, () => pick(INLINE)).join(" ");
  const parts = Array.from({ length: 2 + Math.floor(next() * 7) }, () => {
    const block = next() < 0.5 ? pick(BLOCKS) : sentence();
    const end = next();
    return block + (end < 0.75 ? "\n\n" : end < 0.95 ? "\n" : "\n\n\n");
  });
  // Definitions mostly stand at the end, long after their links.
  if (next() < 0.4) parts.push("[ref]: https://example.com/late\n[late]: https://example.com/two");
  const text = parts.join("");
  return next() < 0.2 ? text.replaceAll("\n", "\r\n") : text;
}

/** The text in pieces of one to a few letters, as a model sends it. */
export function cuts(text: string, next: () => number, longest = 12): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    at = Math.min(text.length, at + 1 + Math.floor(next() * longest));
    pieces.push(text.slice(0, at));
  }
  return pieces;
}
