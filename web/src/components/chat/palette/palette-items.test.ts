import { expect, it } from "vitest";
import type { Command } from "@/stores/commands.store";
import type { ConversationView, HitView } from "@/types/chat";
import { paletteGroups } from "./palette-items";

const command = (id: string, label: string, more: Partial<Command> = {}): Command => ({
  id,
  label,
  icon: "new",
  run: () => undefined,
  ...more,
});
const chat = (id: string, title: string): ConversationView => ({
  id,
  title,
  pinned: false,
  archived: false,
  updatedAt: "2026-01-01T00:00:00.000Z",
  running: false,
});
const hit = (conversationId: string, messageId?: string): HitView => ({
  conversationId,
  title: "t",
  snippet: "s",
  marks: [],
  at: "2026-01-01T00:00:00.000Z",
  ...(messageId !== undefined && { messageId }),
});
const sources = {
  query: "",
  commands: [
    command("b", "Dark theme", { order: 2, words: "night" }),
    command("a", "New chat", { order: 1 }),
  ],
  chats: [chat("1", "Überfahrt nach Brest"), chat("2", "The new boat"), chat("3", "Brest")],
  hits: [],
  openId: null,
};
const shown = (more: Partial<Parameters<typeof paletteGroups>[0]>) =>
  paletteGroups({ ...sources, ...more }).map(({ title, items }) => [
    title,
    items.map(({ key }) => key),
  ]);

it("begins with the recent chats, without the open one, and all commands in their order", () => {
  expect(shown({ openId: "1" })).toEqual([
    ["Recent chats", ["chat-2", "chat-3"]],
    ["Commands", ["command-a", "command-b"]],
  ]);
});

it.each([
  [
    "new",
    [
      ["Commands", ["command-a"]],
      ["Chats", ["chat-2"]],
    ],
  ],
  ["uber", [["Chats", ["chat-1"]]]],
  // The one that begins so comes first.
  ["BREST", [["Chats", ["chat-3", "chat-1"]]]],
  ["nacht", []],
  ["night", [["Commands", ["command-b"]]]],
  ["brest  nach", [["Chats", ["chat-1"]]]],
  // In the middle of a word nobody looks.
  ["rest", []],
])("finds %j", (query, groups) => {
  expect(shown({ query })).toEqual(groups);
});

it("adds what the server found, but no chat twice", () => {
  expect(shown({ query: "brest", hits: [hit("3"), hit("3", "m1"), hit("9")] })).toEqual([
    ["Chats", ["chat-3", "chat-1"]],
    ["In the text", ["hit-3-m1", "hit-9-"]],
  ]);
});
