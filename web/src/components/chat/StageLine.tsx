"use client";

import { useNow } from "@/components/ui/use-now";
import { Wave } from "@/components/ui/Wave";
import { useThread } from "@/hooks/chat/useThread";
import type { ThreadView } from "@/types/chat";

type StageLineProps = {
  readonly conversationId: string;
  readonly thinking?: boolean;
};

/** A wait is only counted once it is felt. */
const COUNTED_AFTER_MS = 3000;

/** What the run is at before its first word, in one line of the height that the word will have. */
export function StageLine({ conversationId, thinking = false }: StageLineProps) {
  const { run } = useThread(conversationId);
  const now = useNow(1000, run !== undefined);
  const waited = run ? now - run.startedAt : 0;
  return (
    <p data-slot="stage" className="flex items-center gap-2 text-read text-muted">
      <Wave />
      <span>{stageText(run, thinking)}</span>
      {waited >= COUNTED_AFTER_MS ? (
        <span className="text-ui text-faint tabular-nums">{Math.floor(waited / 1000)} s</span>
      ) : null}
    </p>
  );
}

function stageText(run: ThreadView["run"], thinking: boolean): string {
  if (thinking) return "Thinking…";
  if (run?.status === "queued") return "Waiting for its turn…";
  if (run?.status === "awaiting-approval") return "Waiting for your approval…";
  return "Waiting for the model…";
}
