"use client";

import { useRef } from "react";
import { CopyButton } from "@/components/ui/CopyButton";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { useMayWrite } from "@/hooks/access/useMayWrite";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useEditing } from "@/hooks/chat/useEditing";
import type { MessageView } from "@/types/chat";
import { EditQuestion } from "./EditQuestion";
import { FailedSending } from "./FailedSending";
import { SiblingPicker } from "./SiblingPicker";
import { UserText } from "./UserText";

type UserMessageProps = { readonly conversationId: string; readonly message: MessageView };

/** What was asked: a quiet raised block on the right, with the fate of its sending beside it. */
export function UserMessage({ conversationId, message }: UserMessageProps) {
  const { content, local } = message;
  const editing = useEditing(message.id);
  const { setEditing } = useChatActions();
  const allowed = useMayWrite();
  const box = useRef<HTMLElement>(null);

  const leave = () => {
    setEditing(null);
    // The button is back once the field is gone.
    setTimeout(() => box.current?.querySelector<HTMLElement>("[data-slot=edit]")?.focus());
  };
  return (
    <article
      ref={box}
      data-slot="message"
      data-role="user"
      data-message={message.id}
      data-local={local}
      className="group/message flex scroll-mt-6 flex-col items-end gap-1"
    >
      <h2 className="sr-only">You said</h2>
      {editing ? (
        <EditQuestion conversationId={conversationId} message={message} onDone={leave} />
      ) : (
        <UserText content={content} />
      )}
      {local === "failed" ? (
        <FailedSending conversationId={conversationId} message={message} />
      ) : null}
      {local === "sending" ? (
        <p role="status" className="flex h-8 items-center text-caption text-faint touch:h-11">
          Sending…
        </p>
      ) : null}
      {local === undefined && !editing ? (
        <div className="-me-2 flex items-center">
          <div
            className={cx(
              "flex items-center gap-1 transition-opacity duration-120 ease-out",
              "opacity-0 group-focus-within/message:opacity-100 group-hover/message:opacity-100 touch:opacity-100",
            )}
          >
            <CopyButton text={content} label="Copy question" />
            <IconButton
              icon="rename"
              label={allowed ? "Edit question" : "Edit question: you may read here, not write"}
              data-slot="edit"
              aria-disabled={!allowed}
              onClick={() => {
                if (allowed) setEditing(message.id);
              }}
            />
          </div>
          <SiblingPicker message={message} />
        </div>
      ) : null}
    </article>
  );
}
