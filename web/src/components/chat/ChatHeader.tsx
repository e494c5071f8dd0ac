"use client";

import { useStore } from "zustand";
import { IconButton } from "@/components/ui/IconButton";
import { useConversationItem } from "@/hooks/chat/useConversationItem";
import { keysOf } from "@/lib/shortcuts";
import { endRenaming, openOverlay, shellStore, startRenaming } from "@/stores/shell.store";
import type { ConversationView } from "@/types/chat";
import { PageTitle } from "./attention/PageTitle";
import { useNews } from "./attention/useNews";
import { MenuButton } from "./history/MenuButton";
import { RenameField } from "./history/RenameField";
import { toggleHistory } from "./history/toggle-history";
import { InstructionsButton } from "./instructions/InstructionsButton";
import { useScreen } from "./ScreenContext";

type ChatHeaderProps = { readonly conversationId: string | null };

/** The title of what is read, and what can be done with it. */
export function ChatHeader({ conversationId }: ChatHeaderProps) {
  const { go } = useScreen();
  useNews();
  return (
    <header className="flex h-[calc(56px+env(safe-area-inset-top))] shrink-0 items-center pt-[env(safe-area-inset-top)] gap-1 border-b border-line px-2 lg:ps-6 lg:folded:ps-2">
      <IconButton
        icon="panel"
        label="Show the chats"
        shortcut={keysOf("history")}
        data-slot="show-history"
        className="lg:hidden lg:folded:inline-flex"
        onClick={toggleHistory}
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
      {/* Where the window is so low that the bar with it would take the room of the text. */}
      <IconButton
        icon="command"
        label="Search chats and commands"
        className="order-4 md:hidden [@media(min-height:421px)]:hidden"
        onClick={() => openOverlay("palette")}
      />
      <IconButton
        icon="new"
        label="New chat"
        shortcut={keysOf("newChat")}
        className="order-3 lg:hidden lg:folded:inline-flex"
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
  const renaming = useStore(
    shellStore,
    ({ renaming }) => renaming?.where === "header" && renaming.id === conversation.id,
  );
  const title = conversation.title || "New chat";
  if (renaming) {
    return (
      <div className="min-w-0 grow">
        <RenameField id={conversation.id} title={conversation.title} onDone={endRenaming} />
      </div>
    );
  }
  return (
    <>
      <h1 dir="auto" className="min-w-0 grow truncate font-strong">
        {title}
      </h1>
      <PageTitle title={title} running={conversation.running} />
      <MenuButton
        conversation={conversation}
        onRename={() => startRenaming(conversation.id, "header")}
        className="order-1"
      />
    </>
  );
}
