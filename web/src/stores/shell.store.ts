import { createStore } from "zustand/vanilla";

export type OverlayName = "palette" | "settings" | "shortcuts";

type Shell = {
  /** What lies over the page; one thing at a time. */
  readonly overlay: OverlayName | null;
  /** Whether the chats lie over the thread, on screens that have no room for both. */
  readonly drawer: boolean;
  /** The chat whose title is being written, and where. */
  readonly renaming: { readonly id: string; readonly where: "header" | "row" } | null;
};

/** What of the frame is open in this tab. What outlives the tab is a setting instead. */
export const shellStore = createStore<Shell>(() => ({
  overlay: null,
  drawer: false,
  renaming: null,
}));

export function openOverlay(overlay: OverlayName): void {
  shellStore.setState({ overlay });
}

export function closeOverlay(): void {
  shellStore.setState({ overlay: null });
}

export function setDrawer(drawer: boolean): void {
  shellStore.setState({ drawer });
}

export function startRenaming(id: string, where: "header" | "row"): void {
  shellStore.setState({ renaming: { id, where } });
}

export function endRenaming(): void {
  shellStore.setState({ renaming: null });
}
