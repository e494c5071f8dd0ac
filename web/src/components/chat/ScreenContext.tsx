"use client";

import { createContext, type ReactNode, use, useCallback, useMemo, useState } from "react";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { setDrawer } from "@/stores/shell.store";

type Removed = {
  readonly id: string;
  readonly title: string;
  readonly wasOpen: boolean;
  readonly how: "deleted" | "archived";
};

type Screen = {
  /** The open conversation; null is a new one. */
  readonly conversationId: string | null;
  /** Shows a conversation, and one of its messages if that is named. */
  readonly go: (id: string | null, messageId?: string) => void;
  /** What was looked for last; its words are marked in the message that was found. */
  readonly found: readonly string[];
  readonly setFound: (words: readonly string[]) => void;
  /** What was deleted or archived last and can still be brought back. */
  readonly removed: Removed | null;
  readonly remove: (id: string, title: string) => void;
  readonly archive: (id: string, title: string) => void;
  readonly undo: () => void;
  readonly forgetRemoved: () => void;
};

const Context = createContext<Screen | null>(null);

/** What the panels of one screen share: where one is, the drawer, and the last deletion. */
export function ScreenProvider({
  conversationId,
  children,
}: {
  readonly conversationId: string | null;
  readonly children: ReactNode;
}) {
  const actions = useChatActions();
  const [found, setFound] = useState<readonly string[]>([]);
  const [removed, setRemoved] = useState<Removed | null>(null);

  const forgetRemoved = useCallback(() => setRemoved(null), []);

  const screen = useMemo<Screen>(
    () => ({
      conversationId,
      go: (id, messageId) => {
        // Asked for at once, and not when the page has been drawn for the new address.
        if (id !== null) actions.open(id);
        goTo(id, messageId);
        setDrawer(false);
      },
      found,
      setFound,
      removed,
      remove: (id, title) => {
        const wasOpen = id === conversationId;
        actions.remove(id);
        setRemoved({ id, title, wasOpen, how: "deleted" });
        if (wasOpen) goTo(null);
      },
      archive: (id, title) => {
        actions.setArchived(id, true);
        setRemoved({ id, title, wasOpen: false, how: "archived" });
      },
      undo: () => {
        if (!removed) return;
        if (removed.how === "archived") actions.setArchived(removed.id, false);
        else actions.undoRemove(removed.id);
        if (removed.wasOpen) goTo(removed.id);
        setRemoved(null);
      },
      forgetRemoved,
    }),
    [actions, conversationId, found, removed, forgetRemoved],
  );
  return <Context value={screen}>{children}</Context>;
}

export function useScreen(): Screen {
  const screen = use(Context);
  if (!screen) throw new Error("the chat's screen context is missing above this component");
  return screen;
}

/**
 * The address of a conversation, and of a message in it; ids ride in the query because the page is
 * a static file.
 */
export function chatHref(id: string | null, messageId?: string): string {
  if (id === null) return "/chat";
  const message = messageId === undefined ? "" : `&message=${encodeURIComponent(messageId)}`;
  return `/chat?id=${encodeURIComponent(id)}${message}`;
}

/** The history entry alone: nothing has to be fetched to show another conversation. */
function goTo(id: string | null, messageId?: string) {
  // From another page the chat's own has to come first.
  if (window.location.pathname !== "/chat") return window.location.assign(chatHref(id, messageId));
  window.history.pushState(null, "", chatHref(id, messageId));
}
