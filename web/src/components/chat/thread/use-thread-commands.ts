"use client";

import { useCommand } from "@/hooks/useCommand";
import { useShortcut } from "@/hooks/useShortcut";
import { isField } from "@/lib/shortcuts";

type ThreadCommands = {
  readonly onQuestion: (direction: -1 | 1) => void;
  readonly onLatest: () => void;
  /** Gives back false where the browser's own find is to open. */
  readonly onFind: () => boolean;
};

/** What can be done with the open thread, by keys wherever the focus is, and by the palette. */
export function useThreadCommands({ onQuestion, onLatest, onFind }: ThreadCommands): void {
  useCommand({
    id: "find",
    label: "Find in this chat",
    icon: "search",
    words: "look text words",
    order: -10,
    shortcut: "find",
    run: onFind,
  });
  useShortcut("find", onFind);
  useShortcut("previousQuestion", ({ target }) => !writes(target) && onQuestion(-1));
  useShortcut("nextQuestion", ({ target }) => !writes(target) && onQuestion(1));
  useShortcut("latest", ({ target }) => !isField(target) && onLatest());
}

/** In a text these keys are the caret's on some systems. */
function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement && target.value !== "";
}
