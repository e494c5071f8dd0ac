import { useChatState } from "./chat-context";

/** Whether a question is being put in other words in its place. */
export function useEditing(messageId: string): boolean {
  return useChatState((state) => state.editingId === messageId);
}
