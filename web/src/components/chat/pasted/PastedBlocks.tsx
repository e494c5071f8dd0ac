"use client";

import { useId, useState } from "react";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { lineCount } from "@/lib/pasted";

type PastedBlocksProps = {
  readonly blocks: readonly string[];
  readonly onRemove?: (index: number) => void;
  /** Puts a block among the words, to be changed there. */
  readonly onUnfold?: (index: number) => void;
  readonly className?: string;
};

/** Long texts that were pasted, each a line that opens. */
export function PastedBlocks({ blocks, onRemove, onUnfold, className }: PastedBlocksProps) {
  return (
    <ul aria-label="Pasted texts" className={cx("flex flex-col gap-2 text-ui", className)}>
      {blocks.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is known by its place and its text.
        <li key={`${index} ${text.length}`}>
          <PastedBlock
            text={text}
            {...(onRemove && { onRemove: () => onRemove(index) })}
            {...(onUnfold && { onUnfold: () => onUnfold(index) })}
          />
        </li>
      ))}
    </ul>
  );
}

type PastedBlockProps = {
  readonly text: string;
  readonly onRemove?: () => void;
  readonly onUnfold?: () => void;
};

function PastedBlock({ text, onRemove, onUnfold }: PastedBlockProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const lines = lineCount(text);
  const size = lines > 1 ? `${lines.toLocaleString("en")} lines` : `${sizeOf(text)} characters`;
  return (
    <div data-slot="pasted" className="rounded-control bg-sunken">
      <div className="flex items-center pe-1">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="flex h-9 min-w-0 grow items-center gap-2 rounded-control px-3 text-start text-muted hover:text-fg touch:h-11"
        >
          <Icon name="text" />
          <span className="shrink-0 tabular-nums">
            <span className="sr-only">Pasted text, </span>
            {size}
          </span>
          <span aria-hidden="true" className="min-w-0 grow truncate text-faint">
            {text.trimStart().slice(0, 120)}
          </span>
          <Icon
            name="fold"
            className={cx("transition-transform duration-120", open && "rotate-180")}
          />
        </button>
        {onRemove ? (
          <IconButton icon="close" label="Remove pasted text" onClick={onRemove} />
        ) : null}
      </div>
      {open ? (
        <div id={id} className="border-t border-line px-3 py-2">
          <section
            aria-label="Pasted text"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keyboard.
            tabIndex={0}
            className="max-h-60 overflow-auto font-mono text-caption whitespace-pre-wrap wrap-anywhere"
          >
            {text}
          </section>
          {onUnfold ? (
            <Button variant="ghost" className="-ms-3 mt-1" onClick={onUnfold}>
              Put into the text
            </Button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function sizeOf(text: string): string {
  return text.length.toLocaleString("en");
}
