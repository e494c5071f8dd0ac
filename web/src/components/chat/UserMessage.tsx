"use client";

import { CopyButton } from "@/components/ui/CopyButton";
import type { MessageView } from "@/types/chat";
import { FailedSending } from "./FailedSending";
import { SiblingPicker } from "./SiblingPicker";

type UserMessageProps = { readonly conversationId: string; readonly message: MessageView };

/** What was asked: a quiet raised block on the right, with the fate of its sending beside it. */
export function UserMessage({ conversationId, message }: UserMessageProps) {
  const { content, local } = message;
  return (
    <article
      data-slot="message"
      data-role="user"
      data-local={local}
      className="group/message mb-2 flex flex-col items-end gap-1"
    >
      <h2 className="sr-only">You said</h2>
      <div className="flex w-full items-start justify-end gap-1">
        {local === "sending" ? (
          <span role="status" className="shrink-0 self-center pe-1 text-caption text-faint">
            Sending…
          </span>
        ) : (
          <CopyButton
            text={content}
            label="Copy question"
            className="mt-1.5 opacity-0 group-focus-within/message:opacity-100 group-hover/message:opacity-100 touch:mt-0 touch:opacity-100"
          />
        )}
        <div className="max-w-[85%] min-w-0 rounded-card border border-line bg-raised px-4 py-2 text-read whitespace-pre-wrap wrap-anywhere">
          {content}
        </div>
      </div>
      <SiblingPicker message={message} />
      {local === "failed" ? (
        <FailedSending conversationId={conversationId} message={message} />
      ) : null}
    </article>
  );
}
