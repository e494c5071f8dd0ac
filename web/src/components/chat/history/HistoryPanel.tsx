"use client";

import { Suspense, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { IconButton } from "@/components/ui/IconButton";
import { lazyPart } from "@/lib/lazy-part";
import { keysOf } from "@/lib/shortcuts";
import { setDrawer, shellStore } from "@/stores/shell.store";
import { ArchiveButton } from "../archive/ArchiveButton";
import { useScreen } from "../ScreenContext";
import { SearchField } from "../search/SearchField";
import { HistoryList } from "./HistoryList";
import { ListSkeleton } from "./ListSkeleton";
import { toggleHistory } from "./toggle-history";
import { useSwipe } from "./useSwipe";
import { useUnreadWatch } from "./useUnread";

const SearchResults = lazyPart(() => import("../search/SearchResults"));

/** The conversations: beside the thread where there is room, else a drawer over it. */
export function HistoryPanel() {
  useUnreadWatch();
  return (
    <>
      <aside
        aria-label="Chats"
        data-slot="history"
        className="flex w-70 shrink-0 flex-col border-e border-line max-lg:hidden folded:hidden"
      >
        <PanelContent />
      </aside>
      <Drawer />
    </>
  );
}

function Drawer() {
  const open = useStore(shellStore, (state) => state.drawer);
  const dialog = useRef<HTMLDialogElement>(null);

  useSwipe(setDrawer);
  useEffect(() => {
    const element = dialog.current;
    if (!open) return element?.close();
    element?.showModal();
    // The first field has the focus now; on a touch screen that raises the keyboard over the list.
    if (window.matchMedia("(pointer: coarse)").matches) element?.focus();
  }, [open]);

  return (
    <dialog
      ref={dialog}
      aria-label="Chats"
      tabIndex={-1}
      onClose={() => setDrawer(false)}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) setDrawer(false);
      }}
      className="m-0 h-dvh max-h-none w-75 max-w-[85vw] animate-slide border-e border-line bg-bg p-0 ps-[env(safe-area-inset-left)] pt-[env(safe-area-inset-top)] pb-[env(safe-area-inset-bottom)] text-fg shadow-float outline-none lg:hidden"
    >
      {open ? (
        <div data-slot="history" className="flex h-full flex-col">
          <PanelContent inDrawer />
        </div>
      ) : null}
    </dialog>
  );
}

function PanelContent({ inDrawer = false }: { readonly inDrawer?: boolean }) {
  const { go } = useScreen();
  const [query, setQuery] = useState("");
  return (
    <>
      <h2 className="sr-only">Chats</h2>
      <div className="flex h-14 shrink-0 items-center gap-1 ps-3 pe-2">
        <SearchField value={query} onChange={setQuery} />
        <IconButton
          icon="new"
          label="New chat"
          shortcut={keysOf("newChat")}
          onClick={() => go(null)}
        />
        <IconButton
          icon={inDrawer ? "close" : "panel"}
          label={inDrawer ? "Close" : "Hide the chats"}
          shortcut={keysOf("history")}
          onClick={toggleHistory}
        />
      </div>
      <ErrorBoundary>
        {query.trim() === "" ? (
          <>
            <HistoryList />
            <ArchiveButton />
          </>
        ) : (
          <Suspense fallback={<ListSkeleton />}>
            <SearchResults query={query.trim()} />
          </Suspense>
        )}
      </ErrorBoundary>
    </>
  );
}
