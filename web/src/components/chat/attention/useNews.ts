"use client";

import { useEffect, useEffectEvent } from "react";
import { useChat } from "@/hooks/chat/chat-context";
import type { ChatState } from "@/stores/chat.store";
import { readSetting } from "@/stores/ui.store";
import { isUnreadNow } from "../history/useUnread";
import { useScreen } from "../ScreenContext";
import { ENDING_WORDS } from "./ending-words";
import { addNews, clearNews } from "./news";
import { showNotification } from "./notification";
import { newsOf } from "./signs";

/**
 * Takes down what comes to pass while the page is out of sight, for its title and icon, and has the
 * system tell of it where that is wanted.
 */
export function useNews(): void {
  const { store, actions } = useChat();
  const { go } = useScreen();

  const ended = useEffectEvent(async (id: string) => {
    // The list alone says that it ended, not how.
    const status = await actions.howEnded(id);
    if (!document.hidden) return;
    addNews(id, newsOf(status));
    // Stopped by the reader, who sees another tab or device.
    if (status === "stopped" || !isUnreadNow(id)) return;
    tell(id, ENDING_WORDS[status ?? "complete"]);
  });
  const waits = useEffectEvent((id: string) => {
    addNews(id, "waiting");
    tell(id, "Your approval is needed");
  });
  const tell = (id: string, body: string) => {
    if (!readSetting("notify")) return;
    const title = store.getState().conversations.get(id)?.title || "New chat";
    showNotification({ id, title, body, onOpen: () => go(id) });
  };

  useEffect(() => {
    const onVisible = () => {
      if (!document.hidden) clearNews();
    };
    document.addEventListener("visibilitychange", onVisible);
    const stop = store.subscribe((now, before) => {
      if (!document.hidden) return;
      for (const id of endedBetween(before, now)) void ended(id);
      const waiting = waitingIn(now);
      if (waiting !== undefined && waiting !== waitingIn(before)) waits(waiting);
    });
    return () => {
      stop();
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, [store]);
}

/** The chats in which an answer was written and is not any more. */
function endedBetween(before: ChatState, now: ChatState): readonly string[] {
  if (before.conversations === now.conversations) return [];
  return [...now.conversations.values()].flatMap(({ id, running }) =>
    !running && before.conversations.get(id)?.running ? [id] : [],
  );
}

/** The open chat, if it waits for a decision. */
function waitingIn({ openId, threads }: ChatState): string | undefined {
  const run = openId === null ? undefined : threads.get(openId)?.thread.run;
  return run?.status === "awaiting-approval" ? (openId ?? undefined) : undefined;
}
