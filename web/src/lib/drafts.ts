/** What this browser keeps a draft under, before its place. */
export const DRAFT_PREFIX = "thalweg.draft.";
/** The place of what is to begin a conversation; other places are ids of conversations. */
export const NEW_PLACE = "new";

const listeners = new Set<() => void>();
const editListeners = new Set<(place: string) => void>();
/** What is in the fields of this tab, so that a full or forbidden storage loses nothing in it. */
const memory = new Map<string, string>();

/** The unsent text of a conversation, null being a new one; empty if there is none. */
export function readDraft(conversationId: string | null): string {
  const key = conversationId ?? NEW_PLACE;
  const known = memory.get(key);
  if (known !== undefined) return known;
  const stored = readStorage(DRAFT_PREFIX + key);
  memory.set(key, stored);
  return stored;
}

/** Keeps what a person writes over a reload. */
export function writeDraft(conversationId: string | null, text: string): void {
  takeDraft(conversationId, text);
  for (const listener of editListeners) listener(conversationId ?? NEW_PLACE);
}

/** The same of a text that comes from somewhere else, which is no news to whoever saves it there. */
export function takeDraft(conversationId: string | null, text: string): void {
  const key = conversationId ?? NEW_PLACE;
  memory.set(key, text);
  try {
    if (text === "") localStorage.removeItem(DRAFT_PREFIX + key);
    else localStorage.setItem(DRAFT_PREFIX + key, text);
  } catch {
    // Storage is full or forbidden: the draft lives as long as this tab.
  }
  for (const listener of listeners) listener();
}

export function watchDrafts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Told of each edit in this tab, with its place. */
export function watchEdits(listener: (place: string) => void): () => void {
  editListeners.add(listener);
  return () => editListeners.delete(listener);
}

/** Takes what is being written along when a conversation is given another id. */
export function moveDraft(from: string, to: string): void {
  const text = readDraft(from);
  if (text === "") return;
  writeDraft(to, text);
  writeDraft(from, "");
}

// Another tab wrote: the same conversation has the same draft everywhere.
if (typeof window !== "undefined") {
  window.addEventListener("storage", ({ key, newValue }) => {
    if (!key?.startsWith(DRAFT_PREFIX)) return;
    memory.set(key.slice(DRAFT_PREFIX.length), newValue ?? "");
    for (const listener of listeners) listener();
  });
}

/** What is kept under a key; empty if there is nothing, or storage is forbidden. */
export function readStorage(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
