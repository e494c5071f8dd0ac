import { useCallback } from "react";
import { useStore } from "zustand";
import { isLocalId, resolveId } from "@/stores/chat.store";
import { chatToolsStore, offIn, switchTool } from "@/stores/chat-tools";
import { ALL_TOOLS, selectTools } from "@/stores/tools-choice";
import { useChat, useChatState } from "./chat-context";

export type ToolsInChat = {
  readonly isOn: (name: string) => boolean;
  /** Switches some at once; rejects with a `MessageError` if the server refuses: all is as before. */
  readonly switchTo: (some: readonly string[], on: boolean) => Promise<void>;
};

/**
 * Which of the tools the models may call in a chat: the server's for a conversation that it
 * knows, this browser's for a new one (null) until its first message.
 */
export function useToolsInChat(id: string | null, names: readonly string[]): ToolsInChat {
  const { store, actions } = useChat();
  const kept = useChatState((state) => selectTools(state, id));
  const local = useChatState((state) => id === null || isLocalId(resolveId(state, id)));
  const off = useStore(chatToolsStore, (state) => offIn(state, id));

  const isOn = useCallback(
    (name: string) => (local ? !off.includes(name) : (kept?.includes(name) ?? true)),
    [local, off, kept],
  );
  const switchTo = useCallback(
    (some: readonly string[], on: boolean) => {
      // The server may have named it since this was drawn.
      const now = id === null ? null : resolveId(store.getState(), id);
      if (now === null || isLocalId(now)) {
        for (const name of some) switchTool(now, name, on);
        return Promise.resolve();
      }
      const before = selectTools(store.getState(), now) ?? names;
      const tools = names.filter((name) => (some.includes(name) ? on : before.includes(name)));
      return actions.setTools(now, tools.length === names.length ? ALL_TOOLS : tools);
    },
    [id, names, store, actions],
  );
  return { isOn, switchTo };
}
