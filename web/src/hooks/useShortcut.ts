import { useEffect, useEffectEvent } from "react";
import { isPressed, isTyping, SHORTCUTS, type Shortcut, type ShortcutId } from "@/lib/shortcuts";

/**
 * Runs while the component is there whenever the shortcut is pressed, wherever the focus is. A
 * shortcut that is a character is text in a field; behind a dialog only those marked `always` work.
 * The browser does what it does with these keys only if `run` gives back false.
 */
export function useShortcut(
  id: ShortcutId,
  run: (event: KeyboardEvent) => unknown,
  enabled = true,
): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat || !isPressed(id, event))
      return;
    if (isTyping(event, event.target)) return;
    const { always = false }: Shortcut = SHORTCUTS[id];
    if (!always && document.querySelector("dialog[open]") !== null) return;
    if (run(event) !== false) event.preventDefault();
  });
  useEffect(() => {
    if (!enabled) return;
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [enabled]);
}
