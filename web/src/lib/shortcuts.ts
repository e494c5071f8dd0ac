/**
 * Every shortcut of the page. The handlers (`useShortcut`) and the sheet that lists them read this
 * one table, so that neither can tell of a key that the other does not know.
 *
 * Keys are joined by `+`: `mod` is Command on Apple's systems and Ctrl elsewhere; the last is a
 * character or the name of a key. Several ways to the same thing stand side by side.
 */
export const SHORTCUTS = {
  palette: { keys: ["mod+k"], label: "Search chats and commands", group: "Page", always: true },
  shortcuts: { keys: ["?", "mod+/"], label: "Show the shortcuts", group: "Page" },
  settings: { keys: ["mod+,"], label: "Open the settings", group: "Page" },
  composer: { keys: ["shift+Escape"], label: "Go to the message field", group: "Page" },

  newChat: { keys: ["mod+shift+o"], label: "New chat", group: "Chats" },
  search: { keys: ["mod+shift+f"], label: "Search in all chats", group: "Chats" },
  history: { keys: ["mod+b"], label: "Show or hide the chats", group: "Chats" },
  previousChat: { keys: ["alt+ArrowUp"], label: "The chat above", group: "Chats" },
  nextChat: { keys: ["alt+ArrowDown"], label: "The chat below", group: "Chats" },
  renameChat: { keys: ["F2"], label: "Rename the chat", group: "Chats" },
  deleteChat: { keys: ["mod+shift+Backspace"], label: "Delete the chat", group: "Chats" },
  undo: { keys: ["mod+z"], label: "Take back a deletion", group: "Chats" },

  find: { keys: ["mod+f"], label: "Find in this chat", group: "This chat" },
  previousQuestion: {
    keys: ["alt+shift+ArrowUp"],
    label: "The question before",
    group: "This chat",
  },
  nextQuestion: { keys: ["alt+shift+ArrowDown"], label: "The question after", group: "This chat" },
  latest: { keys: ["End"], label: "Go to the latest", group: "This chat" },

  toolSearch: { keys: ["/"], label: "Search the tools", group: "Tools" },
  toolRun: { keys: ["mod+Enter"], label: "Run the tool", group: "Tools" },
  toolClose: { keys: ["Escape"], label: "Close what is open", group: "Tools" },

  rowArrows: {
    keys: ["ArrowUp", "ArrowDown"],
    label: "Go through the chats",
    group: "In the list",
  },
  rowEnds: { keys: ["Home", "End"], label: "The first or last chat", group: "In the list" },
  rowOpen: { keys: ["Enter"], label: "Open the chat", group: "In the list" },
  rowRename: { keys: ["F2"], label: "Rename it", group: "In the list" },
  rowDelete: { keys: ["Delete"], label: "Delete it, with a way back", group: "In the list" },
  rowType: { keys: ["A–Z"], label: "Go to a title by its first letters", group: "In the list" },
} as const satisfies Record<string, Shortcut>;

export type Shortcut = {
  readonly keys: readonly string[];
  readonly label: string;
  readonly group: string;
  /** Also where a dialog is open. */
  readonly always?: boolean;
};

export type ShortcutId = keyof typeof SHORTCUTS;

type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

export function isApple(): boolean {
  return typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
}

/** Whether an event is the shortcut's, in any of its ways. */
export function isPressed(id: ShortcutId, event: Pressed): boolean {
  return SHORTCUTS[id].keys.some((keys) => matches(keys, event));
}

/**
 * Whether keys without a modifier would be text where they are pressed. Those with one are a
 * shortcut everywhere.
 */
export function isTyping(event: Pressed, target: EventTarget | null): boolean {
  if (event.ctrlKey || event.metaKey || event.key.length > 1) return false;
  return target instanceof HTMLElement && target.closest(FIELDS) !== null;
}

const FIELDS = "input, textarea, select, [contenteditable]";

/** Whether the browser undoes typing there by itself. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(FIELDS) !== null;
}

function matches(keys: string, event: Pressed): boolean {
  const parts = keys.split("+");
  const key = parts.pop() ?? "";
  const mod = isApple() ? event.metaKey : event.ctrlKey;
  const other = isApple() ? event.ctrlKey : event.metaKey;
  if (other || mod !== parts.includes("mod") || event.altKey !== parts.includes("alt"))
    return false;
  // A character such as "?" may need Shift on one keyboard and not on another.
  const named = key.length > 1 || /[a-z]/.test(key);
  if (named && event.shiftKey !== parts.includes("shift")) return false;
  if (event.key.toLowerCase() === key.toLowerCase()) return true;
  // On a keyboard without Latin letters the place of the key counts.
  return (
    /^[a-z]$/.test(key) && !/^[a-z]$/i.test(event.key) && event.code === `Key${key.toUpperCase()}`
  );
}

const APPLE_SIGNS: Record<string, string> = { mod: "⌘", shift: "⇧", alt: "⌥" };
const WORDS: Record<string, string> = { mod: "Ctrl", shift: "Shift", alt: "Alt" };
const KEYS: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  Backspace: "⌫",
};

/** The caps to press together, as the reader's keyboard names them. */
export function capsOf(keys: string): readonly string[] {
  const names = isApple() ? APPLE_SIGNS : WORDS;
  return keys
    .split("+")
    .map(
      (part) => names[part] ?? KEYS[part] ?? part.toUpperCase().replace(/^(.)(.+)$/, properCase),
    );
}

/** Keys to press together as one word. */
export function sayKeys(keys: string): string {
  return capsOf(keys).join(isApple() ? "" : "+");
}

/** The first way to press a shortcut, for a tooltip or beside a command. */
export function keysOf(id: ShortcutId): string {
  return sayKeys(SHORTCUTS[id].keys[0]);
}

function properCase(word: string, first: string, rest: string): string {
  return /^F\d+$|–/.test(word) ? word : first + rest.toLowerCase();
}
