import { memo } from "react";
import { block } from "./blocks";
import { sameToken } from "./parse/frozen";
import type { MdToken } from "./parse/lexer";

type MemoBlockProps = {
  readonly token: MdToken;
  readonly growing: boolean;
  readonly level?: number | undefined;
};

/** A block that is drawn again only when its text, or what its links lead to, is another. */
export const MemoBlock = memo(
  function MarkdownBlock({ token, growing, level }: MemoBlockProps) {
    return block(token, { growing, level });
  },
  (before, after) =>
    before.growing === after.growing &&
    before.level === after.level &&
    sameToken(before.token, after.token),
);
