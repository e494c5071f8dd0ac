import { createStore } from "zustand/vanilla";

/**
 * Which tools were switched off in chats that the server does not know yet: this browser keeps
 * them until the first message is sent, and gives them to the server with it. From then on they
 * are the conversation's own; see `tools-choice`.
 */
type ChatTools = {
  /** The tools that there are, as far as this browser knows. */
  readonly names: readonly string[];
  /** By the tab's own id of a conversation; `NEW_CHAT` is the next new one. */
  readonly off: Readonly<Record<string, readonly string[]>>;
};

export const NEW_CHAT = "new";

const KEY = "thalweg.tools";
/** Chats whose choice is kept; the ones that were chosen for first are forgotten first. */
const MOST_CHATS = 20;
const NOTHING: ChatTools = { names: [], off: {} };
const NONE_OFF: readonly string[] = [];

export const chatToolsStore = createStore<ChatTools>(() => NOTHING);

/** What is switched off in a chat; the same object as long as nothing changed. */
export function offIn(state: ChatTools, conversationId: string | null): readonly string[] {
  return state.off[conversationId ?? NEW_CHAT] ?? NONE_OFF;
}

export function switchTool(conversationId: string | null, name: string, on: boolean): void {
  const { off } = chatToolsStore.getState();
  const key = conversationId ?? NEW_CHAT;
  const others = (off[key] ?? []).filter((other) => other !== name);
  setOff(key, on ? others : [...others, name]);
}

/** Keeps which tools there are, so that a message can name those that are left. */
export function keepToolNames(names: readonly string[]): void {
  save({ ...chatToolsStore.getState(), names });
}

/** Gives the next new chat's choice to the chat that it became. */
export function moveTools(from: string, to: string): void {
  const { off } = chatToolsStore.getState();
  const moved = off[from];
  if (moved === undefined) return;
  setOff(from, []);
  setOff(to, moved);
}

/** What the first message names as the tools of its run: nothing as long as all are on. */
export function namedTools(conversationId: string | null): { readonly tools?: string[] } {
  const state = chatToolsStore.getState();
  const off = offIn(state, conversationId);
  return off.length === 0 ? {} : { tools: state.names.filter((name) => !off.includes(name)) };
}

/** Lets go what was chosen for a chat, since the server knows it now; gives what was left on. */
export function takeTools(conversationId: string): readonly string[] | undefined {
  const { tools } = namedTools(conversationId);
  setOff(conversationId, []);
  return tools;
}

function setOff(key: string, names: readonly string[]): void {
  const state = chatToolsStore.getState();
  const { [key]: _, ...others } = state.off;
  const entries = Object.entries(names.length === 0 ? others : { ...others, [key]: names });
  save({ ...state, off: Object.fromEntries(entries.slice(-MOST_CHATS)) });
}

function save(state: ChatTools): void {
  chatToolsStore.setState(state);
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // Storage is full or forbidden: the choice holds until the page is left.
  }
}

function read(text: string | null): ChatTools {
  try {
    const { names, off }: Partial<ChatTools> = JSON.parse(text ?? "{}") ?? {};
    const lists = Object.entries(off ?? {}).filter(([, list]) => Array.isArray(list));
    return { names: Array.isArray(names) ? names : [], off: Object.fromEntries(lists) };
  } catch {
    return NOTHING;
  }
}

if (typeof window !== "undefined") {
  try {
    chatToolsStore.setState(read(localStorage.getItem(KEY)));
  } catch {
    // Storage is forbidden: nothing was kept.
  }
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === KEY || key === null) chatToolsStore.setState(read(newValue));
  });
}
