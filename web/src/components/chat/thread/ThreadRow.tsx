"use client";

import { memo } from "react";
import { ChatMessage } from "@/components/ChatMessage";
import { cx } from "@/components/ui/cx";
import type { Row } from "./rows";
import { ThreadTail } from "./ThreadTail";

type ThreadRowProps = {
  readonly conversationId: string;
  readonly row: Row;
  readonly first: boolean;
  readonly last: boolean;
  /** Fills the thread's height, so that its question can stand near the top before it is answered. */
  readonly roomy: boolean;
};

/** One question and its answer. It is drawn anew when a message comes or goes, not when one grows. */
export const ThreadRow = memo(function ThreadRow(props: ThreadRowProps) {
  const { conversationId, row, first, last, roomy } = props;
  return (
    <div
      data-row={row.id}
      className={cx(
        "mx-auto max-w-measure text-read",
        // The heights of the place above the first message, and of the gap above a question.
        roomy && (first ? "min-h-[calc(100cqh-40px)]" : "min-h-[calc(100cqh-16px)]"),
      )}
    >
      <div data-last={last || undefined} className={last ? "pb-16" : "pb-4"}>
        <div data-slot={last ? "last-turn" : "turn"} className="flex flex-col gap-4">
          {row.messageIds.map((id, index) => (
            <ChatMessage
              key={id}
              conversationId={conversationId}
              messageId={id}
              last={last && index === row.messageIds.length - 1}
            />
          ))}
          {last ? <ThreadTail conversationId={conversationId} /> : null}
        </div>
      </div>
    </div>
  );
});
