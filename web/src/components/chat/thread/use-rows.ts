"use client";

import { useState } from "react";
import { useChat } from "@/hooks/chat/chat-context";
import { selectMessage } from "@/stores/chat.store";
import { type Row, rowsOf, shift } from "./rows";

type Rows = {
  readonly rows: readonly Row[];
  /** Older rows came before the ones that were there, or went, and nothing else changed. */
  readonly shifted: boolean;
  /** The row that has room below it. */
  readonly room: string | undefined;
};

/**
 * The rows of a thread. Whatever comes at the end while one looks on gets room: a new question, an
 * answer that is written again, another version.
 */
export function useRows(
  conversationId: string,
  messageIds: readonly string[],
  roomBefore: string | undefined,
): Rows {
  const { store } = useChat();
  const isQuestion = (id: string) =>
    selectMessage(store.getState(), conversationId, id)?.role === "user";
  const [state, setState] = useState(() => {
    const rows = rowsOf(messageIds, isQuestion, []);
    const room = roomBefore ?? (rows.length === 1 ? rows[0]?.id : undefined);
    return { messageIds, rows, shifted: false, room };
  });
  if (state.messageIds === messageIds) return state;
  const rows = rowsOf(messageIds, isQuestion, state.rows);
  const moved = shift(state.rows, rows);
  const next = {
    messageIds,
    rows,
    shifted: moved !== undefined && moved !== 0,
    room: moved === undefined ? rows.at(-1)?.id : state.room,
  };
  // Derived from the rows of before, so it is set while rendering instead of one frame later.
  setState(next);
  return next;
}
