"use client";

import { type KeyboardEvent, useDeferredValue, useId, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/ui/IconButton";
import { useModal } from "@/components/ui/useModal";
import { useRecentChats } from "@/hooks/chat/useRecentChats";
import { commandsStore } from "@/stores/commands.store";
import { closeOverlay } from "@/stores/shell.store";
import { useScreen } from "../ScreenContext";
import { markedWords } from "../search/Marked";
import { useSearch } from "../search/use-search";
import { PaletteList } from "./PaletteList";
import { type PaletteItem, paletteGroups } from "./palette-items";

/** Chats and commands by typing. The focus stays in the field; the arrows move the choice. */
export default function Palette() {
  const dialog = useModal();
  const listId = useId();
  const { conversationId, go, setFound } = useScreen();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const commands = useStore(commandsStore, (state) => state.commands);
  const chats = useRecentChats();
  const [search] = useSearch(query.trim());
  const hits = useDeferredValue(search.hits);

  const groups = useMemo(
    () =>
      paletteGroups({
        query,
        commands: [...commands.values()],
        chats,
        hits: query.trim() === "" ? [] : hits,
        openId: conversationId,
      }),
    [query, commands, chats, hits, conversationId],
  );
  const items = groups.flatMap((group) => group.items);
  const at = Math.min(chosen, items.length - 1);
  const optionId = (item: PaletteItem) => `${listId}-${item.key}`;
  const searching = query.trim() !== "" && search.status === "searching";

  const move = (next: number) => {
    const index = (next + items.length) % items.length;
    setChosen(index);
    const item = items[index];
    const option = item && document.getElementById(optionId(item));
    // The first option brings its heading with it.
    if (index === 0) list.current?.scrollTo({ top: 0 });
    else option?.scrollIntoView({ block: "nearest" });
  };
  const take = (item: PaletteItem | undefined) => {
    if (item === undefined) return;
    closeOverlay();
    // After the focus is back where it was, so that what opens next hands it back there too.
    setTimeout(() => {
      if (item.kind === "command") item.command.run();
      else if (item.kind === "chat") go(item.chat.id);
      else {
        setFound(markedWords(item.hit.snippet, item.hit.marks));
        go(item.hit.conversationId, item.hit.messageId);
      }
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const { key, ctrlKey } = event;
    if (key === "ArrowDown" || (ctrlKey && key === "n")) move(at + 1);
    else if (key === "ArrowUp" || (ctrlKey && key === "p")) move(at - 1);
    else if (key === "PageDown") move(Math.min(at + 8, items.length - 1));
    else if (key === "PageUp") move(Math.max(at - 8, 0));
    else if (key === "Enter") take(items[at]);
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog}
      aria-label="Search chats and commands"
      data-slot="palette"
      onCancel={(event) => {
        event.preventDefault();
        closeOverlay();
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) closeOverlay();
      }}
      className="mx-auto mt-[12dvh] mb-auto max-h-[min(480px,76dvh)] w-full max-w-150 animate-enter flex-col overflow-hidden rounded-card border border-line bg-raised p-0 text-ui text-fg shadow-float open:flex max-md:mt-0 max-md:max-h-dvh max-md:max-w-none max-md:rounded-t-none max-md:border-x-0 max-md:border-t-0 max-md:pt-[env(safe-area-inset-top)]"
    >
      <div className="flex h-12 shrink-0 items-center gap-3 border-b border-line ps-4 pe-2 touch:h-14">
        <Icon name="search" className="text-faint" />
        <input
          role="combobox"
          aria-label="Search chats and commands"
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={items[at] && optionId(items[at])}
          placeholder="Search chats and commands"
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
            list.current?.scrollTo({ top: 0 });
          }}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 grow bg-transparent text-read outline-none placeholder:text-faint"
        />
        <IconButton icon="close" label="Close" shortcut="Esc" onClick={closeOverlay} />
      </div>
      <PaletteList
        ref={list}
        id={listId}
        groups={groups}
        chosen={items[at]}
        optionId={optionId}
        onHover={(item) => setChosen(items.indexOf(item))}
        onTake={take}
      />
      <p
        role="status"
        className={items.length > 0 ? "sr-only" : "px-4 pt-4 pb-8 text-center text-muted"}
      >
        {items.length > 0
          ? `${items.length} ${items.length === 1 ? "entry" : "entries"}`
          : searching
            ? "Searching…"
            : search.status === "failed"
              ? "Nothing here fits, and the server could not be asked."
              : "Nothing was found."}
      </p>
    </dialog>
  );
}
