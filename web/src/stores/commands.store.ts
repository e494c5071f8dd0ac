import { createStore } from "zustand/vanilla";
import type { IconName } from "@/components/Icon";
import type { ShortcutId } from "@/lib/shortcuts";

/** Something that can be done from the palette. */
export type Command = {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  /** Other words that somebody may look for it by. */
  readonly words?: string;
  /** Lower stands first; 0 if not named. */
  readonly order?: number;
  readonly shortcut?: ShortcutId;
  readonly run: () => void;
};

type Commands = { readonly commands: ReadonlyMap<string, Command> };

/** What can be done on the page as it is now: each part that is shown offers its own. */
export const commandsStore = createStore<Commands>(() => ({ commands: new Map() }));

/** Offers a command until what it gives back is called. A later one takes the place of an earlier. */
export function offerCommand(command: Command): () => void {
  change((commands) => commands.set(command.id, command));
  return () => {
    change((commands) => {
      if (commands.get(command.id) === command) commands.delete(command.id);
    });
  };
}

function change(work: (commands: Map<string, Command>) => void): void {
  const commands = new Map(commandsStore.getState().commands);
  work(commands);
  commandsStore.setState({ commands });
}
