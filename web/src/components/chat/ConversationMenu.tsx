"use client";

import { DropdownMenu } from "radix-ui";
import { useRef } from "react";
import { Icon, type IconName } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { ConversationView } from "@/types/chat";
import { useScreen } from "./ScreenContext";

type ConversationMenuProps = {
  readonly conversation: ConversationView;
  readonly onRename: () => void;
  readonly className: string;
};

/** Rename, pin, archive and delete; open from its first appearance, which a press has asked for. */
export default function ConversationMenu({
  conversation: { id, title, pinned, archived },
  onRename,
  className,
}: ConversationMenuProps) {
  const { setPinned, setArchived } = useChatActions();
  const { remove, archive } = useScreen();
  const renaming = useRef(false);

  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton icon="more" label={`More for “${title || "New chat"}”`} className={className} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        onCloseAutoFocus={(event) => {
          // The title's field has taken the focus; it must not come back here.
          if (renaming.current) event.preventDefault();
          renaming.current = false;
        }}
        className="z-40 min-w-40 animate-enter rounded-card border border-line bg-raised p-1 shadow-float"
      >
        <Item
          icon="rename"
          label="Rename"
          onSelect={() => {
            renaming.current = true;
            // After the menu has let go of the focus.
            setTimeout(onRename);
          }}
        />
        <Item
          icon={pinned ? "unpin" : "pin"}
          label={pinned ? "Unpin" : "Pin"}
          onSelect={() => setPinned(id, !pinned)}
        />
        {archived ? (
          <Item
            icon="unarchive"
            label="Take out of the archive"
            onSelect={() => setArchived(id, false)}
          />
        ) : (
          <Item icon="archive" label="Archive" onSelect={() => archive(id, title)} />
        )}
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        <Item icon="delete" label="Delete" danger onSelect={() => remove(id, title)} />
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

type ItemProps = {
  readonly icon: IconName;
  readonly label: string;
  readonly danger?: boolean;
  readonly onSelect: () => void;
};

function Item({ icon, label, danger = false, onSelect }: ItemProps) {
  return (
    <DropdownMenu.Item
      onSelect={onSelect}
      className={cx(
        "flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 outline-none data-highlighted:bg-hover touch:h-11",
        danger ? "text-danger" : "text-fg",
      )}
    >
      <Icon name={icon} />
      {label}
    </DropdownMenu.Item>
  );
}
