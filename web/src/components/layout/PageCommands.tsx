"use client";

import type { IconName } from "@/components/Icon";
import { useAccess, useAccessState } from "@/hooks/access/access-context";
import { useCommand } from "@/hooks/useCommand";
import { useSetting } from "@/hooks/useSetting";
import { selectHasAccounts, selectIsAdmin } from "@/stores/access/access.store";
import { openOverlay } from "@/stores/shell.store";
import { setSetting } from "@/stores/ui.store";

/** What can be done on every page, by the palette. Draws nothing. */
export function PageCommands() {
  const accounts = useAccessState(selectHasAccounts);
  const admin = useAccessState(selectIsAdmin);
  usePageLink("chat", "Go to the chat", 7);
  usePageLink("tools", "Go to the tools", 8);
  usePageLink("account", "Go to the account", 9, accounts);
  usePageLink("admin", "Go to admin", 10, admin);
  useSignCommands();
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

type PageName = "chat" | "tools" | "account" | "admin";

const PAGE_LOOKS: Readonly<Record<PageName, { readonly icon: IconName; readonly words: string }>> =
  {
    chat: { icon: "chat", words: "talk page" },
    tools: { icon: "tool", words: "calls jobs permissions functions page" },
    account: { icon: "account", words: "profile password sessions page" },
    admin: { icon: "admin", words: "users invitations keys audit page" },
  };

/** The way to another page. */
function usePageLink(page: PageName, label: string, order: number, there = true) {
  const here = typeof window !== "undefined" && window.location.pathname === `/${page}`;
  const { icon, words } = PAGE_LOOKS[page];
  useCommand(
    {
      id: `page-${page}`,
      label,
      icon,
      words,
      order,
      run: () => window.location.assign(`/${page}`),
    },
    there && !here,
  );
}

/** In and out, where people can. */
function useSignCommands() {
  const { want } = useAccess();
  const accounts = useAccessState(selectHasAccounts);
  const account = useAccessState(({ me }) => me?.account !== undefined);
  useCommand(
    {
      id: "sign-out",
      label: "Sign out",
      icon: "sign-out",
      words: "log out leave session",
      order: 22,
      run: () => want("sign-out"),
    },
    account,
  );
  useCommand(
    {
      id: "sign-in",
      label: "Sign in",
      icon: "account",
      words: "log in account",
      order: 22,
      run: () => want("sign-in"),
    },
    accounts && !account,
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
