import { type RefObject, useCallback, useEffect, useState } from "react";

/**
 * Takes the reader to the first field in `box` that is wrong. To be called together with what sets
 * the faults: it looks once the page has been drawn with them, however long that takes.
 */
export function useFaultFocus(box: RefObject<HTMLElement | null>): () => void {
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (asked > 0) box.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [asked, box]);
  return useCallback(() => setAsked((before) => before + 1), []);
}
