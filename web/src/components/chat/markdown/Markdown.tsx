import { memo, useState } from "react";
import { block } from "./blocks";
import { type Block, readGrowing, readWhole } from "./frozen";

type MarkdownProps = {
  readonly text: string;
  /** While true only the unfinished end is read again; the whole is read once when it turns false. */
  readonly streaming: boolean;
};

/** A model's markdown as elements, never as HTML. */
export function Markdown({ text, streaming }: MarkdownProps) {
  const [state, setState] = useState(() =>
    streaming ? readGrowing(undefined, text) : readWhole(text),
  );
  let current = state;
  if (state.text !== text || state.growing !== streaming) {
    // Derived from the previous state, so it is set while rendering instead of one frame later.
    current = streaming ? readGrowing(state, text) : readWhole(text);
    setState(current);
  }
  return (
    <div
      data-slot="markdown"
      data-streaming={streaming || undefined}
      className="flex flex-col gap-4 text-read wrap-anywhere"
    >
      {current.blocks.map(({ key, token }) => (
        <MemoBlock key={key} token={token} settled={!streaming} />
      ))}
    </div>
  );
}

type MemoBlockProps = { readonly token: Block["token"]; readonly settled: boolean };

/** `settled` is compared too: reference links may resolve when the whole is read, with equal text. */
const MemoBlock = memo(
  function MarkdownBlock({ token }: MemoBlockProps) {
    return block(token);
  },
  (before, after) =>
    before.settled === after.settled &&
    before.token.type === after.token.type &&
    before.token.raw === after.token.raw,
);
