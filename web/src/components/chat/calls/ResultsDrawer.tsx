"use client";

import { type KeyboardEvent, useEffect, useRef, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import { CopyButton } from "@/components/ui/CopyButton";
import { Dialog } from "@/components/ui/Dialog";
import { IconButton } from "@/components/ui/IconButton";
import { closeDrawer, type DrawerText, drawerStore } from "@/stores/drawer.store";

/** Where there is room for it beside the thread; else it lies over it. */
const BESIDE = "(min-width: 1280px)";

function hasRoom(): boolean {
  return window.matchMedia(BESIDE).matches;
}

function watchRoom(onChange: () => void): () => void {
  const query = window.matchMedia(BESIDE);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

/** A long result, whole, to be read beside the thread. */
export default function ResultsDrawer() {
  const shown = useStore(drawerStore, (state) => state.shown);
  const beside = useSyncExternalStore(watchRoom, hasRoom);
  if (shown === null) return null;
  if (!beside) {
    return (
      <Dialog title={shown.title} onClose={closeDrawer} className="h-[85dvh]">
        <Text text={shown.text} />
      </Dialog>
    );
  }
  return <Beside key={shown.text} {...shown} />;
}

function Beside({ title, text }: DrawerText) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // It would stop the answer that is being written.
    event.preventDefault();
    event.stopPropagation();
    closeDrawer();
  };
  return (
    <aside
      ref={box}
      aria-label={title}
      tabIndex={-1}
      data-slot="results-drawer"
      onKeyDown={onKeyDown}
      className="flex w-110 shrink-0 animate-enter flex-col border-s border-line outline-none"
    >
      <div className="flex h-14 shrink-0 items-center gap-1 border-b border-line ps-4 pe-2">
        <h2 className="min-w-0 grow truncate font-strong">{title}</h2>
        <CopyButton text={text} label={`Copy: ${title.toLowerCase()}`} />
        <IconButton icon="close" label="Close the result" shortcut="Esc" onClick={closeDrawer} />
      </div>
      <Text text={text} />
    </aside>
  );
}

function Text({ text }: Pick<DrawerText, "text">) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard.
      tabIndex={0}
      dir="auto"
      className="min-h-0 grow overflow-auto px-4 py-3 font-mono text-caption whitespace-pre-wrap wrap-anywhere -outline-offset-2"
    >
      {text}
    </pre>
  );
}
