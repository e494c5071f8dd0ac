import { memo, useState } from "react";
import { cx } from "@/components/ui/cx";
import { BlockGroup } from "./BlockGroup";
import { readGrowing, readWhole } from "./parse/frozen";

/** So many blocks are looked at together: of a long answer that grows only the last few are. */
const GROUP = 16;

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
  if (state.text !== text || state.growing !== streaming) {
    // Derived from the previous state, so it is set while rendering instead of one frame later. What
    // this call returns is dropped for the next one's.
    setState(streaming ? readGrowing(state, text) : readWhole(text, state));
    return null;
  }
  const { blocks } = state;
  const starts = Array.from({ length: Math.ceil(blocks.length / GROUP) }, (_, at) => at * GROUP);
  return (
    <div
      data-slot="markdown"
      data-streaming={streaming || undefined}
      className={cx(
        // What grows in one block is no reason to look at another.
        "flex flex-col wrap-anywhere *:contain-layout",
        size === "read" ? "gap-4 text-read" : "gap-2 text-ui",
      )}
    >
      {starts.map((start) => (
        <BlockGroup
          key={start}
          blocks={blocks.slice(start, start + GROUP)}
          growing={streaming && start + GROUP >= blocks.length}
        />
      ))}
    </div>
  );
});
