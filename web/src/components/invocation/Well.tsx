"use client";

import { type ReactNode, use, useId, useState } from "react";
import { CopyButton } from "@/components/ui/CopyButton";
import { cx } from "@/components/ui/cx";
import { DrawerContext } from "./drawer-context";

type WellProps = {
  readonly title: string;
  /** What is copied, and measured for folding. */
  readonly text: string;
  readonly slot: string;
  /** Another drawing of the same; the text itself if absent. */
  readonly render?: () => ReactNode;
  readonly extra?: ReactNode;
  /** False: never folded. */
  readonly fold?: boolean;
};

/** A text longer than this is shown in part until somebody wants all of it. */
const FOLD_LINES = 14;
const FOLD_CHARS = 2_400;

/** A sunken box of text under a title; long text is folded. */
export function Well({ title, text, slot, render, extra, fold = true }: WellProps) {
  const [open, setOpen] = useState(false);
  const elsewhere = use(DrawerContext);
  const id = useId();
  const folded = fold ? foldedText(text) : undefined;
  const shown = open || folded === undefined ? text : folded;
  return (
    // biome-ignore lint/a11y/useSemanticElements: many of these stand in one answer, too many to be landmarks.
    <div role="group" aria-labelledby={id} data-slot={slot} className="min-w-0">
      <div className="flex h-8 items-center gap-1 touch:h-11">
        <p id={id} className="min-w-0 grow truncate text-caption text-muted">
          {title}
        </p>
        {extra}
        <CopyButton text={text} label={`Copy: ${title.toLowerCase()}`} />
      </div>
      <div className="overflow-hidden rounded-control border border-line bg-sunken">
        <div
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard.
          tabIndex={0}
          className={cx("overflow-auto -outline-offset-2", open && "max-h-[70dvh]")}
        >
          {render ? (
            render()
          ) : (
            <pre className="px-3 py-2 font-mono text-caption whitespace-pre-wrap wrap-anywhere">
              {shown}
            </pre>
          )}
        </div>
        {folded === undefined ? null : (
          <button
            type="button"
            aria-expanded={elsewhere ? undefined : open}
            onClick={() => (elsewhere ? elsewhere({ title, text }) : setOpen(!open))}
            className="flex h-8 w-full items-center border-t border-line px-3 text-caption text-muted -outline-offset-2 hover:bg-hover hover:text-fg touch:h-11"
          >
            {open ? "Show less" : `Show all, ${sizeOf(text)}`}
          </button>
        )}
      </div>
    </div>
  );
}

/** The beginning of a long text; undefined if there is nothing to fold. */
export function foldedText(text: string): string | undefined {
  const lines = text.slice(0, FOLD_CHARS * 4).split("\n");
  if (lines.length <= FOLD_LINES + 2 && text.length <= FOLD_CHARS * 1.25) return undefined;
  return `${lines.slice(0, FOLD_LINES).join("\n").slice(0, FOLD_CHARS)}\n…`;
}

function sizeOf(text: string): string {
  const lines = text.split("\n").length;
  if (lines > 1) return `${lines.toLocaleString()} lines`;
  return `${text.length.toLocaleString()} characters`;
}
