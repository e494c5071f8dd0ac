type Press = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
};

/**
 * Where a key leads from line `at` of `count`: a line, "out" above the first, or undefined if it is
 * no key of the list.
 */
export function listMove(
  { key, ctrlKey, metaKey, altKey }: Press,
  at: number,
  count: number,
  page: number,
): number | "out" | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const last = count - 1;
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, last);
    case "ArrowUp":
      return at === 0 ? "out" : at - 1;
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageDown":
      return Math.min(at + page, last);
    case "PageUp":
      return Math.max(at - page, 0);
    default:
      return undefined;
  }
}

/** As long as one may wait between two letters of a title. */
const PAUSE_MS = 700;

type TypeAhead = (
  press: Press & { readonly timeStamp: number },
  ids: readonly string[],
  at: number,
  titleOf: (id: string) => string,
) => string | undefined;

/**
 * Finds the next chat whose title begins with the letters that were pressed; one letter again and
 * again goes through all that begin with it.
 */
export function createTypeAhead(): TypeAhead {
  let typed = "";
  let last = 0;
  return ({ key, ctrlKey, metaKey, altKey, timeStamp }, ids, at, titleOf) => {
    if (ctrlKey || metaKey || altKey || [...key].length !== 1) return undefined;
    if (timeStamp - last > PAUSE_MS) typed = "";
    // A space alone scrolls; "?" alone is a shortcut.
    if (typed === "" && /[\s?]/.test(key)) return undefined;
    last = timeStamp;
    const letter = key.toLowerCase();
    typed = typed === letter ? letter : typed + letter;
    // More letters may still fit the same title.
    const from = typed.length === 1 ? at + 1 : at;
    for (let step = 0; step < ids.length; step += 1) {
      const id = ids[(from + step) % ids.length] ?? "";
      if (titleOf(id).toLowerCase().startsWith(typed)) return id;
    }
    return undefined;
  };
}
