import { selectQueue } from "@/stores/queue";
import type { QueuedView } from "@/types/chat";
import { useChatState } from "./chat-context";

/** The messages that wait in a conversation, the next first. A token does not change it. */
export function useQueue(conversationId: string | null): readonly QueuedView[] {
  return useChatState((state) => selectQueue(state, conversationId));
}
