"use client";

import { useEffect, useState } from "react";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { ThreadView } from "@/types/chat";
import type { ThreadScroller } from "./thread-scroller";

/** Goes to the question before or after what is read, also to one that has to be loaded first. */
export function useQuestions(scroller: ThreadScroller, thread: ThreadView) {
  const { loadOlder } = useChatActions();
  const [waiting, setWaiting] = useState(false);
  const { messageIds, olderCursor } = thread;

  const go = (direction: -1 | 1) => {
    const id = scroller.neighbour(direction);
    if (id === "end") scroller.follow();
    else if (id !== undefined) scroller.seek(id);
    else if (olderCursor !== undefined) {
      setWaiting(true);
      void loadOlder().then((came) => {
        if (!came) setWaiting(false);
      });
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: other messages are what is waited for.
  useEffect(() => {
    if (!waiting) return;
    const id = scroller.neighbour(-1);
    if (id === undefined || id === "end") return;
    setWaiting(false);
    scroller.seek(id);
  }, [waiting, messageIds, scroller]);
  return go;
}
