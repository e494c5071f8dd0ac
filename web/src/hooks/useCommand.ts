import { useEffect, useEffectEvent } from "react";
import { type Command, offerCommand } from "@/stores/commands.store";
import { useShortcut } from "./useShortcut";

/**
 * Offers something to do in the palette while the component is there, and under its shortcut if it
 * names one. The latest `run` is used; the other fields are compared by value.
 */
export function useCommand(command: Command, enabled = true): void {
  const { id, label, icon, words, order, shortcut, run } = command;
  const onRun = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return;
    return offerCommand({
      id,
      label,
      icon,
      ...(words !== undefined && { words }),
      ...(order !== undefined && { order }),
      ...(shortcut !== undefined && { shortcut }),
      run: () => onRun(),
    });
  }, [id, label, icon, words, order, shortcut, enabled]);
}

type ShortcutCommand = Command & { readonly shortcut: NonNullable<Command["shortcut"]> };

/** The same for what has a shortcut, which it then answers to. */
export function useKeyCommand(command: ShortcutCommand, enabled = true): void {
  useCommand(command, enabled);
  useShortcut(command.shortcut, command.run, enabled);
}
