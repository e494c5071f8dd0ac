"use client";

import { useEffect, useRef, useState } from "react";
import { useChat } from "@/hooks/chat/chat-context";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { unfold } from "@/lib/pasted";
import { selectMessage } from "@/stores/chat.store";
import type { ThreadView } from "@/types/chat";
import { LARGE_PAGE } from "../thread/use-place";
import { matchesIn } from "./matches";
import { plainText } from "./plain-text";

/** One place of the query: the message, and which of its places it is. */
export type Match = { readonly messageId: string; readonly nth: number };

export type Found = {
  readonly matches: readonly Match[];
  /** Messages are still being loaded or read. */
  readonly searching: boolean;
  /** Older messages could not be loaded, so that some may be missing. */
  readonly partial: boolean;
};

/** Longer would be felt while one types; a thread of thousands is read in slices of it. */
const SLICE_MS = 8;
const NOTHING: readonly Match[] = [];

/** Finds a query in all messages of a thread; those that are not loaded yet are loaded first. */
export function useFind(conversationId: string, thread: ThreadView, query: string): Found {
  const { store } = useChat();
  const { loadOlder } = useChatActions();
  const texts = useRef(new Map<string, { readonly content: string; readonly text: string }>());
  const [found, setFound] = useState({ matches: NOTHING, query: "", reading: false });
  const { messageIds, olderCursor, olderFailed, loadingOlder, run } = thread;
  const running = run !== undefined;
  const loading = query !== "" && olderCursor !== undefined && olderFailed !== true;

  useEffect(() => {
    if (loading && !loadingOlder) void loadOlder(LARGE_PAGE);
  }, [loading, loadingOlder, loadOlder]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer is read again once it has ended.
  useEffect(() => {
    let stopped = false;
    const textOf = (id: string) => {
      const message = selectMessage(store.getState(), conversationId, id);
      if (!message) return "";
      const known = texts.current.get(id);
      if (known?.content === message.content) return known.text;
      const { content, role } = message;
      const text = role === "assistant" ? plainText(content) : unfold(content).text;
      texts.current.set(id, { content, text });
      return text;
    };
    const read = async () => {
      setFound((now) => ({ ...now, reading: true }));
      const matches: Match[] = [];
      let until = performance.now() + SLICE_MS;
      for (const messageId of messageIds) {
        if (performance.now() > until) {
          await new Promise((resolve) => setTimeout(resolve));
          until = performance.now() + SLICE_MS;
        }
        if (stopped) return;
        const count = query === "" ? 0 : matchesIn(textOf(messageId), query).length;
        for (let nth = 0; nth < count; nth += 1) matches.push({ messageId, nth });
      }
      setFound({ matches, query, reading: false });
    };
    void read();
    return () => {
      stopped = true;
    };
  }, [store, conversationId, messageIds, query, running]);

  const current = found.query === query;
  return {
    matches: current ? found.matches : NOTHING,
    searching: loading || found.reading || !current,
    partial: olderFailed === true && query !== "",
  };
}
