import type { TemplateView } from "@/types/chat";
import { useChatState } from "./chat-context";

/** The person's templates by name; undefined until they are loaded. */
export function useTemplates(): readonly TemplateView[] | undefined {
  return useChatState((state) => state.templates);
}
