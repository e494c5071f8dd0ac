/** A question and what came of it: what the thread mounts and measures as one. */
export type Row = {
  /** The first message's id, which never changes for what is on the screen. */
  readonly id: string;
  readonly messageIds: readonly string[];
};

/**
 * Parts a thread into rows: one begins with each question. `begun` are the ids with which a row
 * began before: an answer whose question comes with an older page keeps its row, and with it what
 * is unfolded or selected in it. Rows of `before` that did not change keep their identity.
 */
export function rowsOf(
  messageIds: readonly string[],
  isQuestion: (id: string) => boolean,
  before: readonly Row[],
): readonly Row[] {
  const known = new Map(before.map((row) => [row.id, row]));
  const rows: Row[] = [];
  let current: string[] = [];
  const close = () => {
    const [id] = current;
    if (id === undefined) return;
    const old = known.get(id);
    rows.push(old && equal(old.messageIds, current) ? old : { id, messageIds: current });
    current = [];
  };
  for (const id of messageIds) {
    if (known.has(id) || isQuestion(id)) close();
    current.push(id);
  }
  close();
  return rows;
}

/**
 * How many rows came before those that were there, which are the same; negative if so many of the
 * oldest are gone. Undefined if anything else is another than before.
 */
export function shift(before: readonly Row[], rows: readonly Row[]): number | undefined {
  const by = rows.length - before.length;
  const [more, fewer] = by < 0 ? [before, rows] : [rows, before];
  const same = fewer.length > 0 && more.slice(Math.abs(by)).every((row, at) => row === fewer[at]);
  return same ? by : undefined;
}

function equal(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index]);
}
