"use client";

import { useState } from "react";
import { useChatState } from "@/hooks/chat/chat-context";

/**
 * A key for what belongs to one conversation on the screen. A new chat begins under an id of this
 * tab's making; when the server's takes its place in the address, the key stays, so that nothing
 * is drawn anew or loses its scroll in mid-answer.
 */
export function useThreadKey(conversationId: string | null): string | null {
  const aliases = useChatState((state) => state.aliases);
  const [kept, setKept] = useState({ id: conversationId, key: conversationId });
  if (kept.id === conversationId) return kept.key;
  const renamed = kept.id !== null && aliases.get(kept.id) === conversationId;
  const key = renamed ? kept.key : conversationId;
  setKept({ id: conversationId, key });
  return key;
}
