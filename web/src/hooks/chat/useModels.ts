import type { ModelView } from "@/types/chat";
import { useChatState } from "./chat-context";

/** The models that can be asked; empty until they are loaded. */
export function useModels(): readonly ModelView[] {
  return useChatState((state) => state.models);
}
