"use client";

import { useSyncExternalStore } from "react";
import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/ui/IconButton";
import { keysOf } from "@/lib/shortcuts";
import type { ThreadScroller } from "./thread-scroller";

type LatestButtonProps = {
  readonly scroller: ThreadScroller;
  readonly onQuestion: (direction: -1 | 1) => void;
};

/** Ways through the thread while its end is out of sight: question by question, and back to the end. */
export function LatestButton({ scroller, onQuestion }: LatestButtonProps) {
  const { away, fresh } = useSyncExternalStore(scroller.watch, () => scroller.view);
  if (!away) return null;
  return (
    <div className="absolute bottom-3 left-1/2 flex -translate-x-1/2 animate-enter items-center rounded-full border border-line bg-raised shadow-float">
      <IconButton
        icon="upward"
        label="Previous question"
        shortcut={keysOf("previousQuestion")}
        className="rounded-full"
        onClick={() => onQuestion(-1)}
      />
      <IconButton
        icon="fold"
        label="Next question"
        shortcut={keysOf("nextQuestion")}
        className="rounded-full"
        onClick={() => onQuestion(1)}
      />
      <span className="h-4 border-s border-line" />
      <button
        type="button"
        onClick={scroller.follow}
        data-tip="Jump to the latest"
        data-tip-keys={keysOf("latest")}
        className="inline-flex h-8 items-center gap-2 rounded-full ps-2 pe-4 text-caption text-muted transition-colors duration-120 ease-out hover:bg-hover hover:text-fg touch:h-11"
      >
        <Icon name="down" />
        Latest
        {fresh ? (
          <>
            <span data-slot="new" className="size-1.5 rounded-full bg-accent" />
            <span className="sr-only">, new text has come</span>
          </>
        ) : null}
      </button>
    </div>
  );
}
