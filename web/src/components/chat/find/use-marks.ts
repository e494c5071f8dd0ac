"use client";

import { useEffect } from "react";
import { paint, unpaint } from "./paint";
import { rangesIn } from "./ranges";
import type { Match } from "./use-find";

/** Marks the query in every message that is mounted, and keeps up with those that come and go. */
export function useMarks(box: HTMLElement | null, query: string, current: Match | undefined): void {
  useEffect(() => {
    if (!box) return;
    let frame: number | undefined;
    const mark = () => {
      frame = undefined;
      if (query === "") return unpaint();
      const all: Range[] = [];
      let chosen: Range | undefined;
      for (const message of box.querySelectorAll("[data-message]")) {
        const ranges = rangesIn(message, query);
        all.push(...ranges);
        const isCurrent = message.getAttribute("data-message") === current?.messageId;
        if (isCurrent) chosen = ranges[Math.min(current?.nth ?? 0, ranges.length - 1)];
      }
      paint(all, chosen);
    };
    const soon = () => {
      frame ??= requestAnimationFrame(mark);
    };
    mark();
    const observer = new MutationObserver(soon);
    observer.observe(box, { childList: true, characterData: true, subtree: true });
    return () => {
      observer.disconnect();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [box, query, current]);
  useEffect(() => unpaint, []);
}

/** Where a match stands on the screen, once its message is mounted. */
export function matchRect(box: Element, query: string, match: Match): DOMRect | undefined {
  const message = box.querySelector(`[data-message="${CSS.escape(match.messageId)}"]`);
  if (!message) return undefined;
  const ranges = rangesIn(message, query);
  return ranges[Math.min(match.nth, ranges.length - 1)]?.getBoundingClientRect();
}
