"use client";

import { useEffect } from "react";

/** Escape stops from anywhere on the page, unless something nearer took it (a menu, a dialog). */
export function useEscape(running: boolean, stop: () => void) {
  useEffect(() => {
    if (!running) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("dialog[open], [role=menu], [role=dialog]")) return;
      stop();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [running, stop]);
}
