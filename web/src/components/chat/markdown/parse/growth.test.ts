import { describe, expect, it } from "vitest";
import { cuts, dice, someMarkdown } from "./fragments";
import { type BlockState, readGrowing, readWhole } from "./frozen";

/** So many texts, always the same ones; `GROWTH_SEEDS` asks for more. */
const SEEDS = Array.from({ length: Number(process.env.GROWTH_SEEDS ?? 120) }, (_, seed) => seed);

function tree({ blocks }: BlockState) {
  return blocks.map(({ key, token, level }) => ({ key, token, level }));
}

const known = new Map<number, { text: string; all: BlockState[] }>();
function states(seed: number) {
  const found = known.get(seed) ?? grow(seed);
  known.set(seed, found);
  return found;
}

function grow(seed: number): { text: string; all: BlockState[] } {
  const next = dice(seed);
  const text = someMarkdown(next);
  const all: BlockState[] = [];
  for (const piece of cuts(text, next)) all.push(readGrowing(all.at(-1), piece));
  return { text, all };
}

describe("any text, cut in any way", () => {
  it("ends in the tree of the whole text", () => {
    for (const seed of SEEDS) {
      const { text, all } = states(seed);
      expect(tree(readWhole(text, all.at(-1))), `seed ${seed}: ${JSON.stringify(text)}`).toEqual(
        tree(readWhole(text)),
      );
    }
  });

  it("keeps a block for ever once it is frozen", () => {
    for (const seed of SEEDS) {
      const { text, all } = states(seed);
      all.forEach((state, at) => {
        const later = all[at + 1];
        if (!later) return;
        expect(later.frozenCount, `seed ${seed}`).toBeGreaterThanOrEqual(state.frozenCount);
        for (let index = 0; index < state.frozenCount; index += 1) {
          expect(later.blocks[index], `seed ${seed}: ${JSON.stringify(text)}`).toBe(
            state.blocks[index],
          );
        }
      });
    }
  });

  it("freezes nothing that the whole text reads otherwise, but for late definitions", () => {
    for (const seed of SEEDS) {
      const { text, all } = states(seed);
      const whole = readWhole(text);
      const last = all.at(-1);
      const raws = (state: BlockState, count: number) =>
        state.blocks
          .slice(0, count)
          .map(({ token, level }) => `${token.type}${level}:${token.raw}`);
      const count = last?.frozenCount ?? 0;
      expect(last && raws(last, count), `seed ${seed}: ${JSON.stringify(text)}`).toEqual(
        raws(whole, count),
      );
    }
  });

  it("keeps what did not change when the whole is read", () => {
    const text = "one **b**\n\ntwo\n\n[late]\n\nfour\n\nfive\n\n[late]: https://example.com";
    const growing = readGrowing(undefined, text.slice(0, -8));
    const whole = readWhole(text, readGrowing(growing, text));
    expect(whole.blocks[0]).toBe(growing.blocks[0]);
    expect(whole.blocks[1]).toBe(growing.blocks[1]);
    expect(JSON.stringify(whole.blocks[2])).toContain("https://example.com");
  });
});
