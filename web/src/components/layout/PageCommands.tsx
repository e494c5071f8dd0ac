"use client";

import { useCommand } from "@/hooks/useCommand";
import { useSetting } from "@/hooks/useSetting";
import { openOverlay } from "@/stores/shell.store";
import { setSetting } from "@/stores/ui.store";

/** What can be done on every page, by the palette. Draws nothing. */
export function PageCommands() {
  usePageLink("chat", "Go to the chat", 7);
  usePageLink("tools", "Go to the tools", 8);
  useCommand({
    id: "settings",
    label: "Settings",
    icon: "settings",
    words: "preferences options density font motion notifications images",
    order: 20,
    shortcut: "settings",
    run: () => openOverlay("settings"),
  });
  useCommand({
    id: "shortcuts",
    label: "Shortcuts",
    icon: "keyboard",
    words: "keys keyboard help",
    order: 21,
    shortcut: "shortcuts",
    run: () => openOverlay("shortcuts"),
  });
  useThemeCommands();
  return null;
}

/** The way to another page. */
function usePageLink(page: "chat" | "tools", label: string, order: number) {
  const here = typeof window !== "undefined" && window.location.pathname === `/${page}`;
  useCommand(
    {
      id: `page-${page}`,
      label,
      icon: page === "chat" ? "chat" : "tool",
      words: page === "tools" ? "calls jobs permissions functions page" : "talk page",
      order,
      run: () => window.location.assign(`/${page}`),
    },
    !here,
  );
}

function useThemeCommands() {
  const theme = useSetting("theme");
  useCommand(
    {
      id: "theme-light",
      label: "Light theme",
      icon: "light",
      words: "appearance colours bright",
      order: 11,
      run: () => setSetting("theme", "light"),
    },
    theme !== "light",
  );
  useCommand(
    {
      id: "theme-dark",
      label: "Dark theme",
      icon: "dark",
      words: "appearance colours night",
      order: 12,
      run: () => setSetting("theme", "dark"),
    },
    theme !== "dark",
  );
  useCommand(
    {
      id: "theme-system",
      label: "Theme of the system",
      icon: "system",
      words: "appearance colours automatic",
      order: 13,
      run: () => setSetting("theme", "system"),
    },
    theme !== "system",
  );
}
