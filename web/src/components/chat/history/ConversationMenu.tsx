"use client";

import { DropdownMenu } from "radix-ui";
import { type Ref, useEffect, useRef } from "react";
import { Icon, type IconName } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { ConversationView } from "@/types/chat";
import { useScreen } from "../ScreenContext";
import { exportAs } from "../transfer/export-chat";

type ConversationMenuProps = {
  readonly conversation: ConversationView;
  /** What the menu is drawn in. */
  readonly holder: HTMLElement;
  /** Whether a key asked for it; then the first entry has the focus, as a menu's has. */
  readonly byKey: boolean;
  readonly onRename: () => void;
  readonly className: string;
  readonly tabIndex: number | undefined;
};

/** Rename, pin, archive, export and delete; open from its first appearance, which a press has asked for. */
export default function ConversationMenu({
  conversation: { id, title, pinned, archived },
  holder,
  byKey,
  onRename,
  className,
  tabIndex,
}: ConversationMenuProps) {
  const { setPinned, setArchived, exportChat } = useChatActions();
  const { remove, archive } = useScreen();
  const renaming = useRef(false);
  const first = useRef<HTMLDivElement>(null);

  // The menu itself knows of keys only from its second opening on.
  useEffect(() => {
    if (byKey) first.current?.focus();
  }, [byKey]);

  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton
          icon="more"
          label={`More for “${title || "New chat"}”`}
          className={className}
          tabIndex={tabIndex}
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={holder}>
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
            ref={first}
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
          <Item
            icon="download"
            label="Export as Markdown"
            onSelect={() => exportAs(exportChat, { id, title }, "md")}
          />
          <Item
            icon="download"
            label="Export as JSON"
            onSelect={() => exportAs(exportChat, { id, title }, "json")}
          />
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <Item icon="delete" label="Delete" danger onSelect={() => remove(id, title)} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type ItemProps = {
  readonly ref?: Ref<HTMLDivElement>;
  readonly icon: IconName;
  readonly label: string;
  readonly danger?: boolean;
  readonly onSelect: () => void;
};

function Item({ ref, icon, label, danger = false, onSelect }: ItemProps) {
  return (
    <DropdownMenu.Item
      ref={ref}
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
