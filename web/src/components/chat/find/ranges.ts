import { matchesIn } from "./matches";
import { BLOCK_END } from "./plain-text";

/** Where a message has its words; buttons, headings for listeners and labels are no words of it. */
const TEXTS = "[data-slot=markdown], [data-slot=said]";
const SKIPPED =
  "button, [aria-hidden=true], .sr-only, math, .katex, [data-slot=math], [data-slot=image]";
const CODE = "[data-slot=code-block]";
const BLOCKS = "p, li, pre, td, th, h3, h4, h5, h6, blockquote, div";

/** The places of a query in a mounted message, in the order of the text, over the borders of elements. */
export function rangesIn(message: Element, query: string): readonly Range[] {
  return [...message.querySelectorAll(TEXTS)].flatMap((root) => rangesOf(root, query));
}

type Piece = { readonly node: Text; readonly start: number };

function rangesOf(root: Element, query: string): Range[] {
  const pieces: Piece[] = [];
  let text = "";
  let block: Element | null = null;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const parent = node.parentElement;
    if (!parent || parent.closest(SKIPPED)) continue;
    // A block of code has its language above it.
    if (parent.closest(CODE) && !parent.closest("pre")) continue;
    const own = parent.closest(BLOCKS);
    if (own !== block && text !== "") text += BLOCK_END;
    block = own;
    pieces.push({ node, start: text.length });
    text += node.data;
  }
  return matchesIn(text, query).map((at) => toRange(pieces, at, at + query.length));
}

function toRange(pieces: readonly Piece[], from: number, to: number): Range {
  const range = document.createRange();
  for (const { node, start } of pieces) {
    const end = start + node.length;
    if (from >= start && from < end) range.setStart(node, from - start);
    if (to > start && to <= end) range.setEnd(node, to - start);
  }
  return range;
}
