import { type FocusEvent, type KeyboardEvent, useState } from "react";

/**
 * The keyboard of a list of links: one of them can be reached by Tab, the arrows go on from there.
 * Above the first one is `out`, such as the search field. Rows carry `data-row` with their key.
 */
export function useListKeys(current: string | null, first: string | undefined, out?: () => void) {
  const [last, setLast] = useState<string | null>(null);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !(event.target instanceof Element)) return;
    if (!event.target.hasAttribute("data-row")) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
    const at = rows.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0) out?.();
    else rows[Math.min(to, rows.length - 1)]?.focus();
  };
  const onFocus = (event: FocusEvent) => {
    const row = event.target.getAttribute("data-row");
    if (row !== null) setLast(row);
  };
  const stop = last ?? current ?? first;
  return { onKeyDown, onFocus, stop };
}
