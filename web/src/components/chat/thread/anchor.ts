/** What is being read: elements from the top edge of the thread downwards, with their places. */
export type Anchor = {
  /** The message at the edge, for when its elements are gone. */
  readonly id: string;
  /** Pixels from the thread's upper edge to the message's; negative while one reads inside it. */
  readonly top: number;
  /** The block at the edge, then what follows it and what it is in, as far as they may have to help out. */
  readonly points: readonly { readonly element: Element; readonly top: number }[];
};

const MESSAGE = "[data-message]";
/** Text flows inside these; what is further down moves with it. */
const LEAVES = new Set(["P", "PRE", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "SUMMARY"]);
const DEEPEST = 8;
const MANY = 16;

/** Takes down what stands at the upper edge of the thread; undefined if no message is there. */
export function captureAnchor(box: Element): Anchor | undefined {
  const edge = box.getBoundingClientRect().top;
  const messages = [...box.querySelectorAll(MESSAGE)].filter((element) => !isUnmeasured(element));
  const index = firstBelow(messages, edge);
  const message = messages[index];
  if (!message) return undefined;
  const fallbacks: Element[] = [];
  let element: Element = message;
  for (let depth = 0; depth < DEEPEST && !LEAVES.has(element.tagName); depth += 1) {
    const children = visible(element.children);
    const at = firstBelow(children, edge);
    const child = children[at];
    if (!child) break;
    const after = children[at + 1];
    if (after) fallbacks.unshift(after);
    element = child;
  }
  const points = [element, ...fallbacks];
  const after = messages[index + 1];
  if (after) points.push(after);
  const top = (of: Element) => of.getBoundingClientRect().top - edge;
  return {
    id: message.getAttribute("data-message") ?? "",
    top: top(message),
    points: points.map((point) => ({ element: point, top: top(point) })),
  };
}

/**
 * By how much the scroll must change to bring an anchor back to its place; undefined if nothing of
 * it is mounted. What was folded away meanwhile is passed over for what follows it.
 */
export function anchorDrift(box: Element, anchor: Anchor): number | undefined {
  const edge = box.getBoundingClientRect().top;
  for (const { element, top } of anchor.points) {
    if (isShown(element)) return element.getBoundingClientRect().top - edge - top;
  }
  const message = findMessage(box, anchor.id);
  return message === null ? undefined : message.getBoundingClientRect().top - edge - anchor.top;
}

export function findMessage(box: Element, id: string): Element | null {
  return box.querySelector(`[data-message="${CSS.escape(id)}"]`);
}

/** The list hides rows until it knows their heights; where they stand until then is a guess. */
export function isUnmeasured(message: Element): boolean {
  const item = message.closest("[data-row]")?.parentElement;
  return item?.style.visibility === "hidden";
}

function isShown(element: Element): boolean {
  return element.isConnected && (element.checkVisibility?.() ?? true);
}

/**
 * What has a height; hidden words for screen readers stand outside the flow. A long answer has
 * thousands of blocks and none of these, and is not measured whole at every scroll.
 */
function visible(children: HTMLCollection): Element[] {
  const all = [...children];
  if (all.length > MANY) return all;
  return all.filter((child) => child.getBoundingClientRect().height > 1);
}

/** The first of elements that stand one below the other whose foot is below the edge. */
function firstBelow(elements: readonly Element[], edge: number): number {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = elements[middle] as Element;
    if (element.getBoundingClientRect().bottom > edge + 1) high = middle;
    else low = middle + 1;
  }
  return low;
}
