"use client";

import { useCallback, useEffect, useRef } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { Button } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useConversationList } from "@/hooks/chat/useConversationList";
import { ConversationRow } from "./ConversationRow";
import { HistoryItem, RowsContext } from "./HistoryItem";
import { ListSkeleton } from "./ListSkeleton";
import { ListState } from "./ListState";
import { GROUP_TITLES } from "./rows";
import { useHistoryRows } from "./useHistoryRows";
import { useRoving } from "./useRoving";

/** How far from its end, in pixels, the list asks for more. */
const AHEAD_PX = 800;

/** The list in its groups, drawn only where it is in sight, and loaded as one goes down. */
export function HistoryList() {
  const { status, ids, hasMore } = useConversationList();
  if (status === "loading" && ids.length === 0) return <ListSkeleton />;
  if (ids.length === 0 && !hasMore) return <ListState failed={status === "error"} />;
  return <Rows hasMore={hasMore} />;
}

function Rows({ hasMore }: { readonly hasMore: boolean }) {
  const rows = useHistoryRows();
  const { loadMoreConversations } = useChatActions();
  const scroller = useRef<HTMLDivElement>(null);
  const handle = useRef<VirtualizerHandle>(null);
  const { activeId, keepMounted, onKeyDown, onFocus } = useRoving(rows, handle, scroller);

  const fill = useCallback(() => {
    const list = handle.current;
    if (!hasMore || list === null || list.viewportSize === 0) return;
    if (list.scrollSize - list.scrollOffset - list.viewportSize < AHEAD_PX) loadMoreConversations();
  }, [hasMore, loadMoreConversations]);
  // A page may be too short to be scrolled.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page is a reason to look again.
  useEffect(fill, [fill, rows]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the links in it, in one place.
    <div
      ref={scroller}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      className="min-h-0 grow overflow-y-auto overscroll-contain px-2 pb-4"
    >
      <RowsContext value={rows}>
        <Virtualizer
          ref={handle}
          scrollRef={scroller}
          as="ul"
          item={HistoryItem}
          data={rows}
          keepMounted={keepMounted}
          onScroll={fill}
          onResize={fill}
        >
          {(row) =>
            row.kind === "heading" ? (
              <h3 key={row.group} className="px-2 pt-4 pb-1 text-caption text-faint">
                {GROUP_TITLES[row.group]}
              </h3>
            ) : (
              <ConversationRow key={row.id} id={row.id} active={row.id === activeId} />
            )
          }
        </Virtualizer>
      </RowsContext>
      {hasMore ? (
        <Button variant="ghost" className="w-full" onClick={loadMoreConversations}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}
