import { memo, useState } from "react";
import { cx } from "@/components/ui/cx";
import { MemoBlock } from "./MemoBlock";
import { readGrowing, readWhole } from "./parse/frozen";

type MarkdownProps = {
  readonly text: string;
  /** While true only the unfinished end is read again; the whole is read once when it turns false. */
  readonly streaming: boolean;
  /** The size of its words: an answer's, or that of what stands beside it. */
  readonly size?: "read" | "ui";
};

/** A model's markdown as elements, never as HTML. */
export const Markdown = memo(function Markdown({ text, streaming, size = "read" }: MarkdownProps) {
  const [state, setState] = useState(() =>
    streaming ? readGrowing(undefined, text) : readWhole(text),
  );
  let current = state;
  if (state.text !== text || state.growing !== streaming) {
    // Derived from the previous state, so it is set while rendering instead of one frame later.
    current = streaming ? readGrowing(state, text) : readWhole(text, state);
    setState(current);
  }
  const last = current.blocks.length - 1;
  return (
    <div
      data-slot="markdown"
      data-streaming={streaming || undefined}
      className={cx(
        "flex flex-col wrap-anywhere",
        size === "read" ? "gap-4 text-read" : "gap-2 text-ui",
      )}
    >
      {current.blocks.map(({ key, token, level }, index) => (
        <MemoBlock key={key} token={token} level={level} growing={streaming && index === last} />
      ))}
    </div>
  );
});
