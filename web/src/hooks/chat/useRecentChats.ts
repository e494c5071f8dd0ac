import { useMemo } from "react";
import type { ConversationView } from "@/types/chat";
import { useChatState } from "./chat-context";

/** The loaded chats themselves, most recently changed first. */
export function useRecentChats(): readonly ConversationView[] {
  const ids = useChatState((state) => state.list.ids);
  const conversations = useChatState((state) => state.conversations);
  return useMemo(() => ids.flatMap((id) => conversations.get(id) ?? []), [ids, conversations]);
}
