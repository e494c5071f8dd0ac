const ALL = "find";
const CURRENT = "find-current";

/**
 * Marks places without touching a node, so that nothing is drawn anew and copying is as before. A
 * browser without highlights gets the current place selected, which every browser can show.
 */
export function paint(all: readonly Range[], current: Range | undefined): void {
  if (typeof CSS === "undefined" || !("highlights" in CSS)) {
    const selection = document.getSelection();
    if (current && selection) {
      selection.setBaseAndExtent(
        current.startContainer,
        current.startOffset,
        current.endContainer,
        current.endOffset,
      );
    }
    return;
  }
  CSS.highlights.set(ALL, new Highlight(...all));
  if (!current) CSS.highlights.delete(CURRENT);
  else {
    const mark = new Highlight(current);
    mark.priority = 1;
    CSS.highlights.set(CURRENT, mark);
  }
}

export function unpaint(): void {
  if (typeof CSS === "undefined" || !("highlights" in CSS)) return;
  CSS.highlights.delete(ALL);
  CSS.highlights.delete(CURRENT);
}
