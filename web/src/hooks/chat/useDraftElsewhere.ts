import { use } from "react";
import { NEW_PLACE } from "@/lib/drafts";
import type { DraftElsewhere } from "@/stores/chat.store";
import { useChatState } from "./chat-context";
import { DraftsContext } from "./drafts-context";

type Elsewhere = DraftElsewhere & {
  /** Takes it, and keeps what is in the composer in its place. */
  readonly swap: () => void;
  /** Stays with what is in the composer. */
  readonly keep: () => void;
};

/** Another text for a conversation's composer (null: a new one's), if there is one. */
export function useDraftElsewhere(conversationId: string | null): Elsewhere | undefined {
  const place = conversationId ?? NEW_PLACE;
  const other = useChatState((state) => state.draftsElsewhere.get(place));
  const drafts = use(DraftsContext);
  if (other === undefined || drafts === null) return undefined;
  return { ...other, swap: () => drafts.swap(place), keep: () => drafts.keep(place) };
}
