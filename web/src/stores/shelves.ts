import type { ConversationPageView } from "@/types/chat";
import { type ChatRuntime, toProblem } from "./chat-runtime";
import { toConversationView } from "./conversation-list";

/**
 * A page of the conversations that were put aside, as the server orders them; rejects with a
 * `MessageError`.
 */
export async function listShelf(
  client: ChatRuntime["client"],
  shelf: "archived" | "deleted",
  cursor: string | undefined,
): Promise<ConversationPageView> {
  try {
    const page = await client.listConversations({
      [shelf]: true,
      ...(cursor !== undefined && { cursor }),
    });
    const { nextCursor } = page;
    return {
      conversations: page.items.map(toConversationView),
      ...(nextCursor !== undefined && { nextCursor }),
    };
  } catch (error) {
    throw toProblem(error);
  }
}
