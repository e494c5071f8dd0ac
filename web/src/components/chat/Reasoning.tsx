"use client";

import { useId, useState } from "react";
import { FoldButton } from "@/components/ui/FoldButton";
import { useThread } from "@/hooks/chat/useThread";
import { GrowingMarkdown } from "./markdown/GrowingMarkdown";
import { Stage } from "./Stage";
import { useThoughtTime } from "./use-thought-time";

type ReasoningProps = {
  readonly conversationId: string;
  readonly messageId: string;
  readonly text: string;
  /** The answer's first word has not come yet. */
  readonly thinking: boolean;
};

/**
 * What the model thought before it spoke: folded, and never mixed with the answer. Its head stays
 * where it is when it is opened; what is below makes room.
 */
export function Reasoning({ conversationId, messageId, text, thinking }: ReasoningProps) {
  const { run } = useThread(conversationId);
  const took = useThoughtTime(messageId, thinking, run?.startedAt);
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div data-slot="reasoning" className="text-ui text-muted">
      <FoldButton
        open={open}
        controls={id}
        className="hover:text-fg"
        onToggle={() => setOpen(!open)}
      >
        {thinking ? <Stage conversationId={conversationId} thinking /> : thoughtText(took)}
      </FoldButton>
      <div id={id} hidden={!open} className="mt-1 border-s-2 border-line ps-4">
        {open ? <GrowingMarkdown text={text} streaming={thinking} size="ui" /> : null}
      </div>
    </div>
  );
}

function thoughtText(ms: number | undefined): string {
  if (ms === undefined) return "Reasoning";
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return `Thought for ${seconds} s`;
  return `Thought for ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
