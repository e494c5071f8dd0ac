// What one more token of a long answer costs in reading: `pnpm exec vitest bench --run`.
// The figure that counts is the mean of "one token", which must not grow with the answer.
import { bench, describe } from "vitest";
import { type BlockState, readGrowing, readWhole } from "@/components/chat/markdown/parse/frozen";

const PARAGRAPH =
  "Rivers carry **silt** and `sand`, see [the manual](https://example.com/a), $x^2$. ";
const CODE = `\`\`\`ts\n${"const deep = read(bed, 12); // a line of source\n".repeat(40)}\`\`\``;
const LIST = "- an item of a list that is *long* enough\n".repeat(20);
const TABLE = `| a | b |\n|---|---|\n${"| some | cells |\n".repeat(15)}`;
const SECTION = `## A title\n\n${PARAGRAPH.repeat(4)}\n\n${CODE}\n\n${LIST}\n${TABLE}\n`;

/** An answer of so many sections, about 4 kB each, up to its last token. */
function grown(sections: number): { state: BlockState; text: string } {
  const text = SECTION.repeat(sections) + PARAGRAPH;
  let state: BlockState | undefined;
  for (let end = 0; end < text.length; end += 200) state = readGrowing(state, text.slice(0, end));
  return { state: readGrowing(state, text), text };
}

describe("one token more", () => {
  for (const sections of [1, 10, 50]) {
    const { state, text } = grown(sections);
    bench(`of an answer of ${Math.round(text.length / 1000)} kB`, () => {
      readGrowing(state, `${text} and`);
    });
  }
  const { state, text } = grown(10);
  const open = `${text}\n\n\`\`\`ts\n${"const deep = read(bed, 12);\n".repeat(400)}const`;
  const inside = readGrowing(state, open);
  bench("in a block of 400 lines of source", () => {
    readGrowing(inside, `${open} a`);
  });
  bench("and the whole, once, at the end of 40 kB", () => {
    readWhole(text, state);
  });
});
