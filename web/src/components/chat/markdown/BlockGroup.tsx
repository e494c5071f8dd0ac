import { memo } from "react";
import { MemoBlock } from "./MemoBlock";
import type { Block } from "./parse/frozen";

type BlockGroupProps = {
  readonly blocks: readonly Block[];
  /** Whether the last of them grows. */
  readonly growing: boolean;
};

/** Blocks that follow on each other, drawn again only if one of them is another. */
export const BlockGroup = memo(
  function BlockGroup({ blocks, growing }: BlockGroupProps) {
    const last = blocks.length - 1;
    return blocks.map(({ key, token, level }, at) => (
      <MemoBlock key={key} token={token} level={level} growing={growing && at === last} />
    ));
  },
  (before, after) =>
    before.growing === after.growing &&
    before.blocks.length === after.blocks.length &&
    before.blocks.every((block, at) => block === after.blocks[at]),
);
