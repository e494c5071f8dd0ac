import { type ChatMessage, dropOlder, type Thread } from "@thalweg/client";
import { type ChatStore, updateEntry } from "./chat.store";

/** Characters that a thread may have in memory, and those that stay once it has more. */
export const MOST_CHARS = 512 * 1024;
export const REST_CHARS = 256 * 1024;
/** So many of the newest messages stay however long they are. */
export const LAST = 4;

/**
 * The message that a thread is to begin with from now on; undefined if nothing of it may go. It is
 * a question that is shown, so that no turn is parted, and no message loses another version of it.
 *
 * @param wanted messages that stay, with all that is after them
 */
export function firstToKeep(thread: Thread, wanted: readonly string[]): string | undefined {
  const { messages, order, path, siblings } = thread;
  const sizes = order.map((id) => sizeOf(messages.get(id)));
  if (sizes.reduce((sum, size) => sum + size, 0) <= MOST_CHARS) return undefined;
  let first = order.length;
  for (let rest = 0; first > 0; first -= 1) {
    rest += sizes[first - 1] ?? 0;
    if (order.length - first >= LAST && rest > REST_CHARS) break;
  }
  const places = new Map(order.map((id, at) => [id, at]));
  const shown = new Set(path);
  for (const id of wanted) first = Math.min(first, places.get(id) ?? first);
  const begins = (id: string | undefined) =>
    id !== undefined && shown.has(id) && messages.get(id)?.role === "user";
  for (let before = -1; before !== first; ) {
    while (first > 0 && !begins(order[first])) first -= 1;
    before = first;
    for (const id of order.slice(first)) {
      const [oldest = id] = siblings.get(id) ?? [];
      first = Math.min(first, places.get(oldest) ?? first);
    }
  }
  return first > 0 ? order[first] : undefined;
}

/** What of a message grows with its length: its words, its thinking, what its tools told. */
function sizeOf(message: ChatMessage | undefined): number {
  if (message === undefined) return 0;
  const beside = message.parts.map((part) => {
    if (part.type === "text") return 0;
    return JSON.stringify(part).length;
  });
  return message.content.length + beside.reduce((sum, size) => sum + size, 0);
}

/**
 * Lets the oldest messages of the open thread go if it has grown too long; they are loaded again
 * as one goes up. What is being done with the thread goes first, and without the server nothing
 * could be loaded again.
 */
export function letGoOlder(store: ChatStore, wanted: readonly string[]): void {
  const { openId, threads, connection, editingId } = store.getState();
  const entry = openId === null ? undefined : threads.get(openId);
  if (openId === null || entry?.status !== "ready" || entry.loadingOlder) return;
  const { run, pending, deleted, stale } = entry.thread;
  const busy = run !== undefined || pending.length > 0 || editingId !== null;
  if (busy || deleted || stale || connection.state !== "live") return;
  const first = firstToKeep(entry.thread, wanted);
  if (first === undefined) return;
  updateEntry(store, openId, ({ olderFailed: _, ...now }) => ({
    ...now,
    thread: dropOlder(now.thread, first),
  }));
}
