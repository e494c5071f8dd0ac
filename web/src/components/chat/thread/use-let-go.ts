"use client";

import { type RefObject, useEffect, useEffectEvent, useSyncExternalStore } from "react";
import type { VirtualizerHandle } from "virtua";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useConnection } from "@/hooks/chat/useConnection";
import { whenIdle } from "@/lib/idle";
import { drawerStore } from "@/stores/drawer.store";
import type { Row } from "./rows";
import { isAtEnd } from "./scroll-machine";
import type { ThreadScroller } from "./thread-scroller";

/** Screens above what is in sight that stay, far more than what older messages are loaded ahead. */
const SCREENS = 6;

type LetGo = {
  readonly box: RefObject<HTMLElement | null>;
  readonly list: RefObject<VirtualizerHandle | null>;
  readonly rows: readonly Row[];
  readonly scroller: ThreadScroller;
  /** An answer is being written, or something is looked for in the whole thread. */
  readonly busy: boolean;
  /** The message that the address names, which is brought into sight whenever it comes. */
  readonly shownId: string | undefined;
};

/**
 * Has the oldest messages of a very long thread let go while one stands at its end and does nothing
 * with what is above.
 */
export function useLetGo({ box, list, rows, scroller, busy, shownId }: LetGo): void {
  const { letGoOlder } = useChatActions();
  // What goes must be to be had again.
  const live = useConnection().state === "live";
  const away = useSyncExternalStore(
    scroller.watch,
    () => scroller.view.away,
    () => false,
  );

  const look = useEffectEvent(() => {
    const element = box.current;
    if (!element || !list.current || !isAtEnd(element) || isUsed(element)) return;
    const edge = element.scrollTop - SCREENS * element.clientHeight;
    const near = edge > 0 ? rows[list.current.findItemIndex(edge)] : undefined;
    if (near) letGoOlder(shownId === undefined ? [near.id] : [near.id, shownId]);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are a reason to look again.
  useEffect(() => {
    if (!busy && !away && live) return whenIdle([() => look()]);
    return undefined;
  }, [busy, away, live, rows]);
}

/** Whether something in the thread is marked, has the focus or is shown beside it. */
function isUsed(box: Element): boolean {
  if (drawerStore.getState().shown !== null) return true;
  const selection = document.getSelection();
  if (selection && !selection.isCollapsed && selection.containsNode(box, true)) return true;
  return document.activeElement?.closest("[data-row]") != null;
}
