"use client";

import { useEffect, useState } from "react";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useMessage } from "@/hooks/chat/useMessage";
import type { ThreadView } from "@/types/chat";
import { useScreen } from "../ScreenContext";
import { LARGE_PAGE } from "../thread/use-place";
import { keepHighlighted } from "./highlight";

/**
 * Brings a message onto the screen that the address names: out of older pages and from another
 * branch. Gives its id once it is there; a message that cannot be found leaves the thread as it is.
 */
export function useSoughtMessage(
  conversationId: string,
  thread: ThreadView,
  soughtId: string | null,
): string | undefined {
  const { loadOlder, selectSibling } = useChatActions();
  const { found } = useScreen();
  const [settledId, setSettledId] = useState<string | null>(null);
  const known = useMessage(conversationId, soughtId ?? "") !== undefined;
  const shown = soughtId !== null && thread.messageIds.includes(soughtId);
  const waiting = soughtId !== null && soughtId !== settledId;

  useEffect(() => {
    if (!waiting || soughtId === null) return;
    if (shown) setSettledId(soughtId);
    else if (known) selectSibling(soughtId);
    else if (thread.olderCursor === undefined || thread.olderFailed) setSettledId(soughtId);
    else if (!thread.loadingOlder) void loadOlder(LARGE_PAGE);
  }, [waiting, soughtId, shown, known, thread, selectSibling, loadOlder]);

  useEffect(() => {
    if (settledId === null || found.length === 0) return;
    const selector = `[data-message="${CSS.escape(settledId)}"]`;
    return keepHighlighted(document.body, () => document.querySelector(selector), found);
  }, [settledId, found]);

  return soughtId !== null && settledId === soughtId && shown ? soughtId : undefined;
}
