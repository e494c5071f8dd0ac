"use client";

import { useNow } from "@/components/ui/use-now";
import { Wave } from "@/components/ui/Wave";
import { useThread } from "@/hooks/chat/useThread";
import type { ThreadView } from "@/types/chat";

type StageProps = {
  readonly conversationId: string;
  readonly thinking?: boolean;
};

/** A wait is only counted once it is felt. */
const COUNTED_AFTER_MS = 3000;

/** What the run is at before its first word, in the size of the text around it. */
export function Stage({ conversationId, thinking = false }: StageProps) {
  const { run } = useThread(conversationId);
  const now = useNow(1000, run !== undefined);
  const waited = run ? now - run.startedAt : 0;
  return (
    <span data-slot="stage" className="inline-flex items-center gap-2 text-muted">
      <Wave />
      <span>{stageText(run, thinking)}</span>
      {waited >= COUNTED_AFTER_MS ? (
        <span className="text-faint tabular-nums">{Math.floor(waited / 1000)} s</span>
      ) : null}
    </span>
  );
}

function stageText(run: ThreadView["run"], thinking: boolean): string {
  if (thinking) return "Thinking…";
  if (run?.status === "queued") return "Waiting for its turn…";
  if (run?.status === "awaiting-approval") return "Waiting for your approval…";
  return "Waiting for the model…";
}
