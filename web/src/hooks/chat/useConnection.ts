import type { ConnectionView } from "@/types/chat";
import { useChatState } from "./chat-context";

/** How the tab's stream is. */
export function useConnection(): ConnectionView {
  return useChatState((state) => state.connection);
}
