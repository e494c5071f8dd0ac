const NAME = "found";

/**
 * Marks words in an element without touching its nodes, so that nothing is drawn anew and copying
 * is as before. Gives what takes the marks away. A browser without highlights shows none.
 */
export function highlight(element: Element | null, words: readonly string[]): () => void {
  if (element === null || typeof CSS === "undefined" || !("highlights" in CSS)) return () => {};
  const ranges = rangesOf(element, words);
  CSS.highlights.set(NAME, new Highlight(...ranges));
  return () => {
    CSS.highlights.delete(NAME);
  };
}

/** Where the words stand in the text of an element, whatever their case. */
export function rangesOf(element: Element, words: readonly string[]): Range[] {
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = (node.nodeValue ?? "").toLowerCase();
    for (const word of words.map((entry) => entry.toLowerCase())) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        ranges.push(range);
      }
    }
  }
  return ranges;
}
