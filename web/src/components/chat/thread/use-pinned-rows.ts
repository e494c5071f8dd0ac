"use client";

import { type RefObject, useEffect, useMemo, useState } from "react";
import type { Row } from "./rows";

type Pins = {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly focused: string | undefined;
};

const NONE: Pins = { from: undefined, to: undefined, focused: undefined };
/** A selection over more rows keeps its ends alone. */
const MOST_ROWS = 200;

/**
 * Indexes of the rows that stay mounted wherever the reader scrolls: those with marked text, which
 * copying would miss otherwise, the one with the focus, and the one that is being written.
 */
export function usePinnedRows(
  box: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  running: boolean,
): readonly number[] {
  const [pins, setPins] = useState(NONE);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const controller = new AbortController();
    const { signal } = controller;
    const change = (next: Pins) =>
      setPins((now) =>
        now.from === next.from && now.to === next.to && now.focused === next.focused ? now : next,
      );
    const read = () => {
      const selection = document.getSelection();
      const marked = selection !== null && !selection.isCollapsed;
      change({
        from: marked ? rowOf(element, selection.anchorNode) : undefined,
        to: marked ? rowOf(element, selection.focusNode) : undefined,
        focused: rowOf(element, document.activeElement),
      });
    };
    document.addEventListener("selectionchange", read, { signal });
    element.addEventListener("focusin", read, { signal });
    element.addEventListener("focusout", () => setTimeout(read), { signal });
    return () => controller.abort();
  }, [box]);

  return useMemo(() => pinned(pins, rows, running), [pins, rows, running]);
}

export function pinned(pins: Pins, rows: readonly Row[], running: boolean): readonly number[] {
  const indexOf = (id: string | undefined) =>
    id === undefined ? -1 : rows.findIndex((row) => row.id === id);
  const indexes = new Set([indexOf(pins.focused), running ? rows.length - 1 : -1]);
  const ends = [indexOf(pins.from), indexOf(pins.to)].filter((index) => index >= 0);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  if (high - low < MOST_ROWS) for (let at = low; at <= high; at += 1) indexes.add(at);
  else for (const end of ends) indexes.add(end);
  indexes.delete(-1);
  return [...indexes];
}

function rowOf(box: Element, node: Node | null): string | undefined {
  const element = node instanceof Element ? node : node?.parentElement;
  const row = element?.closest("[data-row]");
  return row && box.contains(row) ? (row.getAttribute("data-row") ?? undefined) : undefined;
}
