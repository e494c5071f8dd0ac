import type { ConversationListView } from "@/types/chat";
import { useChatState } from "./chat-context";

/** Which conversations there are, most recently changed first. */
export function useConversationList(): ConversationListView {
  return useChatState((state) => state.list);
}
