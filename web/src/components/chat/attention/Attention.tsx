"use client";

import { useEffect } from "react";
import { useStore } from "zustand";
import { useChat } from "@/hooks/chat/chat-context";
import { readSetting } from "@/stores/ui.store";
import { attentionStore, type Ended, endedBetween, type Mark, markedIcon } from "./attention";

/** Tells what ended out of sight: by the tab's title and icon, and by a notification if wished. */
export function Attention() {
  const { store } = useChat();
  const mark = useStore(attentionStore, (state) => state.mark);

  useEffect(() => {
    const unwatch = store.subscribe((state, before) => {
      if (!document.hidden) return;
      for (const ended of endedBetween(before, state)) {
        attentionStore.setState({ mark: ended.mark });
        notify(ended);
      }
    });
    const onSeen = () => {
      if (!document.hidden) attentionStore.setState({ mark: "none" });
    };
    document.addEventListener("visibilitychange", onSeen);
    return () => {
      unwatch();
      document.removeEventListener("visibilitychange", onSeen);
    };
  }, [store]);

  useEffect(() => showIcon(mark), [mark]);
  return null;
}

/** Changes the icon; the one that was there comes back with the end of the mark. */
function showIcon(mark: Mark): (() => void) | undefined {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (mark === "none" || !link) return undefined;
  const before = link.href;
  link.href = markedIcon(mark);
  return () => {
    link.href = before;
  };
}

/** Several tabs tell the same; the tag makes one notification of it. */
function notify({ conversationId, title, mark }: Ended): void {
  if (!readSetting("notify") || !("Notification" in window)) return;
  if (Notification.permission !== "granted") return;
  const body = mark === "done" ? "The answer is complete." : "The answer did not end well.";
  try {
    const notification = new Notification(title, { body, tag: `thalweg-${conversationId}` });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  } catch {
    // Some phones take notifications from service workers alone; the title still tells.
  }
}
