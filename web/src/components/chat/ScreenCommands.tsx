"use client";

import { useChatActions } from "@/hooks/chat/useChatActions";
import { useConversationItem } from "@/hooks/chat/useConversationItem";
import { useModels } from "@/hooks/chat/useModels";
import { useCommand, useKeyCommand } from "@/hooks/useCommand";
import { useShortcut } from "@/hooks/useShortcut";
import { pickFiles } from "@/lib/pick-file";
import { isField } from "@/lib/shortcuts";
import { startRenaming } from "@/stores/shell.store";
import { COMPOSER_ID } from "./composer-keys";
import { searchHistory, toggleHistory } from "./history/toggle-history";
import { useHistoryRows } from "./history/useHistoryRows";
import { useScreen } from "./ScreenContext";
import { exportAs } from "./transfer/export-chat";
import { CHAT_FILES, importFrom } from "./transfer/import-chat";

/** What can be done from anywhere on the screen, by the palette and by keys. Draws nothing. */
export function ScreenCommands() {
  const { conversationId, go, removed, undo } = useScreen();
  const rows = useHistoryRows();
  const manyModels = useModels().length > 1;
  const { importChat } = useChatActions();

  useKeyCommand({
    id: "new-chat",
    label: "New chat",
    icon: "new",
    words: "start begin",
    order: -20,
    shortcut: "newChat",
    run: () => {
      go(null);
      focusComposer();
    },
  });
  useKeyCommand({
    id: "search",
    label: "Search in all chats",
    icon: "search",
    words: "find",
    order: -19,
    shortcut: "search",
    run: searchHistory,
  });
  useCommand({
    id: "import",
    label: "Import a chat",
    icon: "import",
    words: "file open load",
    order: 9,
    run: async () => {
      const [file] = await pickFiles(CHAT_FILES);
      if (file) await importFrom(file, importChat, go);
    },
  });
  useKeyCommand({
    id: "history",
    label: "Show or hide the chats",
    icon: "panel",
    words: "sidebar history fold",
    order: 10,
    shortcut: "history",
    run: toggleHistory,
  });
  useCommand(
    {
      id: "model",
      label: "Choose the model",
      icon: "model",
      words: "change switch",
      order: 5,
      run: () => document.querySelector<HTMLElement>("button[data-slot=model]")?.click(),
    },
    manyModels,
  );
  const step = (by: number) => {
    const ids = rows.flatMap((row) => (row.kind === "chat" ? row.id : []));
    const at = conversationId === null ? -1 : ids.indexOf(conversationId);
    const next = at < 0 ? ids[0] : ids[at + by];
    if (next !== undefined) go(next);
  };
  useShortcut("previousChat", () => step(-1));
  useShortcut("nextChat", () => step(1));
  useShortcut("composer", focusComposer);
  useShortcut(
    "undo",
    // In a field the keys take back what was typed.
    (event) => (isField(event.target) ? false : undo()),
    removed !== null,
  );

  return conversationId === null ? null : <ChatCommands id={conversationId} />;
}

/** The same for the open chat. */
function ChatCommands({ id }: { readonly id: string }) {
  const conversation = useConversationItem(id);
  const { setPinned, setArchived, exportChat } = useChatActions();
  const { remove, archive } = useScreen();
  const known = conversation !== undefined;
  const { title = "", pinned = false, archived = false } = conversation ?? {};

  useKeyCommand(
    {
      id: "rename",
      label: "Rename this chat",
      icon: "rename",
      words: "title name",
      order: -5,
      shortcut: "renameChat",
      run: () => startRenaming(id, "header"),
    },
    known,
  );
  useCommand(
    {
      id: "pin",
      label: pinned ? "Unpin this chat" : "Pin this chat",
      icon: pinned ? "unpin" : "pin",
      order: -4,
      run: () => setPinned(id, !pinned),
    },
    known,
  );
  useCommand(
    {
      id: "archive",
      label: archived ? "Take this chat out of the archive" : "Archive this chat",
      icon: archived ? "unarchive" : "archive",
      order: -3,
      run: () => (archived ? setArchived(id, false) : archive(id, title)),
    },
    known,
  );
  useCommand(
    {
      id: "export-md",
      label: "Export as Markdown",
      icon: "download",
      words: "save file",
      order: -2.6,
      run: () => exportAs(exportChat, { id, title }, "md"),
    },
    known,
  );
  useCommand(
    {
      id: "export-json",
      label: "Export as JSON",
      icon: "download",
      words: "save file",
      order: -2.5,
      run: () => exportAs(exportChat, { id, title }, "json"),
    },
    known,
  );
  useKeyCommand(
    {
      id: "delete",
      label: "Delete this chat",
      icon: "delete",
      words: "remove",
      order: -2,
      shortcut: "deleteChat",
      run: () => remove(id, title),
    },
    known,
  );
  return null;
}

function focusComposer() {
  document.getElementById(COMPOSER_ID)?.focus();
}
