import type { Conversation } from "@thalweg/client";
import type { ConversationView } from "@/types/chat";
import type { ChatState, ChatStore } from "./chat.store";

export function toConversationView(conversation: Conversation): ConversationView {
  const { id, title, pinned, archived, updatedAt, runId, deletedAt } = conversation;
  const { model, system, tools } = conversation;
  const running = runId !== undefined;
  return {
    id,
    title,
    pinned,
    archived,
    updatedAt,
    running,
    ...(deletedAt !== undefined && { deletedAt }),
    ...(model !== undefined && { model }),
    ...(system !== undefined && { system }),
    ...(tools !== undefined && { tools }),
  };
}

/** Adds or replaces conversations; those that did not change keep their identity. */
export function putConversations(store: ChatStore, items: readonly Conversation[]): void {
  put(store, items.map(toConversationView));
}

/** Changes one that is known; what it was before, to undo the change. */
export function patchConversation(
  store: ChatStore,
  id: string,
  change: Partial<ConversationView>,
): ConversationView | undefined {
  const before = store.getState().conversations.get(id);
  if (before !== undefined) put(store, [{ ...before, ...change }]);
  return before;
}

export function dropConversation(store: ChatStore, id: string): ConversationView | undefined {
  const state = store.getState();
  const before = state.conversations.get(id);
  if (before === undefined) return undefined;
  const conversations = new Map(state.conversations);
  conversations.delete(id);
  store.setState({ conversations, list: withIds(state, conversations) });
  return before;
}

export function restoreView(store: ChatStore, view: ConversationView): void {
  put(store, [view]);
}

/** Replaces the list's first page: what is newer than its last row and not in it is gone. */
export function putFirstPage(
  store: ChatStore,
  items: readonly Conversation[],
  hasMore: boolean,
): void {
  const state = store.getState();
  const named = new Set(items.map((item) => item.id));
  const oldest = items.at(-1)?.updatedAt;
  const conversations = new Map(state.conversations);
  for (const [id, view] of conversations) {
    const inPage = !hasMore || (oldest !== undefined && view.updatedAt > oldest);
    if (inPage && !named.has(id)) conversations.delete(id);
  }
  for (const item of items) {
    const view = toConversationView(item);
    const before = conversations.get(view.id);
    if (before === undefined || !sameConversation(before, view)) conversations.set(view.id, view);
  }
  store.setState({ conversations, list: withIds(state, conversations) });
}

function put(store: ChatStore, views: readonly ConversationView[]): void {
  const state = store.getState();
  const conversations = new Map(state.conversations);
  let changed = false;
  for (const view of views) {
    const before = conversations.get(view.id);
    if (before !== undefined && sameConversation(before, view)) continue;
    conversations.set(view.id, view);
    changed = true;
  }
  if (changed) store.setState({ conversations, list: withIds(state, conversations) });
}

function withIds(
  { list }: ChatState,
  conversations: ReadonlyMap<string, ConversationView>,
): ChatState["list"] {
  const ids = [...conversations.values()]
    .filter((view) => !view.archived)
    // Times have one fixed form, so that their text sorts like them.
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0))
    .map((view) => view.id);
  const same = ids.length === list.ids.length && ids.every((id, index) => id === list.ids[index]);
  return same ? list : { ...list, ids };
}

function sameConversation(left: ConversationView, right: ConversationView): boolean {
  const keys = Object.keys(right) as (keyof ConversationView)[];
  return (
    keys.length === Object.keys(left).length && keys.every((key) => same(left[key], right[key]))
  );
}

/** The tools are a list; everything else is one value. */
function same(left: unknown, right: unknown): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return left.length === right.length && left.every((one, index) => one === right[index]);
}
