import { useEffect } from "react";
import { type ChatStore, isLocalId, resolveId } from "@/stores/chat.store";

/**
 * Keeps ids of this tab's making out of the address: once the server has named a new conversation
 * the entry in the history is replaced; one that no reload can know leads to a new chat.
 */
export function useRealAddress(store: ChatStore): void {
  useEffect(() => {
    const replace = () => {
      const url = new URL(window.location.href);
      const id = url.searchParams.get("id");
      if (id === null || !isLocalId(id)) return;
      const state = store.getState();
      const real = resolveId(state, id);
      if (real !== id) url.searchParams.set("id", real);
      else if (state.threads.get(id)?.status !== "ready") url.searchParams.delete("id");
      else return;
      window.history.replaceState(null, "", url);
    };
    replace();
    return store.subscribe((state, before) => {
      if (state.aliases !== before.aliases) replace();
    });
  }, [store]);
}
