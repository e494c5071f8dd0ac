"use client";

import { lazy, Suspense, useEffect } from "react";
import { useStore } from "zustand";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { useGated } from "@/hooks/access/useGated";
import { useShortcut } from "@/hooks/useShortcut";
import { closeOverlay, openOverlay, shellStore } from "@/stores/shell.store";

const load = {
  palette: () => import("@/components/chat/palette/Palette"),
  settings: () => import("./settings/SettingsDialog"),
  shortcuts: () => import("./ShortcutSheet"),
};
const overlays = {
  palette: lazy(load.palette),
  settings: lazy(load.settings),
  shortcuts: lazy(load.shortcuts),
};

/** How long the page may be busy with more important things before these are fetched. */
const FETCH_MS = 4_000;

/** What lies over the page: fetched while there is nothing else to do, shown when it is asked for. */
export function OverlayHost() {
  const overlay = useStore(shellStore, (state) => state.overlay);
  // Nothing of the page is to be had before it is known whose it is.
  const gated = useGated();

  useShortcut("palette", () =>
    shellStore.getState().overlay === "palette" ? closeOverlay() : openOverlay("palette"),
  );
  useShortcut("settings", () => openOverlay("settings"));
  useShortcut("shortcuts", () => openOverlay("shortcuts"));

  useEffect(() => {
    // So that they open without a wait, and also when the network is gone by then.
    const fetchAll = () => {
      for (const fetch of Object.values(load)) fetch().catch(() => undefined);
    };
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(fetchAll, FETCH_MS);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(fetchAll, { timeout: FETCH_MS });
    return () => cancelIdleCallback(handle);
  }, []);

  if (overlay === null || gated) return null;
  const Overlay = overlays[overlay];
  return (
    <ErrorBoundary key={overlay}>
      <Suspense>
        <Overlay />
      </Suspense>
    </ErrorBoundary>
  );
}
