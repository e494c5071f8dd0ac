/** A piece of a template: words as they are, or a place to fill in. */
type Piece = { readonly text: string } | { readonly place: string };

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/**
 * Cuts a template as the server does: `{{name}}` is a place, `\{{` are two braces. Backslashes right
 * before `{{` count half, and an odd one makes the braces plain. Of more than two braces the last
 * two open the place. Braces that open no place are left as they are.
 */
export function piecesOf(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let words = "";
  let at = 0;
  while (at < template.length) {
    const opening = /\\*\{{2,}/g;
    opening.lastIndex = at;
    const found = opening.exec(template);
    if (found === null) break;
    words += template.slice(at, found.index);
    const run = found[0];
    const slashes = run.length - run.replace(/^\\+/, "").length;
    const braces = run.length - slashes;
    const close = template.indexOf("}}", found.index + run.length);
    const name = close < 0 ? "" : template.slice(found.index + run.length, close).trim();
    at = found.index + run.length;
    // A backslash escapes the braces right after it; others before those are themselves.
    words += "\\".repeat(Math.floor(slashes / 2));
    if (slashes % 2 === 1 || !NAME.test(name)) {
      words += "{".repeat(braces);
      continue;
    }
    words += "{".repeat(braces - 2);
    if (words !== "") pieces.push({ text: words });
    words = "";
    pieces.push({ place: name });
    at = close + 2;
  }
  words += template.slice(at);
  if (words !== "") pieces.push({ text: words });
  return pieces;
}

/** The names of a template's places, each once, in the order of the text; `prompt` among them. */
export function placesOf(template: string): readonly string[] {
  const names = piecesOf(template).flatMap((piece) => ("place" in piece ? [piece.place] : []));
  return [...new Set(names)];
}

/** The text with its places filled; what has no value is left empty. Values are no templates. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return piecesOf(template)
    .map((piece) => ("place" in piece ? (values[piece.place] ?? "") : piece.text))
    .join("");
}

/** Whether a template's name holds what was written, whatever the case. */
export function holds(name: string, query: string): boolean {
  return name.toLowerCase().includes(query.toLowerCase());
}
