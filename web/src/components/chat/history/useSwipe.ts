import { useEffect } from "react";

/** Pixels that a finger goes until it is meant. */
const FAR_PX = 56;

/**
 * Opens something by a finger that goes from the page's start towards its end, and closes it by one
 * that goes back. What scrolls sideways itself, such as code and tables, keeps its own swipes.
 */
export function useSwipe(show: (open: boolean) => void): void {
  useEffect(() => {
    let from: { readonly x: number; readonly y: number } | undefined;
    const onStart = (event: TouchEvent) => {
      const [touch] = event.touches;
      const free = event.touches.length === 1 && !scrollsSideways(event.target) && !isSelecting();
      from = free && touch ? { x: touch.clientX, y: touch.clientY } : undefined;
    };
    const onMove = (event: TouchEvent) => {
      const [touch] = event.touches;
      if (from === undefined || touch === undefined) return;
      const across = touch.clientX - from.x;
      const down = Math.abs(touch.clientY - from.y);
      if (event.touches.length > 1 || down > Math.max(12, Math.abs(across) / 2)) {
        from = undefined;
      } else if (Math.abs(across) >= FAR_PX) {
        from = undefined;
        const towardsEnd = across > 0 === (document.documentElement.dir !== "rtl");
        show(towardsEnd);
      }
    };
    const passive = { passive: true } as const;
    document.addEventListener("touchstart", onStart, passive);
    document.addEventListener("touchmove", onMove, passive);
    return () => {
      document.removeEventListener("touchstart", onStart);
      document.removeEventListener("touchmove", onMove);
    };
  }, [show]);
}

const isSelecting = () => document.getSelection()?.isCollapsed === false;

function scrollsSideways(target: EventTarget | null): boolean {
  for (let at = target instanceof Element ? target : null; at !== null; at = at.parentElement) {
    if (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) return true;
    if (at.scrollWidth > at.clientWidth && /auto|scroll/.test(getComputedStyle(at).overflowX)) {
      return true;
    }
  }
  return false;
}
