import { createStore } from "zustand/vanilla";

/** A long text that is read beside the thread. */
export type DrawerText = {
  readonly title: string;
  readonly text: string;
};

type Drawer = { readonly shown: DrawerText | null };

/** What lies beside the thread in this tab. */
export const drawerStore = createStore<Drawer>(() => ({ shown: null }));

/** What had the focus when the drawer was opened, to hand it back. */
let opener: HTMLElement | null = null;

export function openDrawer(shown: DrawerText): void {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  drawerStore.setState({ shown });
}

export function closeDrawer(): void {
  if (drawerStore.getState().shown === null) return;
  drawerStore.setState({ shown: null });
  const back = opener;
  opener = null;
  // Once it is gone: as long as it lies over the page, nothing else takes the focus.
  setTimeout(() => back?.focus());
}
