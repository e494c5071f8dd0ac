"use client";

import type { IconName } from "@/components/Icon";
import { IconButton } from "@/components/ui/IconButton";
import { useSetting } from "@/hooks/useSetting";
import type { Settings } from "@/lib/settings";
import { setSetting } from "@/stores/ui.store";

type Theme = Settings["theme"];

const next: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const icon: Record<Theme, IconName> = { system: "system", light: "light", dark: "dark" };

/** Goes round system, light and dark; the choice is this browser's and holds in all its tabs. */
export function ThemeSwitch() {
  const theme = useSetting("theme");
  return (
    <IconButton
      icon={icon[theme]}
      size={20}
      label={`Theme: ${theme}. Change to ${next[theme]}`}
      className="size-10"
      onClick={() => setSetting("theme", next[theme])}
    />
  );
}
