"use client";

import { Suspense, useEffect, useRef, useState } from "react";
import { useConnection } from "@/hooks/chat/useConnection";
import { useMessage } from "@/hooks/chat/useMessage";
import { useModelName } from "@/hooks/chat/useModelName";
import { useThread } from "@/hooks/chat/useThread";
import { useSetting } from "@/hooks/useSetting";
import { lazyPart } from "@/lib/lazy-part";
import type { ConnectionView } from "@/types/chat";
import { ENDING_WORDS } from "./attention/ending-words";
import { failureWords } from "./failures/failure-words";

/** Only those who wish to hear the text fetch what takes it apart. */
const SpokenAnswer = lazyPart(() => import("./spoken/SpokenAnswer"));

const news: Partial<Record<ConnectionView["state"], string>> = {
  reconnecting: "Reconnecting",
  offline: "Offline",
  live: "Connected again",
  expired: "The session has expired",
  failed: "The connection failed",
};

/**
 * Says states to those who listen to the page; of the text that streams whole sentences, and those
 * only where that was chosen.
 */
export function Announcer({ conversationId }: { readonly conversationId: string | null }) {
  const ending = useEnding(conversationId);
  const waits = useThread(conversationId).run?.status === "awaiting-approval";
  const connection = useConnectionNews();
  const sentences = useSetting("announce") === "sentences";
  return (
    <div className="sr-only">
      {sentences ? (
        <Suspense>
          {/* Also in a new chat, so that it is fetched before the first sentence comes. */}
          <SpokenAnswer key={conversationId} conversationId={conversationId ?? ""} />
        </Suspense>
      ) : null}
      <p role="status">{ending}</p>
      <p role="status">{waits ? "Approval needed: a tool waits for your answer" : ""}</p>
      <p role="status">{connection}</p>
    </div>
  );
}

function useEnding(conversationId: string | null): string {
  const { messageIds } = useThread(conversationId);
  const lastId = messageIds.at(-1) ?? "";
  const message = useMessage(conversationId ?? "", lastId);
  const status = message?.status;
  const name = useModelName(message?.model) ?? "The model";
  const failure =
    status === "error" ? failureWords(message?.error?.code ?? "internal", name).title : undefined;
  const writing = useRef("");
  const [said, setSaid] = useState("");

  useEffect(() => {
    if (status === "streaming") {
      writing.current = lastId;
      setSaid("");
    } else if (status && writing.current === lastId) {
      // Only what was seen being written is news.
      writing.current = "";
      setSaid(failure ? `${ENDING_WORDS[status]}: ${failure}` : ENDING_WORDS[status]);
    }
  }, [status, lastId, failure]);
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
