import { logger } from "@/lib/logger";
import type { MessageError } from "@/types/chat";
import { type ChatState, isLocalId, resolveId } from "./chat.store";
import { type ChatRuntime, toProblem } from "./chat-runtime";

/** Says that all tools that are switched on may be called, also those that come later. */
export const ALL_TOOLS: readonly string[] = ["*"];

/**
 * The tools that the models of a conversation may call, as the person sees it: what was chosen
 * last, else what the server has. Undefined: all, or a chat that the server does not know.
 */
export function selectTools(state: ChatState, id: string | null): readonly string[] | undefined {
  if (id === null) return undefined;
  const key = resolveId(state, id);
  const tools = state.toolWishes.get(key) ?? state.conversations.get(key)?.tools;
  return tools?.includes("*") ? undefined : tools;
}

export type ToolsChoice = {
  /**
   * Gives a conversation other tools; shown at once, and as before if the server refuses, with
   * which it rejects (a `MessageError`). Of choices made while one is on its way the last is sent.
   */
  setTools(id: string, tools: readonly string[]): Promise<void>;
  /** Resolves once no choice for a conversation is on its way, whatever became of it. */
  settled(id: string): Promise<void>;
};

export function createToolsChoice({ store, client, feed }: ChatRuntime): ToolsChoice {
  const underWay = new Map<string, Promise<void>>();

  const wish = (id: string, tools: readonly string[] | undefined) =>
    store.setState(({ toolWishes }) => {
      const wishes = new Map(toolWishes);
      if (tools === undefined) wishes.delete(id);
      else wishes.set(id, tools);
      return { toolWishes: wishes };
    });

  async function send(id: string): Promise<void> {
    for (;;) {
      const tools = store.getState().toolWishes.get(id);
      if (tools === undefined) return;
      await client.updateConversation(id, { tools: [...tools] }).then(feed.putUnlessTold());
      if (store.getState().toolWishes.get(id) === tools) return wish(id, undefined);
    }
  }

  return {
    setTools(id, tools) {
      const key = resolveId(store.getState(), id);
      if (isLocalId(key)) return Promise.reject(UNKNOWN_YET);
      wish(key, tools);
      const before = underWay.get(key);
      if (before !== undefined) return before;
      const sent = send(key)
        .catch((error: unknown) => {
          const problem = toProblem(error);
          logger.warn("a conversation could not be given other tools", problem);
          wish(key, undefined);
          throw problem;
        })
        .finally(() => underWay.delete(key));
      underWay.set(key, sent);
      return sent;
    },
    settled: async (id) => {
      await underWay.get(id)?.catch(() => undefined);
    },
  };
}

const UNKNOWN_YET: MessageError = {
  code: "network",
  message: "the server does not know this chat yet",
};
