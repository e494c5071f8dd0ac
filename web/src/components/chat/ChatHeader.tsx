"use client";

import { useEffect, useState } from "react";
import { IconButton } from "@/components/ui/IconButton";
import { useConversationItem } from "@/hooks/chat/useConversationItem";
import type { ConversationView } from "@/types/chat";
import { InstructionsButton } from "./instructions/InstructionsButton";
import { MenuButton } from "./MenuButton";
import { RenameField } from "./RenameField";
import { useScreen } from "./ScreenContext";

type ChatHeaderProps = { readonly conversationId: string | null };

/** The title of what is read, and what can be done with it. */
export function ChatHeader({ conversationId }: ChatHeaderProps) {
  const { go, setHistoryOpen } = useScreen();
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 border-b border-line px-2 lg:ps-6">
      <IconButton
        icon="panel"
        size={20}
        label="Chats"
        className="lg:hidden"
        onClick={() => setHistoryOpen(true)}
      />
      {conversationId === null ? (
        <>
          <h1 className="min-w-0 grow truncate font-strong">New chat</h1>
          <PageTitle title="New chat" />
        </>
      ) : (
        <Title key={conversationId} id={conversationId} />
      )}
      <InstructionsButton key={`instructions-${conversationId}`} conversationId={conversationId} />
      <IconButton
        icon="new"
        size={20}
        label="New chat"
        className="order-3 lg:hidden"
        onClick={() => go(null)}
      />
    </header>
  );
}

function Title({ id }: { readonly id: string }) {
  const conversation = useConversationItem(id);
  if (!conversation) {
    return (
      <>
        <h1 className="grow font-strong">Chat</h1>
        <PageTitle title="Chat" />
      </>
    );
  }
  return <KnownTitle conversation={conversation} />;
}

function KnownTitle({ conversation }: { readonly conversation: ConversationView }) {
  const [renaming, setRenaming] = useState(false);
  const title = conversation.title || "New chat";
  if (renaming) {
    return (
      <div className="min-w-0 grow">
        <RenameField
          id={conversation.id}
          title={conversation.title}
          onDone={() => setRenaming(false)}
        />
      </div>
    );
  }
  return (
    <>
      <h1 className="min-w-0 grow truncate font-strong">{title}</h1>
      <PageTitle title={conversation.running ? `… ${title}` : title} />
      <MenuButton
        conversation={conversation}
        onRename={() => setRenaming(true)}
        className="order-2"
      />
    </>
  );
}

function PageTitle({ title }: { readonly title: string }) {
  useEffect(() => {
    document.title = `${title} · Thalweg`;
  }, [title]);
  return null;
}
