"use client";

import { Suspense, useState } from "react";
import { IconButton } from "@/components/ui/IconButton";
import { lazyPart } from "@/lib/lazy-part";
import type { ConversationView } from "@/types/chat";

const ConversationMenu = lazyPart(() => import("./ConversationMenu"));

const PARTS = "dialog, aside, main";

type MenuButtonProps = {
  readonly conversation: ConversationView;
  readonly onRename: () => void;
  readonly className?: string;
  readonly tabIndex?: number;
};

/** The button of a conversation's menu; the menu itself is fetched with the first press. */
export function MenuButton(props: MenuButtonProps) {
  const { conversation, onRename, className, tabIndex } = props;
  // Out of the list, which cuts off what is larger than it, but not out of its part of the page.
  const [holder, setHolder] = useState<HTMLElement | null>(null);
  const [byKey, setByKey] = useState(false);
  const button = (
    <IconButton
      icon="more"
      label={`More for “${conversation.title || "New chat"}”`}
      aria-haspopup="menu"
      className={className}
      tabIndex={tabIndex}
      onClick={(event) => {
        setByKey(event.detail === 0);
        setHolder(event.currentTarget.closest<HTMLElement>(PARTS) ?? document.body);
      }}
    />
  );
  if (holder === null) return button;
  return (
    <Suspense fallback={button}>
      <ConversationMenu
        conversation={conversation}
        holder={holder}
        byKey={byKey}
        onRename={onRename}
        className={className ?? ""}
        tabIndex={tabIndex}
      />
    </Suspense>
  );
}
