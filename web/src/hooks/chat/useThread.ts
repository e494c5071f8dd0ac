import { selectThread } from "@/stores/chat.store";
import type { ThreadView } from "@/types/chat";
import { useChatState } from "./chat-context";

/** A thread's shape: which messages, which run. A token does not change it. */
export function useThread(conversationId: string | null): ThreadView {
  return useChatState((state) => selectThread(state, conversationId));
}
