import type { ChatActions } from "@/types/chat";
import { useChat } from "./chat-context";

/** What a person can do; the same object on every render. */
export function useChatActions(): ChatActions {
  return useChat().actions;
}
