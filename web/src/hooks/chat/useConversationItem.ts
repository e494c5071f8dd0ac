import { resolveId } from "@/stores/chat.store";
import type { ConversationView } from "@/types/chat";
import { useChatState } from "./chat-context";

/** One conversation; undefined while it is not known. */
export function useConversationItem(id: string): ConversationView | undefined {
  return useChatState((state) => state.conversations.get(resolveId(state, id)));
}
