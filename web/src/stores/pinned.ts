import type { ThalwegClient } from "@thalweg/client";
import { logger } from "@/lib/logger";
import type { ChatStore } from "./chat.store";
import { putConversations } from "./conversation-list";

/** As many as a page can have. */
const LIMIT = 200;

/** Loads what is pinned, however long ago it changed: it stands above the list's first page. */
export async function loadPinned(client: ThalwegClient, store: ChatStore): Promise<void> {
  try {
    const page = await client.listConversations({ pinned: true, limit: LIMIT });
    const { conversations } = store.getState();
    // What is known by now may be newer than this page.
    putConversations(
      store,
      page.items.filter(({ id }) => !conversations.has(id)),
    );
  } catch (error) {
    logger.warn("the pinned conversations could not be loaded", { error });
  }
}
