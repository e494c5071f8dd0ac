"use client";

import { useEffect, useState } from "react";
import { useChat, useChatState } from "@/hooks/chat/chat-context";
import { type ChatState, selectMessage, selectThread } from "@/stores/chat.store";
import type { MessageView } from "@/types/chat";
import { sentencesOf } from "./sentences";

type Line = { readonly key: number; readonly text: string };

/** Often enough to keep up, seldom enough that several short sentences come as one. */
const SPEAK_MS = 1_500;
/** What was spoken goes after a while, or a long answer would be on the page twice. */
const KEPT_LINES = 4;

/** Speaks an answer while it is written, by whole sentences, each once. */
export default function SpokenAnswer({ conversationId }: { readonly conversationId: string }) {
  const { store } = useChat();
  const [lines, setLines] = useState<readonly Line[]>([]);
  const writing = useChatState((state) => {
    const last = lastAnswer(state, conversationId);
    return last?.status === "streaming" ? last.id : undefined;
  });

  useEffect(() => {
    if (writing === undefined) return;
    const read = () => selectMessage(store.getState(), conversationId, writing);
    // What was there before one came is text of the page like any other.
    let said = sentencesOf(read()?.content ?? "", true).length;
    const speak = (growing: boolean) => {
      const sentences = sentencesOf(read()?.content ?? "", growing);
      const text = sentences.slice(said).join(" ");
      said = Math.max(said, sentences.length);
      if (text === "") return;
      setLines((before) => {
        const key = (before.at(-1)?.key ?? 0) + 1;
        return [...before.slice(1 - KEPT_LINES), { key, text }];
      });
    };
    const timer = setInterval(() => speak(true), SPEAK_MS);
    return () => {
      clearInterval(timer);
      speak(false);
    };
  }, [store, conversationId, writing]);

  return (
    <div aria-live="polite" aria-relevant="additions" data-slot="spoken">
      {lines.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}

function lastAnswer(state: ChatState, conversationId: string): MessageView | undefined {
  const id = selectThread(state, conversationId).messageIds.at(-1);
  return id === undefined ? undefined : selectMessage(state, conversationId, id);
}
