import { useEffect, useMemo } from "react";
import { useAccess } from "@/hooks/access/access-context";
import { usePaged } from "@/hooks/access/usePaged";
import type { AuditEntry, AuditSearch } from "@/types/access";

const PAGE = 50;
/** Pages that are asked for at once where a search finds nothing in them. */
const EMPTY_PAGES = 4;

/** The trail, newest first, as far as it fits the search; another search is another component. */
export function useAudit(search: AuditSearch) {
  const { api } = useAccess();
  const load = useMemo(
    () => async (cursor?: string) => {
      let page = await api.listAudit({ ...search, cursor, limit: PAGE });
      // The server looks through so many entries at a time, and they may all be of other things.
      for (let more = EMPTY_PAGES; page.items.length === 0 && more > 0; more -= 1) {
        if (page.nextCursor === undefined) break;
        page = await api.listAudit({ ...search, cursor: page.nextCursor, limit: PAGE });
      }
      return page;
    },
    [api, search],
  );
  return usePaged<AuditEntry>(load, ({ seq }) => seq);
}

/** Calls `settle` with a text once nobody has written on for a moment. */
export function useSettled(text: string, settle: (text: string) => void): void {
  useEffect(() => {
    const timer = setTimeout(() => settle(text), 300);
    return () => clearTimeout(timer);
  }, [text, settle]);
}
