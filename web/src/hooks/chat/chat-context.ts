import { createContext, use } from "react";
import { useStore } from "zustand";
import type { ChatState, ChatStore } from "@/stores/chat.store";
import type { ChatActions } from "@/types/chat";

export type ChatHandle = { readonly store: ChatStore; readonly actions: ChatActions };

export const ChatContext = createContext<ChatHandle | null>(null);

/** The chat of the provider above. */
export function useChat(): ChatHandle {
  const chat = use(ChatContext);
  if (chat === null) throw new Error("the chat's provider is missing above this component");
  return chat;
}

/** Reads from the store; renders again only if the selected value is another one. */
export function useChatState<T>(select: (state: ChatState) => T): T {
  return useStore(useChat().store, select);
}
