import { Fragment, memo, type ReactNode } from "react";
import type { Colors } from "./highlighter";
import { KINDS, type Runs } from "./kinds";

type CodeLinesProps = { readonly lines: readonly string[]; readonly colors: Colors };

/** So many lines share one memo and one layout: a growing block touches its last ones alone. */
const CHUNK = 32;

/** Source in its colours. A line's break belongs to it, so that a selection copies the source. */
export function CodeLines({ lines, colors }: CodeLinesProps) {
  const chunks: ReactNode[] = [];
  for (let start = 0; start < lines.length; start += CHUNK) {
    const end = Math.min(start + CHUNK, lines.length);
    chunks.push(
      <Chunk
        key={start}
        lines={lines.slice(start, end)}
        runs={lines.slice(start, end).map((line, at) => runsOf(start + at, line, colors))}
        last={end === lines.length}
      />,
    );
  }
  return chunks;
}

/** The colours of a line; one whose answer is on its way has those it had while it was written. */
function runsOf(index: number, line: string, { runs, growing }: Colors): Runs | undefined {
  const known = runs[index];
  if (known) return known;
  return index === runs.length && growing && line.startsWith(growing.text)
    ? growing.runs
    : undefined;
}

type ChunkProps = {
  readonly lines: readonly string[];
  readonly runs: readonly (Runs | undefined)[];
  /** It holds the block's last line, which has no break. */
  readonly last: boolean;
};

const Chunk = memo(function CodeChunk({ lines, runs, last }: ChunkProps) {
  return (
    // A block, in which a last line break makes no line of its own.
    <span className="block">
      {lines.map((line, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
          key={index}
          text={last && index === lines.length - 1 ? line : `${line}\n`}
          runs={runs[index]}
        />
      ))}
    </span>
  );
}, sameChunk);

function sameChunk(before: ChunkProps, after: ChunkProps): boolean {
  return (
    before.last === after.last &&
    before.lines.length === after.lines.length &&
    before.lines.every((line, at) => line === after.lines[at] && before.runs[at] === after.runs[at])
  );
}

type LineProps = { readonly text: string; readonly runs: Runs | undefined };

const Line = memo(function CodeLine({ text, runs }: LineProps) {
  return <span>{runs ? colored(text, runs) : text}</span>;
});

function colored(text: string, runs: Runs): ReactNode[] {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (let index = 0; index < runs.length; index += 2) {
    const end = at + (runs[index] ?? 0);
    const kind = runs[index + 1] ?? 0;
    const piece = text.slice(at, end);
    pieces.push(
      kind === 0 ? (
        // Known by its place, like the others: no text becomes another one that stands elsewhere.
        <Fragment key={at}>{piece}</Fragment>
      ) : (
        <span key={at} className={`code-${KINDS[kind]}`}>
          {piece}
        </span>
      ),
    );
    at = end;
  }
  // What was written since these colours were asked for, and the line's break.
  if (at < text.length) pieces.push(<Fragment key={at}>{text.slice(at)}</Fragment>);
  return pieces;
}
