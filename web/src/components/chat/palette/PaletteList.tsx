import type { ReactNode, Ref } from "react";
import { Icon } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import { Keys } from "@/components/ui/Keys";
import { Wave } from "@/components/ui/Wave";
import { SHORTCUTS } from "@/lib/shortcuts";
import { Marked } from "../search/Marked";
import type { PaletteGroup, PaletteItem } from "./palette-items";

type PaletteListProps = {
  readonly ref: Ref<HTMLDivElement>;
  readonly id: string;
  readonly groups: readonly PaletteGroup[];
  readonly chosen: PaletteItem | undefined;
  readonly optionId: (item: PaletteItem) => string;
  readonly onHover: (item: PaletteItem) => void;
  readonly onTake: (item: PaletteItem) => void;
};

export function PaletteList(props: PaletteListProps) {
  const { ref, id, groups, chosen, optionId, onHover, onTake } = props;
  return (
    <div
      ref={ref}
      id={id}
      role="listbox"
      aria-label="Chats and commands"
      // The field above scrolls it; without this the browser would make it a stop of its own.
      tabIndex={-1}
      className="min-h-0 grow overflow-y-auto overscroll-contain p-2"
    >
      {groups.map(({ title, items }, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options is no group of fields.
        <div key={title} role="group" aria-labelledby={`${id}-group-${index}`} className="pb-2">
          <p id={`${id}-group-${index}`} className="px-2 py-1 text-caption text-faint">
            {title}
          </p>
          {items.map((item) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the option.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys.
            <div
              key={item.key}
              id={optionId(item)}
              role="option"
              aria-selected={item === chosen}
              // A pointer that lies still while the list changes under it chooses nothing.
              onPointerMove={() => item !== chosen && onHover(item)}
              onClick={() => onTake(item)}
              className={cx(
                "flex min-h-(--row) cursor-pointer items-center gap-3 rounded-control px-2 py-1",
                item === chosen ? "bg-hover text-fg" : "text-muted",
              )}
            >
              <Entry item={item} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function Entry({ item }: { readonly item: PaletteItem }): ReactNode {
  if (item.kind === "command") {
    const { icon, label, shortcut } = item.command;
    return (
      <>
        <Icon name={icon} />
        <span className="min-w-0 grow truncate">{label}</span>
        {/* A screen that is touched has no such keys. */}
        {shortcut ? (
          <span className="touch:hidden">
            <Keys keys={SHORTCUTS[shortcut].keys[0]} />
          </span>
        ) : null}
      </>
    );
  }
  if (item.kind === "chat") {
    return (
      <>
        <Icon name="chat" />
        <span className="min-w-0 grow truncate">{item.chat.title || "New chat"}</span>
        {item.chat.running ? <Wave /> : null}
      </>
    );
  }
  const { title, snippet, marks, messageId } = item.hit;
  return (
    <>
      <Icon name="search" />
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate">
          {messageId === undefined ? <Marked text={snippet} marks={marks} /> : title || "New chat"}
        </span>
        {messageId === undefined ? null : (
          <span className="truncate text-caption">
            <Marked text={snippet} marks={marks} />
          </span>
        )}
      </span>
    </>
  );
}
