import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { useChat } from "@/hooks/chat/chat-context";
import { isUnread, lookAt, type Marks, mergeMarks, parseMarks } from "./unread";

const KEY = "thalweg.unread";

/** What this browser has seen of its chats, the same in all its tabs. */
const marksStore = createStore<{ readonly marks: Marks }>(() => ({ marks: {} }));

/** Whether an answer ended in a chat while it was out of sight. */
export function useUnread(id: string): boolean {
  return useStore(marksStore, ({ marks }) => isUnread(marks[id]));
}

/** The same, at this moment and for code that is no component; also what other tabs have seen. */
export function isUnreadNow(id: string): boolean {
  return isUnread(mergeMarks(read(), marksStore.getState().marks)[id]);
}

/** Keeps the marks as the chats change, as they are looked at, and as other tabs change them. */
export function useUnreadWatch(): void {
  const { store } = useChat();
  useEffect(() => {
    marksStore.setState({ marks: read() });
    const look = () => {
      const { conversations, openId, list } = store.getState();
      if (list.status === "loading") return;
      const { marks } = marksStore.getState();
      const inSight = document.visibilityState === "visible" ? openId : null;
      const next = lookAt(marks, conversations.values(), inSight);
      if (next !== marks) write(next);
    };
    const onStorage = ({ key, newValue }: StorageEvent) => {
      if (key === KEY) marksStore.setState({ marks: parseMarks(newValue) });
    };
    const stop = store.subscribe((now, before) => {
      const same = now.conversations === before.conversations && now.openId === before.openId;
      if (!same || now.list.status !== before.list.status) look();
    });
    look();
    document.addEventListener("visibilitychange", look);
    window.addEventListener("storage", onStorage);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("storage", onStorage);
    };
  }, [store]);
}

function read(): Marks {
  try {
    return parseMarks(localStorage.getItem(KEY));
  } catch {
    return {};
  }
}

function write(next: Marks): void {
  // Another tab may have had a chat in sight in this very moment.
  const marks = mergeMarks(read(), next);
  marksStore.setState({ marks });
  try {
    localStorage.setItem(KEY, JSON.stringify(marks));
  } catch {
    // Storage is full or forbidden: the marks are this tab's alone.
  }
}
