import type { Tool, ToolPatch } from "@thalweg/client";
import type { ToolsStore } from "./tools.store";

/** What was chosen of each tool, by its name. */
export type ToolChoices = ReadonlyMap<string, ToolPatch>;

/**
 * What was chosen of the tools of a server, as far as it is not what is usual of one: each of them asks.
 */
export function choicesOfServer(tools: readonly Tool[], server: string): ToolChoices {
  const chosen = tools.filter(
    (tool) => tool.server === server && (tool.permission !== "ask" || !tool.enabled),
  );
  return new Map(chosen.map(({ name, permission, enabled }) => [name, { permission, enabled }]));
}

/**
 * Makes choices of tools that are not there yet, each as soon as its tool is listed. A list can be older
 * than what it is about, so what is refused is tried again with the next one.
 */
export function createLaterChoices(
  store: ToolsStore,
  choose: (name: string, patch: ToolPatch) => Promise<void>,
) {
  const waiting = new Map<string, ToolPatch>();
  const onTheirWay = new Set<string>();

  async function tryOne(name: string, patch: ToolPatch): Promise<void> {
    onTheirWay.add(name);
    try {
      await choose(name, patch);
      if (waiting.get(name) === patch) waiting.delete(name);
    } catch {
      // It waits for the next list.
    } finally {
      onTheirWay.delete(name);
    }
  }

  function tryAll(): void {
    for (const { name } of store.getState().tools.items) {
      const patch = waiting.get(name);
      if (patch !== undefined && !onTheirWay.has(name)) void tryOne(name, patch);
    }
  }

  return {
    add(choices: ToolChoices): void {
      for (const [name, patch] of choices) waiting.set(name, patch);
      tryAll();
    },
    /** Somebody chose anew: that counts. */
    forget: (name: string) => void waiting.delete(name),
    /** Looks at each list from now on; gives what ends that. */
    start: () =>
      store.subscribe((now, before) => {
        if (waiting.size > 0 && now.tools.items !== before.tools.items) tryAll();
      }),
  };
}
