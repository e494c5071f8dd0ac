import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { VirtualizerHandle } from "virtua";
import { useChat } from "@/hooks/chat/chat-context";
import { startRenaming } from "@/stores/shell.store";
import { useScreen } from "../ScreenContext";
import { createTypeAhead, listMove } from "./list-keys";
import type { HistoryRow } from "./rows";

/**
 * The keyboard of a list that is drawn in part: one chat can be reached by Tab, the keys go on from
 * there, and the line that has the focus stays drawn wherever the list is scrolled.
 */
export function useRoving(
  rows: readonly HistoryRow[],
  handle: RefObject<VirtualizerHandle | null>,
  scroller: RefObject<HTMLElement | null>,
) {
  const { store } = useChat();
  const { conversationId, remove } = useScreen();
  const [[lastId, beforeId], setLast] = useState<readonly [string | null, string | null]>([
    null,
    null,
  ]);
  const wanted = useRef<string | null>(null);
  const [typeAhead] = useState(createTypeAhead);

  const indexes = useMemo(
    () => new Map(rows.flatMap((row, index) => (row.kind === "chat" ? [[row.id, index]] : []))),
    [rows],
  );
  const ids = useMemo(() => [...indexes.keys()], [indexes]);
  const known = (id: string | null) => (id !== null && indexes.has(id) ? id : undefined);
  const activeId = known(lastId) ?? known(conversationId) ?? ids[0];
  // The one before too: the focus would be lost with it on its way to a line that is far away.
  const keepMounted = useMemo(
    () =>
      [activeId, beforeId].flatMap((id) => indexes.get(id ?? "") ?? []).toSorted((a, b) => a - b),
    [activeId, beforeId, indexes],
  );

  // After the line is drawn, which it may not have been before.
  useLayoutEffect(() => {
    if (wanted.current === null || wanted.current !== activeId) return;
    const id = wanted.current;
    const take = (frames: number) => {
      const line = scroller.current?.querySelector<HTMLElement>(`[data-chat="${CSS.escape(id)}"]`);
      line?.focus({ preventScroll: true });
      // A line cannot take the focus until it was measured.
      const taken = line !== undefined && line === document.activeElement;
      if (!taken && frames > 0 && wanted.current === id) {
        requestAnimationFrame(() => take(frames - 1));
      } else wanted.current = null;
    };
    take(10);
  }, [activeId, scroller]);

  const focus = (id: string | undefined) => {
    if (id === undefined) return;
    wanted.current = id;
    setLast([id, activeId ?? null]);
    const index = indexes.get(id);
    // The first chat brings its heading with it.
    if (index !== undefined)
      handle.current?.scrollToIndex(index === 1 ? 0 : index, { align: "nearest" });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const id = event.target instanceof Element ? event.target.getAttribute("data-chat") : null;
    if (id === null || event.nativeEvent.isComposing) return;
    const at = ids.indexOf(id);
    const titleOf = (one: string) => store.getState().conversations.get(one)?.title ?? "";
    const page = Math.max(1, Math.floor((handle.current?.viewportSize ?? 0) / 40) - 1);
    const move = listMove(event, at, ids.length, page);
    if (move === "out") searchFieldOf(scroller.current)?.focus();
    else if (move !== undefined) focus(ids[move]);
    else if (event.key === "F2") startRenaming(id, "row");
    else if (event.key === "Delete" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const next = ids[at + 1] ?? ids[at - 1];
      if (next !== undefined) focus(next);
      else searchFieldOf(scroller.current)?.focus();
      remove(id, titleOf(id));
    } else {
      const found = typeAhead(event, ids, at, titleOf);
      if (found === undefined) return;
      focus(found);
    }
    event.preventDefault();
  };

  const onFocus = (event: FocusEvent) => {
    const id = event.target.getAttribute("data-chat");
    if (id !== null) setLast(([last, before]) => (last === id ? [last, before] : [id, last]));
  };

  return { activeId, keepMounted, onKeyDown, onFocus };
}

function searchFieldOf(element: HTMLElement | null) {
  return element?.closest("[data-slot=history]")?.querySelector<HTMLElement>("input[type=search]");
}
