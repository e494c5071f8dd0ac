/** Where a query stands in a text: offsets of its first characters, without overlaps. */
export function matchesIn(text: string, query: string): readonly number[] {
  const wanted = fold(query);
  if (wanted.trim() === "") return [];
  const source = fold(text);
  const found: number[] = [];
  for (let at = source.indexOf(wanted); at >= 0; at = source.indexOf(wanted, at + wanted.length)) {
    found.push(at);
  }
  return found;
}

/** Case and the kind of a space do not count; a text keeps its length, so that offsets hold. */
function fold(text: string): string {
  const spaced = text.replace(/[\t\u00a0]/g, " ");
  const lower = spaced.toLowerCase();
  if (lower.length === spaced.length) return lower;
  // Of the few letters whose small form is longer, the large form stays.
  return Array.from(spaced, (letter) => {
    const small = letter.toLowerCase();
    return small.length === letter.length ? small : letter;
  }).join("");
}
