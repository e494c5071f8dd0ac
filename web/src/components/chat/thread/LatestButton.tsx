"use client";

import { useSyncExternalStore } from "react";
import { Icon } from "@/components/Icon";
import type { ThreadScroller } from "./thread-scroller";

type LatestButtonProps = { readonly scroller: ThreadScroller };

/** The way back to the end, while it is out of sight. */
export function LatestButton({ scroller }: LatestButtonProps) {
  const { away, fresh } = useSyncExternalStore(scroller.watch, () => scroller.view);
  if (!away) return null;
  return (
    <button
      type="button"
      onClick={scroller.follow}
      data-tip="Jump to the latest"
      data-tip-keys="End"
      className="absolute bottom-3 left-1/2 inline-flex h-8 -translate-x-1/2 animate-enter items-center gap-2 rounded-full border border-line bg-raised ps-3 pe-4 text-caption text-muted shadow-float transition-colors duration-120 ease-out hover:text-fg touch:h-11"
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
  );
}
