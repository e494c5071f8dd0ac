"use client";

import { Suspense, useEffect } from "react";
import { useStore } from "zustand";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { useGated } from "@/hooks/access/useGated";
import { useShortcut } from "@/hooks/useShortcut";
import { whenIdle } from "@/lib/idle";
import { lazyPart } from "@/lib/lazy-part";
import { closeOverlay, openOverlay, shellStore } from "@/stores/shell.store";

const load = {
  palette: () => import("@/components/chat/palette/Palette"),
  settings: () => import("./settings/SettingsDialog"),
  shortcuts: () => import("./ShortcutSheet"),
};
const overlays = {
  palette: lazyPart(load.palette),
  settings: lazyPart(load.settings),
  shortcuts: lazyPart(load.shortcuts),
};

/** What cannot be fetched now is fetched anew when it is asked for. */
const ignore = () => undefined;

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

  // Fetched so that they open without a wait, and also when the network is gone by then.
  useEffect(() => whenIdle(Object.values(load).map((fetch) => () => fetch().catch(ignore))), []);

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
