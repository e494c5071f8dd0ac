import type { ChatMessage } from "./wire.ts";

type Messages = ReadonlyMap<string, ChatMessage>;
type Siblings = ReadonlyMap<string, readonly string[]>;

/** Key of the messages without a parent; no id can be empty. */
const ROOT = "";

/**
 * Derives who shares a parent with whom, and the path from the oldest loaded message to `leafId`.
 * Lists that are equal to those of `before` keep their identity.
 */
export function treeOf(
  messages: Messages,
  order: readonly string[],
  leafId: string | undefined,
  before: Siblings,
): { readonly siblings: Siblings; readonly path: readonly string[] } {
  const siblings = new Map<string, readonly string[]>();
  for (const ids of childrenOf(messages, order).values()) {
    for (const id of ids) {
      const old = before.get(id);
      siblings.set(id, old !== undefined && equal(old, ids) ? old : ids);
    }
  }
  return { siblings, path: pathTo(messages, leafId) };
}

/** The newest message without answer at or below `messageId`. */
export function leafBelow(messages: Messages, order: readonly string[], messageId: string): string {
  const children = childrenOf(messages, order);
  let leaf = messageId;
  for (let next = children.get(leaf)?.at(-1); next !== undefined; ) {
    leaf = next;
    next = children.get(leaf)?.at(-1);
  }
  return leaf;
}

function childrenOf(messages: Messages, order: readonly string[]): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const id of order) {
    const parent = messages.get(id)?.parentId ?? ROOT;
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [id]);
    else list.push(id);
  }
  return children;
}

function pathTo(messages: Messages, leafId: string | undefined): string[] {
  const path: string[] = [];
  const seen = new Set<string>();
  let id = leafId;
  // A cycle cannot come from a sound server; without the set it would hang the page.
  while (id !== undefined && messages.has(id) && !seen.has(id)) {
    seen.add(id);
    path.push(id);
    id = messages.get(id)?.parentId;
  }
  return path.reverse();
}

function equal(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index]);
}
