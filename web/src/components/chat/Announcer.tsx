"use client";

import { useEffect, useRef, useState } from "react";
import { useConnection } from "@/hooks/chat/useConnection";
import { useMessage } from "@/hooks/chat/useMessage";
import { useModelName } from "@/hooks/chat/useModelName";
import { useThread } from "@/hooks/chat/useThread";
import { useSetting } from "@/hooks/useSetting";
import type { ConnectionView, MessageView } from "@/types/chat";
import { failureWords } from "./failures/failure-words";
import { sentencesFrom } from "./spoken";

/** What was spoken stays in the page for a moment, so that nothing is cut off. */
const KEPT_SENTENCES = 4;

const endings: Record<MessageView["status"], string> = {
  streaming: "",
  complete: "Answer complete",
  stopped: "Answer stopped",
  length: "Answer ended at the length limit",
  refused: "The model declined to answer",
  error: "Answer ended with an error",
  interrupted: "Answer interrupted",
};

const news: Partial<Record<ConnectionView["state"], string>> = {
  reconnecting: "Reconnecting",
  offline: "Offline",
  live: "Connected again",
  expired: "The session has expired",
  failed: "The connection failed",
};

/**
 * Says states to those who listen to the page, and, if they wish so, the answer sentence by
 * sentence. The thread itself is silent.
 */
export function Announcer({ conversationId }: { readonly conversationId: string | null }) {
  const ending = useEnding(conversationId);
  const connection = useConnectionNews();
  const sentences = useSentences(conversationId);
  return (
    <div className="sr-only" data-slot="announcer">
      <div aria-live="polite" aria-atomic="false" data-slot="spoken">
        {sentences.map(({ at, words }) => (
          <p key={at}>{words}</p>
        ))}
      </div>
      <p role="status">{ending}</p>
      <p role="status">{connection}</p>
    </div>
  );
}

/** The last message of the thread, and whether this page saw it come. */
function useNewest(conversationId: string | null) {
  const { messageIds } = useThread(conversationId);
  const lastId = messageIds.at(-1) ?? "";
  const parentId = messageIds.at(-2);
  const message = useMessage(conversationId ?? "", lastId);
  const { role, status } = message ?? {};
  const written = useRef("");
  const asked = useRef("");
  // A short answer may come whole, so that nobody saw it being written: its question was seen.
  if (role === "user") asked.current = lastId;
  if (status === "streaming") written.current = lastId;
  const news = lastId !== "" && (written.current === lastId || asked.current === parentId);
  return { message, news };
}

function useEnding(conversationId: string | null): string {
  const { message, news } = useNewest(conversationId);
  const status = message?.role === "user" ? undefined : message?.status;
  const name = useModelName(message?.model) ?? "The model";
  const failure =
    status === "error" ? failureWords(message?.error?.code ?? "internal", name).title : undefined;
  if (!status || !news) return "";
  return failure ? `${endings[status]}: ${failure}` : endings[status];
}

type Sentence = { readonly at: number; readonly words: string };

const SILENCE: readonly Sentence[] = [];

/** The sentences of the answer that is being written; what was there before is not read out. */
function useSentences(conversationId: string | null): readonly Sentence[] {
  const wished = useSetting("announce") === "sentences";
  const { message, news } = useNewest(conversationId);
  const { id, status, content = "" } = message ?? {};
  const place = useRef<{ id: string | undefined; upTo: number }>({ id: undefined, upTo: 0 });
  const [said, setSaid] = useState(SILENCE);

  useEffect(() => {
    const known = place.current.id === id;
    if (!known) place.current = { id, upTo: news ? 0 : content.length };
    if (!wished || message?.role === "user") {
      place.current.upTo = content.length;
      return;
    }
    const { words, upTo } = sentencesFrom(content, place.current.upTo, status !== "streaming");
    place.current.upTo = upTo;
    if (words) setSaid((before) => [...before, { at: upTo, words }].slice(-KEPT_SENTENCES));
    else if (!known) setSaid(SILENCE);
  }, [wished, id, status, content, news, message?.role]);
  return said;
}

function useConnectionNews(): string {
  const { state } = useConnection();
  const wasLost = useRef(false);
  const [said, setSaid] = useState("");

  useEffect(() => {
    const lost = state === "reconnecting" || state === "offline";
    if (state === "live" && !wasLost.current) return undefined;
    // A short loss heals unheard, as it heals unseen.
    const timer = setTimeout(
      () => {
        wasLost.current = lost;
        setSaid(news[state] ?? "");
      },
      lost ? 1000 : 0,
    );
    return () => clearTimeout(timer);
  }, [state]);
  return said;
}
