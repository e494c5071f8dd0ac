import { selectMessage } from "@/stores/chat.store";
import type { MessageView } from "@/types/chat";
import { useChatState } from "./chat-context";

/** One message; undefined once it is gone. A token renders its own message again and no other. */
export function useMessage(conversationId: string, messageId: string): MessageView | undefined {
  return useChatState((state) => selectMessage(state, conversationId, messageId));
}
