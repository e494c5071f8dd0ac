import { useCallback, useSyncExternalStore } from "react";
import { readDraft, watchDrafts, writeDraft } from "@/lib/drafts";

const none = () => "";

/** The unsent text of a conversation (null: of a new one), kept over a reload, and its setter. */
export function useDraft(
  conversationId: string | null,
): readonly [text: string, setText: (text: string) => void] {
  const read = useCallback(() => readDraft(conversationId), [conversationId]);
  const text = useSyncExternalStore(watchDrafts, read, none);
  const setText = useCallback((next: string) => writeDraft(conversationId, next), [conversationId]);
  return [text, setText];
}
