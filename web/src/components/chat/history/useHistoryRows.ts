import { useEffect, useMemo, useState } from "react";
import { useChatState } from "@/hooks/chat/chat-context";
import { daysAt, type HistoryRow, historyRows, untilTomorrow } from "./rows";

/** The list's lines, made anew when a chat or the day changes. */
export function useHistoryRows(): readonly HistoryRow[] {
  const ids = useChatState((state) => state.list.ids);
  const conversations = useChatState((state) => state.conversations);
  const days = useDays();
  const rows = useMemo(() => historyRows(ids, conversations, days), [ids, conversations, days]);
  // Most changes are of a chat's title or state, which its own line reads.
  const [stable, setStable] = useState(rows);
  if (stable !== rows && !sameRows(stable, rows)) {
    setStable(rows);
    return rows;
  }
  return stable;
}

function useDays() {
  const [days, setDays] = useState(() => daysAt(new Date()));
  useEffect(() => {
    const look = () => {
      const next = daysAt(new Date());
      if (next.today !== days.today) setDays(next);
    };
    const timer = setTimeout(look, untilTomorrow(new Date()) + 1_000);
    // A timer does not count the time that a computer sleeps.
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [days]);
  return days;
}

function sameRows(left: readonly HistoryRow[], right: readonly HistoryRow[]): boolean {
  return left.length === right.length && left.every((row, index) => sameRow(row, right[index]));
}

function sameRow(left: HistoryRow, right: HistoryRow | undefined): boolean {
  if (left.kind === "heading") return right?.kind === "heading" && left.group === right.group;
  return right?.kind === "chat" && left.id === right.id && left.position === right.position;
}
