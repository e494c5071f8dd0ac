/** One line of two texts beside each other; a side that has none there is null. */
export type Pair = {
  readonly left: string | null;
  readonly right: string | null;
  readonly same: boolean;
};

/** Beyond this the work grows too large; the rest stands beside each other as it comes. */
const MOST_LINES = 1_500;

/** Lines of two texts, those that are equal on the same height. */
export function pairLines(left: string, right: string): readonly Pair[] {
  const a = left.split("\n");
  const b = right.split("\n");
  if (a.length > MOST_LINES || b.length > MOST_LINES) return byPlace(a, b);
  const common = commonTails(a, b);
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      pairs.push({ left: a[i++] ?? "", right: b[j++] ?? "", same: true });
    } else {
      // All that differs here, up to the next line that both have.
      const from = [i, j] as const;
      while (i < a.length && j < b.length && a[i] !== b[j]) {
        if (at(common, i + 1, j) >= at(common, i, j + 1)) i += 1;
        else j += 1;
      }
      // Where one has ended, the rest of the other belongs to the same difference.
      if (i === a.length || j === b.length) [i, j] = [a.length, b.length];
      pairs.push(...byPlace(a.slice(from[0], i), b.slice(from[1], j)));
    }
  }
  pairs.push(...byPlace(a.slice(i), b.slice(j)));
  return pairs;
}

function byPlace(a: readonly string[], b: readonly string[]): Pair[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => {
    const left = a[index] ?? null;
    const right = b[index] ?? null;
    return { left, right, same: left === right };
  });
}

/** How many lines the tails from `[i][j]` on have in common, in order. */
function commonTails(a: readonly string[], b: readonly string[]): readonly Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = rows[i];
    if (!row) continue;
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] =
        a[i] === b[j]
          ? at(rows, i + 1, j + 1) + 1
          : Math.max(at(rows, i + 1, j), at(rows, i, j + 1));
    }
  }
  return rows;
}

function at(rows: readonly Uint16Array[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0;
}
