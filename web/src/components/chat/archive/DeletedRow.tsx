"use client";

import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { ConversationView, MessageError } from "@/types/chat";
import { failureWords } from "../failures/failure-words";

/** How long the server keeps what was deleted. */
const KEPT_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

type DeletedRowProps = {
  readonly conversation: ConversationView;
  readonly onRestored: () => void;
};

/** A deleted chat, how long it can still be restored, and the way back. */
export function DeletedRow({ conversation, onRestored }: DeletedRowProps) {
  const { restoreDeleted } = useChatActions();
  const [problem, setProblem] = useState<MessageError | null>(null);
  const [busy, setBusy] = useState(false);
  const { id, title, deletedAt } = conversation;
  const name = title || "New chat";

  const restore = () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    restoreDeleted(id)
      .then(onRestored)
      .catch((failure: MessageError) => {
        setProblem(failure);
        setBusy(false);
      });
  };
  return (
    <div className="flex min-h-9 min-w-0 grow flex-wrap items-center gap-x-3 ps-2 touch:min-h-11">
      <span className="min-w-0 grow basis-0 truncate">{name}</span>
      {deletedAt ? (
        <span className="shrink-0 text-caption text-muted tabular-nums">{leftFor(deletedAt)}</span>
      ) : null}
      <Button
        variant="link"
        aria-label={`Restore “${name}”`}
        aria-disabled={busy}
        onClick={restore}
      >
        Restore
      </Button>
      {problem ? (
        <p role="alert" className="basis-full pb-2 text-danger">
          {failureWords(problem.code, "The model", problem.message).title}.
        </p>
      ) : null}
    </div>
  );
}

/** How long it can still be restored. */
function leftFor(deletedAt: string): string {
  const left = Date.parse(deletedAt) + KEPT_DAYS * DAY_MS - Date.now();
  const days = Math.max(1, Math.ceil(left / DAY_MS));
  return `${days} ${days === 1 ? "day" : "days"} left`;
}
