"use client";

import { type MouseEvent, memo, useState } from "react";
import { cx } from "@/components/ui/cx";
import { Wave } from "@/components/ui/Wave";
import { useConversationItem } from "@/hooks/chat/useConversationItem";
import type { ConversationView } from "@/types/chat";
import { MenuButton } from "./MenuButton";
import { RenameField } from "./RenameField";
import { chatHref, useScreen } from "./ScreenContext";

export type Group = "pinned" | "today" | "earlier";

type ConversationRowProps = { readonly id: string; readonly group: Group };

/** One conversation, in the group that it belongs to and in no other. */
export const ConversationRow = memo(function ConversationRow({ id, group }: ConversationRowProps) {
  const conversation = useConversationItem(id);
  if (!conversation || conversation.archived || groupOf(conversation) !== group) return null;
  return <Row conversation={conversation} />;
});

function Row({ conversation }: { readonly conversation: ConversationView }) {
  const { conversationId, go } = useScreen();
  const [renaming, setRenaming] = useState(false);
  const { id, title, running } = conversation;
  const current = id === conversationId;

  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(id);
  };

  if (renaming) {
    return (
      <li className="py-0.5">
        <RenameField id={id} title={title} onDone={() => setRenaming(false)} />
      </li>
    );
  }
  return (
    <li className="group/row relative">
      <a
        href={chatHref(id)}
        aria-current={current ? "page" : undefined}
        onClick={onClick}
        className={cx(
          "flex h-9 items-center gap-2 rounded-control px-2 transition-colors duration-120 ease-out touch:h-11 touch:pe-11",
          "group-focus-within/row:pe-9 group-hover/row:pe-9 group-has-data-[state=open]/row:pe-9",
          current ? "bg-hover text-fg" : "text-muted hover:bg-hover hover:text-fg",
        )}
      >
        <span className="min-w-0 grow truncate">{title || "New chat"}</span>
        {running ? (
          <>
            <Wave />
            <span className="sr-only">, answering</span>
          </>
        ) : null}
      </a>
      <MenuButton
        conversation={conversation}
        onRename={() => setRenaming(true)}
        className="absolute end-0.5 top-1/2 -translate-y-1/2 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 data-[state=open]:opacity-100 touch:opacity-100"
      />
    </li>
  );
}

/** By the reader's own calendar day. */
function groupOf({ pinned, updatedAt }: ConversationView): Group {
  if (pinned) return "pinned";
  return new Date(updatedAt).toDateString() === new Date().toDateString() ? "today" : "earlier";
}
