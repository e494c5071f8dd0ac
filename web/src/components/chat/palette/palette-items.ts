import type { Command } from "@/stores/commands.store";
import type { ConversationView, HitView } from "@/types/chat";

export type PaletteItem =
  | { readonly kind: "command"; readonly key: string; readonly command: Command }
  | { readonly kind: "chat"; readonly key: string; readonly chat: ConversationView }
  | { readonly kind: "hit"; readonly key: string; readonly hit: HitView };

export type PaletteGroup = { readonly title: string; readonly items: readonly PaletteItem[] };

const RECENT = 5;
const MOST_CHATS = 6;
const MOST_COMMANDS = 6;
const MOST_HITS = 12;

type Sources = {
  readonly query: string;
  readonly commands: readonly Command[];
  /** Most recently changed first. */
  readonly chats: readonly ConversationView[];
  /** What the server found for the query. */
  readonly hits: readonly HitView[];
  readonly openId: string | null;
};

/** What the palette shows, in groups; empty ones are left out. */
export function paletteGroups(sources: Sources): readonly PaletteGroup[] {
  const { query, commands, chats, hits, openId } = sources;
  const ordered = commands.toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const wanted = wordsOf(query);
  if (wanted.length === 0) {
    const recent = chats.filter(({ id }) => id !== openId).slice(0, RECENT);
    return filled([
      { title: "Recent chats", items: recent.map(chatItem) },
      { title: "Commands", items: ordered.map(commandItem) },
    ]);
  }
  const named = best(chats, wanted, (chat) => chat.title).slice(0, MOST_CHATS);
  const known = new Set(named.map(({ id }) => id));
  const found = hits.filter((hit) => hit.messageId !== undefined || !known.has(hit.conversationId));
  return filled([
    {
      title: "Commands",
      items: best(ordered, wanted, ({ label, words = "" }) => `${label} ${words}`)
        .slice(0, MOST_COMMANDS)
        .map(commandItem),
    },
    { title: "Chats", items: named.map(chatItem) },
    { title: "In the text", items: found.slice(0, MOST_HITS).map(hitItem) },
  ]);
}

const chatItem = (chat: ConversationView): PaletteItem => ({
  kind: "chat",
  key: `chat-${chat.id}`,
  chat,
});
const commandItem = (command: Command): PaletteItem => ({
  kind: "command",
  key: `command-${command.id}`,
  command,
});
const hitItem = (hit: HitView): PaletteItem => ({
  kind: "hit",
  key: `hit-${hit.conversationId}-${hit.messageId ?? ""}`,
  hit,
});

const filled = (groups: readonly PaletteGroup[]) => groups.filter(({ items }) => items.length > 0);

/** Those that have every word, those that begin with the first of them before the others. */
function best<T>(all: readonly T[], wanted: readonly string[], text: (one: T) => string): T[] {
  const first = wanted[0] ?? "";
  const fitting = all
    .map((one) => ({ one, text: plain(text(one)) }))
    .filter((entry) => wanted.every((word) => hasWord(entry.text, word)));
  const starting = fitting.filter((entry) => entry.text.startsWith(first));
  const others = fitting.filter((entry) => !entry.text.startsWith(first));
  return [...starting, ...others].map(({ one }) => one);
}

/** Whether some word of the text begins so; scripts without spaces match anywhere. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1];
    if (before === undefined || !/[a-z0-9]/.test(before)) return true;
  }
  return false;
}

const wordsOf = (query: string) => plain(query).split(/\s+/).filter(Boolean);

/** Without case and accents. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
}
