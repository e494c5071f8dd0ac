import type { ConversationView } from "@/types/chat";

export type HistoryGroup = "pinned" | "today" | "yesterday" | "week" | "earlier";

export type HistoryRow =
  | { readonly kind: "heading"; readonly group: HistoryGroup }
  | { readonly kind: "chat"; readonly id: string; readonly position: number };

export const GROUP_TITLES: Readonly<Record<HistoryGroup, string>> = {
  pinned: "Pinned",
  today: "Today",
  yesterday: "Yesterday",
  week: "Previous 7 days",
  earlier: "Earlier",
};

/** The beginnings of the days that part the list, in the reader's own calendar; RFC 3339. */
export type Days = { readonly today: string; readonly yesterday: string; readonly week: string };

/** Days are not all of 24 hours, so they are counted by the calendar. */
export function daysAt(now: Date): Days {
  const start = (daysAgo: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).toISOString();
  return { today: start(0), yesterday: start(1), week: start(7) };
}

/** Milliseconds until the list is of another day. */
export function untilTomorrow(now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime();
}

/** The list's lines: each group that has chats with its heading, `position` counted from 1. */
export function historyRows(
  ids: readonly string[],
  conversations: ReadonlyMap<string, Pick<ConversationView, "pinned" | "updatedAt">>,
  days: Days,
): readonly HistoryRow[] {
  const groups: Record<HistoryGroup, string[]> = {
    pinned: [],
    today: [],
    yesterday: [],
    week: [],
    earlier: [],
  };
  for (const id of ids) {
    const conversation = conversations.get(id);
    if (conversation !== undefined) groups[groupOf(conversation, days)].push(id);
  }
  const rows: HistoryRow[] = [];
  let position = 0;
  for (const group of Object.keys(groups) as HistoryGroup[]) {
    if (groups[group].length > 0) rows.push({ kind: "heading", group });
    for (const id of groups[group]) {
      position += 1;
      rows.push({ kind: "chat", id, position });
    }
  }
  return rows;
}

function groupOf(
  { pinned, updatedAt }: Pick<ConversationView, "pinned" | "updatedAt">,
  { today, yesterday, week }: Days,
): HistoryGroup {
  if (pinned) return "pinned";
  // Times have one fixed form, so that their text compares like them.
  if (updatedAt >= today) return "today";
  if (updatedAt >= yesterday) return "yesterday";
  return updatedAt >= week ? "week" : "earlier";
}
