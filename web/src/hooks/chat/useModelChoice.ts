import { useMemo } from "react";
import { selectModelChoice } from "@/stores/model-choice";
import type { ModelChoice } from "@/types/chat";
import { useChatState } from "./chat-context";

/** Which model answers next in a conversation (null: in a new one). */
export function useModelChoice(conversationId: string | null): ModelChoice {
  const model = useChatState((state) => selectModelChoice(state, conversationId).model);
  const missing = useChatState((state) => selectModelChoice(state, conversationId).missing);
  return useMemo(() => ({ model, ...(missing !== undefined && { missing }) }), [model, missing]);
}
