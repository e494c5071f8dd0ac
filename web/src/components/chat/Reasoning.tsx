"use client";

import { useId, useState } from "react";
import { Icon } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
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
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        className="-ms-1 inline-flex h-8 items-center gap-1 rounded-control ps-1 pe-2 transition-colors duration-120 ease-out hover:text-fg touch:h-11"
        onClick={() => setOpen(!open)}
      >
        <Icon
          name="next"
          className={cx(
            "transition-transform duration-120 ease-out",
            open ? "rotate-90" : "rtl:rotate-180",
          )}
        />
        {thinking ? <Stage conversationId={conversationId} thinking /> : thoughtText(took)}
      </button>
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
