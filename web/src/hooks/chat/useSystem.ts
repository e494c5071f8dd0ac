import { isLocalId, resolveId } from "@/stores/chat.store";
import { useChatState } from "./chat-context";

/** What the models of a conversation (null: of the next new one) are told; empty if nothing. */
export function useSystem(conversationId: string | null): string {
  return useChatState((state) => {
    const key = conversationId === null ? null : resolveId(state, conversationId);
    if (key === null || isLocalId(key)) return state.newSystem;
    return state.conversations.get(key)?.system ?? "";
  });
}
