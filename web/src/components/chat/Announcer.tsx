"use client";

import { useEffect, useRef, useState } from "react";
import { useConnection } from "@/hooks/chat/useConnection";
import { useMessage } from "@/hooks/chat/useMessage";
import { useModelName } from "@/hooks/chat/useModelName";
import { useThread } from "@/hooks/chat/useThread";
import type { ConnectionView, MessageView } from "@/types/chat";
import { failureWords } from "./failures/failure-words";

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

/** Says states, never the streaming text, to those who listen to the page. */
export function Announcer({ conversationId }: { readonly conversationId: string | null }) {
  const ending = useEnding(conversationId);
  const connection = useConnectionNews();
  return (
    <div className="sr-only">
      <p role="status">{ending}</p>
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
      setSaid(failure ? `${endings[status]}: ${failure}` : endings[status]);
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
