"use client";

import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { IconButton } from "@/components/ui/IconButton";
import { ArchiveButton } from "./archive/ArchiveButton";
import { HistoryList } from "./HistoryList";
import { ListSkeleton } from "./ListSkeleton";
import { useScreen } from "./ScreenContext";
import { SearchField } from "./search/SearchField";

const SearchResults = lazy(() => import("./search/SearchResults"));

/** The conversations: beside the thread where there is room, else a drawer over it. */
export function HistoryPanel() {
  return (
    <>
      <aside
        aria-label="Chats"
        data-slot="history"
        className="flex w-70 shrink-0 flex-col border-e border-line max-lg:hidden"
      >
        <PanelContent />
      </aside>
      <Drawer />
    </>
  );
}

function Drawer() {
  const { historyOpen, setHistoryOpen } = useScreen();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    if (historyOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [historyOpen]);

  return (
    <dialog
      ref={dialog}
      aria-label="Chats"
      onClose={() => setHistoryOpen(false)}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) setHistoryOpen(false);
      }}
      className="m-0 h-dvh max-h-none w-75 max-w-[85vw] border-e border-line bg-bg text-fg shadow-float open:animate-enter lg:hidden"
    >
      {historyOpen ? (
        <div data-slot="history" className="flex h-full flex-col">
          <PanelContent onClose={() => setHistoryOpen(false)} />
        </div>
      ) : null}
    </dialog>
  );
}

function PanelContent({ onClose }: { readonly onClose?: () => void }) {
  const { go } = useScreen();
  const [query, setQuery] = useState("");
  return (
    <>
      <div className="flex h-14 shrink-0 items-center gap-1 ps-4 pe-2">
        <h2 className="grow font-strong">Chats</h2>
        <IconButton icon="new" label="New chat" onClick={() => go(null)} />
        {onClose ? <IconButton icon="close" label="Close" onClick={onClose} /> : null}
      </div>
      <SearchField value={query} onChange={setQuery} />
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
