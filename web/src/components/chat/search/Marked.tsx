type Marks = readonly (readonly [number, number])[];

/** A text with its hits marked. */
export function Marked({ text, marks }: { readonly text: string; readonly marks: Marks }) {
  return pieces(text, marks).map(({ at, piece, hit }) =>
    hit ? (
      <mark key={at} className="rounded-[3px] bg-accent-soft text-accent">
        {piece}
      </mark>
    ) : (
      piece
    ),
  );
}

/** The words that were found, each once, as they stand in the text. */
export function markedWords(text: string, marks: Marks): readonly string[] {
  return [...new Set(marks.map(([start, end]) => text.slice(start, end)).filter(Boolean))];
}

/** Cuts a text at its marks; marks that do not lie in order or in the text are passed over. */
function pieces(text: string, marks: Marks) {
  const found: { at: number; piece: string; hit: boolean }[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    if (start < at || end <= start || end > text.length) continue;
    if (start > at) found.push({ at, piece: text.slice(at, start), hit: false });
    found.push({ at: start, piece: text.slice(start, end), hit: true });
    at = end;
  }
  if (at < text.length) found.push({ at, piece: text.slice(at), hit: false });
  return found;
}
