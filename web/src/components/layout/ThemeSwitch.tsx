"use client";

import { useSyncExternalStore } from "react";
import type { IconName } from "@/components/Icon";
import { IconButton } from "@/components/ui/IconButton";
import { parseTheme, THEME_KEY, type Theme } from "./theme-script";

const next: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const icon: Record<Theme, IconName> = { system: "system", light: "light", dark: "dark" };

/** Goes round system, light and dark; the choice is this browser's and holds in all its tabs. */
export function ThemeSwitch() {
  const theme = useSyncExternalStore(subscribe, currentTheme, () => "system" as const);
  return (
    <IconButton
      icon={icon[theme]}
      size={20}
      label={`Theme: ${theme}. Change to ${next[theme]}`}
      className="size-10"
      onClick={() => choose(next[theme])}
    />
  );
}

function currentTheme(): Theme {
  return parseTheme(document.documentElement.dataset.theme ?? null);
}

function apply(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function choose(theme: Theme) {
  apply(theme);
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Storage may be forbidden; the choice then holds until the page is left.
  }
  window.dispatchEvent(new Event("thalweg:theme"));
}

function subscribe(changed: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key !== THEME_KEY) return;
    apply(parseTheme(event.newValue));
    changed();
  };
  window.addEventListener("thalweg:theme", changed);
  window.addEventListener("storage", onStorage);
  return () => {
    window.removeEventListener("thalweg:theme", changed);
    window.removeEventListener("storage", onStorage);
  };
}
