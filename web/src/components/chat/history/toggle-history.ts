import { setDrawer, shellStore } from "@/stores/shell.store";
import { readSetting, setSetting } from "@/stores/ui.store";
import { COMPOSER_ID } from "../composer-keys";

const hasRoom = () => window.matchMedia("(min-width: 1024px)").matches;

/** Shows or hides the chats: beside the thread where there is room, else over it. */
export function toggleHistory(): void {
  if (!hasRoom()) {
    setDrawer(!shellStore.getState().drawer);
    return;
  }
  const folds = readSetting("history") === "shown";
  const panel = document.querySelector("[data-slot=history]");
  // The focus must not be lost with what is hidden.
  const focusGoes = folds && panel?.contains(document.activeElement);
  setSetting("history", folds ? "folded" : "shown");
  if (focusGoes) document.getElementById(COMPOSER_ID)?.focus();
}

/** Shows the chats, with the focus in their search field. */
export function searchHistory(): void {
  if (hasRoom()) setSetting("history", "shown");
  else setDrawer(true);
  // The drawer's field is there after its next drawing.
  requestAnimationFrame(() => {
    const fields = document.querySelectorAll<HTMLInputElement>(
      "[data-slot=history] input[type=search]",
    );
    const field = [...fields].find((one) => one.checkVisibility());
    field?.focus();
    field?.select();
  });
}
