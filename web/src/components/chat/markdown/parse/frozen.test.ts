import { describe, expect, it } from "vitest";
import { type BlockState, readGrowing, readWhole } from "./frozen";

const samples: Readonly<Record<string, string>> = {
  mixed: `# Title

A paragraph with **bold**, \`code\` and a [link](https://example.com).

\`\`\`rust
fn main() {

    println!("blank lines inside a fence");
}
\`\`\`

| a | b |
|---|---|
| 1 | 2 |
| 3 | 4 |

- one
- two
  1. inner
  2. inner

  loose text of two

- [ ] open
- [x] done

> quoted
> twice

---

The end.`,
  setext: "Not yet a heading\nstill the same\n===\n\nText\n\nSecond\n---\n\nText\n",
  nestedFences: "````md\n```js\nlet a = 1;\n```\n````\n\nafter\n\n~~~\n```\n~~~\n\nend",
  crlf: "# Title\r\n\r\n- one\r\n- two\r\n\r\n```\r\n\tcode\r\n```\r\n\r\nend\r\n",
  tabs: "-\tone\n-\ttwo\n\n\tnot code\n\n\tcode after text\n\nend\n\nlast",
  html: "<div>\n\nraw\n\n</div>\n\ntext <b>bold</b>\n\nend",
};

/** Raw text tells blocks apart; the tail's marks may be closed early, so it is compared at the end. */
function raws({ blocks }: BlockState): string[] {
  return blocks.map(({ token }) => `${token.type}:${token.raw}`);
}

function grow(text: string, step: number): BlockState {
  let state: BlockState | undefined;
  for (let end = step; end < text.length + step; end += step) {
    state = readGrowing(state, text.slice(0, end));
  }
  if (!state) throw new Error("the sample is empty");
  return state;
}

describe("readGrowing", () => {
  for (const [name, text] of Object.entries(samples)) {
    it.each([1, 4, 37])(`equals the whole reading of ${name} at %i characters a step`, (step) => {
      expect(raws(grow(text, step))).toEqual(raws(readWhole(text)));
    });
  }

  it("keeps frozen blocks by identity and lexes the rest again", () => {
    const text = "one\n\ntwo\n\nthree\n\nfour";
    const before = readGrowing(undefined, text);
    const after = readGrowing(before, `${text} and more\n\nfive`);
    expect(before.frozenCount).toBe(2);
    expect(after.blocks[0]).toBe(before.blocks[0]);
    expect(after.blocks[1]).toBe(before.blocks[1]);
    expect(after.blocks.map(({ key }) => key)).toEqual(["b0", "b1", "b2", "b3", "b4"]);
    expect(after.blocks[3]?.token.raw).toBe("four and more");
  });

  it("begins anew when the text is another one", () => {
    const before = readGrowing(undefined, "one\n\ntwo\n\nthree\n\nfour");
    const after = readGrowing(before, "another\n\ntext");
    expect(raws(after)).toEqual(raws(readWhole("another\n\ntext")));
  });

  it("leaves late link definitions to the whole reading", () => {
    const text = "See [it][ref].\n\ntwo\n\nthree\n\n[ref]: https://example.com";
    const [first] = readWhole(text).blocks;
    expect(JSON.stringify(first?.token)).toContain('"href":"https://example.com"');
    expect(JSON.stringify(grow(text, 4).blocks[0]?.token)).not.toContain('"type":"link"');
  });
});
