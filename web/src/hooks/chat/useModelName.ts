import { useChatState } from "./chat-context";

/** What to show for a model's id; of one that is gone, the id itself. */
export function useModelName(id: string | undefined): string | undefined {
  return useChatState((state) => state.models.find((model) => model.id === id)?.name ?? id);
}
