"use client";

import { DropdownMenu } from "radix-ui";
import { Icon, type IconName } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";

type UserMenuProps = {
  readonly name: string;
  readonly disabled: boolean;
  readonly onDisable: (disabled: boolean) => void;
  readonly onDelete: () => void;
};

/** What is done seldom with somebody's account. */
export function UserMenu({ name, disabled, onDisable, onDelete }: UserMenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton icon="more" label={`More for ${name}`} className="-me-2" />
      </DropdownMenu.Trigger>
      {/* Out of the list, but not out of its part of the page. */}
      <DropdownMenu.Portal container={document.querySelector("main")}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-40 animate-enter rounded-card border border-line bg-raised p-1 shadow-float"
        >
          <Item
            icon={disabled ? "check" : "hand"}
            label={disabled ? "Let in again" : "Shut out"}
            onSelect={() => onDisable(!disabled)}
          />
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          {/* After the menu has let go of the focus. */}
          <Item icon="delete" label="Delete…" danger onSelect={() => setTimeout(onDelete)} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
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
