"use client";

import { useEffect, useState } from "react";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { ThreadView } from "@/types/chat";
import { readPlace } from "./places";

/** Pages of the greatest size, so that few requests lead far up. */
export const LARGE_PAGE = 200;

/**
 * Whether a thread can open where it was left: the messages up to there are loaded. A place that
 * cannot be loaded is given up for the end.
 */
export function usePlaceLoaded(conversationId: string, thread: ThreadView): boolean {
  const { loadOlder } = useChatActions();
  const [soughtId] = useState(() => readPlace(conversationId)?.at?.id);
  const [opened, setOpened] = useState(false);
  const { messageIds, olderCursor, olderFailed, loadingOlder } = thread;
  const there = soughtId === undefined || messageIds.includes(soughtId);
  const ready = opened || there || olderCursor === undefined || olderFailed === true;

  // What is on the screen stays there, whatever becomes of the place.
  if (ready && !opened) setOpened(true);
  useEffect(() => {
    if (!ready && !loadingOlder) void loadOlder(LARGE_PAGE);
  }, [ready, loadingOlder, loadOlder]);
  return ready;
}
