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

/**
 * The same for an element that comes and goes, as a message does that is scrolled away and back:
 * `find` is asked again whenever something is mounted in `among`.
 */
export function keepHighlighted(
  among: Element,
  find: () => Element | null,
  words: readonly string[],
): () => void {
  let element: Element | null = null;
  let end = () => {};
  const look = () => {
    const now = find();
    if (now === element) return;
    end();
    element = now;
    end = highlight(now, words);
  };
  look();
  const observer = new MutationObserver(look);
  observer.observe(among, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    end();
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
