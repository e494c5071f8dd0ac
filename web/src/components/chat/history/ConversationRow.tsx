"use client";

import { type MouseEvent, memo } from "react";
import { useStore } from "zustand";
import { cx } from "@/components/ui/cx";
import { useConversationItem } from "@/hooks/chat/useConversationItem";
import { endRenaming, shellStore, startRenaming } from "@/stores/shell.store";
import type { ConversationView } from "@/types/chat";
import { chatHref, useScreen } from "../ScreenContext";
import { ChatMark } from "./ChatMark";
import { MenuButton } from "./MenuButton";
import { RenameField } from "./RenameField";

type ConversationRowProps = {
  readonly id: string;
  /** The one line of the list that Tab reaches. */
  readonly active: boolean;
};

/** One conversation of the list. */
export const ConversationRow = memo(function ConversationRow({ id, active }: ConversationRowProps) {
  const conversation = useConversationItem(id);
  const renaming = useStore(
    shellStore,
    ({ renaming }) => renaming?.where === "row" && renaming.id === id,
  );
  if (!conversation) return null;
  if (renaming) {
    return (
      <div className="flex h-(--row) items-center">
        <RenameField id={id} title={conversation.title} onDone={endRenaming} />
      </div>
    );
  }
  return <Row conversation={conversation} active={active} />;
});

type RowProps = { readonly conversation: ConversationView; readonly active: boolean };

function Row({ conversation, active }: RowProps) {
  const { conversationId, go } = useScreen();
  const { id, title } = conversation;
  const current = id === conversationId;

  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(id);
  };

  return (
    <div className="group/row relative">
      <a
        href={chatHref(id)}
        data-chat={id}
        aria-current={current ? "page" : undefined}
        tabIndex={active ? 0 : -1}
        onClick={onClick}
        className={cx(
          "flex h-(--row) items-center gap-2 rounded-control px-2 -outline-offset-2 transition-colors duration-120 ease-out touch:pe-11",
          "group-focus-within/row:pe-9 group-hover/row:pe-9 group-has-data-[state=open]/row:pe-9",
          current ? "bg-hover text-fg" : "text-muted hover:bg-hover hover:text-fg",
        )}
      >
        <span dir="auto" className="min-w-0 grow truncate">
          {title || "New chat"}
        </span>
        <ChatMark conversation={conversation} />
      </a>
      <MenuButton
        conversation={conversation}
        tabIndex={active ? 0 : -1}
        onRename={() => startRenaming(id, "row")}
        className="absolute end-0.5 top-1/2 -translate-y-1/2 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 data-[state=open]:opacity-100 compact:size-7 touch:text-faint touch:opacity-100"
      />
    </div>
  );
}
