"use client";

import { lazy, Suspense, useState } from "react";
import { IconButton } from "@/components/ui/IconButton";
import type { ConversationView } from "@/types/chat";

const ConversationMenu = lazy(() => import("./ConversationMenu"));

type MenuButtonProps = {
  readonly conversation: ConversationView;
  readonly onRename: () => void;
  readonly className?: string;
};

/** The button of a conversation's menu; the menu itself is fetched with the first press. */
export function MenuButton({ conversation, onRename, className }: MenuButtonProps) {
  const [wanted, setWanted] = useState(false);
  const button = (
    <IconButton
      icon="more"
      label={`More for “${conversation.title || "New chat"}”`}
      aria-haspopup="menu"
      className={className}
      onClick={() => setWanted(true)}
    />
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <ConversationMenu
        conversation={conversation}
        onRename={onRename}
        className={className ?? ""}
      />
    </Suspense>
  );
}
