"use client";

import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

/** What makes a row's button its handle. */
export type DragHandle = {
  /** The row that hangs on the pointer. */
  readonly dragged: string | null;
  readonly props: (
    id: string,
    index: number,
  ) => {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
};

type Drag = { readonly id: string; readonly order: readonly string[] };

/**
 * Puts the rows of a list into another order, by pointer or by the arrow keys; `onMove` is told of
 * each change that is meant. `order` is what to show meanwhile.
 */
export function useReorder(
  list: RefObject<HTMLElement | null>,
  ids: readonly string[],
  onMove: (id: string, to: number) => void,
): { readonly order: readonly string[]; readonly handle: DragHandle } {
  const [drag, setDrag] = useState<Drag | null>(null);
  const moved = useRef<string | null>(null);
  // A row that went or came meanwhile is not in the order that the drag began with.
  const order = drag !== null && sameRows(drag.order, ids) ? drag.order : ids;

  // A row that changes places loses the focus with the place.
  useLayoutEffect(() => {
    const id = moved.current;
    const handle = id === null ? null : rowOf(list.current, id)?.querySelector("[data-slot=drag]");
    if (handle instanceof HTMLElement && document.activeElement !== handle) handle.focus();
  });

  const drop = useRef<(commit: boolean) => void>(() => undefined);
  drop.current = (commit) => {
    if (drag === null) return;
    const to = order.indexOf(drag.id);
    if (commit && to >= 0 && to !== ids.indexOf(drag.id)) onMove(drag.id, to);
    setDrag(null);
  };
  const dragged = drag?.id ?? null;
  useEffect(() => {
    if (dragged === null) return;
    const onPointerMove = ({ clientY }: globalThis.PointerEvent) =>
      setDrag((now) => now && { ...now, order: orderAt(list.current, now, clientY) });
    const onUp = () => drop.current(true);
    const onCancel = () => drop.current(false);
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      drop.current(false);
    };
    window.addEventListener("pointermove", onPointerMove);
    window.addEventListener("pointerup", onUp);
    window.addEventListener("pointercancel", onCancel);
    window.addEventListener("keydown", onKey, true);
    return () => {
      window.removeEventListener("pointermove", onPointerMove);
      window.removeEventListener("pointerup", onUp);
      window.removeEventListener("pointercancel", onCancel);
      window.removeEventListener("keydown", onKey, true);
    };
  }, [dragged, list]);

  const props: DragHandle["props"] = (id, index) => ({
    onPointerDown: (event) => {
      if (event.button !== 0 || ids.length < 2) return;
      moved.current = null;
      setDrag({ id, order: ids });
    },
    onKeyDown: (event) => {
      const to = event.key === "ArrowUp" ? index - 1 : event.key === "ArrowDown" ? index + 1 : -1;
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
      if (to < 0 || to >= ids.length) return;
      moved.current = id;
      onMove(id, to);
    },
  });
  return { order, handle: { dragged, props } };
}

/** The order with the dragged row where the pointer is. */
function orderAt(list: HTMLElement | null, { id, order }: Drag, y: number): readonly string[] {
  const others = order.filter((other) => other !== id);
  const above = others.filter((other) => {
    const box = rowOf(list, other)?.getBoundingClientRect();
    return box !== undefined && box.top + box.height / 2 < y;
  });
  const next = others.toSpliced(above.length, 0, id);
  return next.every((other, at) => other === order[at]) ? order : next;
}

function rowOf(list: HTMLElement | null, id: string): Element | null | undefined {
  return list?.querySelector(`[data-queued="${CSS.escape(id)}"]`);
}

function sameRows(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && right.every((id) => left.includes(id));
}
