"use client";

import type { IconName } from "@/components/Icon";
import { IconButton } from "@/components/ui/IconButton";
import { keysOf, type ShortcutId } from "@/lib/shortcuts";
import { type OverlayName, openOverlay } from "@/stores/shell.store";

type RailButtonProps = {
  readonly icon: IconName;
  readonly label: string;
  readonly opens: OverlayName;
};

/** A button of the rail; what it opens has a shortcut of the same name. */
export function RailButton({ icon, label, opens }: RailButtonProps) {
  const shortcut: ShortcutId = opens;
  return (
    <IconButton
      icon={icon}
      size={20}
      label={label}
      shortcut={keysOf(shortcut)}
      aria-haspopup="dialog"
      className="size-10"
      onClick={() => openOverlay(opens)}
    />
  );
}
