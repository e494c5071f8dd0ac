import type { Colors } from "./highlighter";

/** As many blocks as a long thread has near its reader; each is a few numbers a line. */
const MOST_BLOCKS = 300;

const kept = new Map<string, Colors>();

/** The colours that a finished block had when it was shown before. */
export function keptColors(grammar: string | undefined, code: string): Colors | undefined {
  return grammar === undefined ? undefined : kept.get(`${grammar}\n${code}`);
}

/** Keeps the colours of a finished block; the oldest give way. */
export function keepColors(grammar: string, code: string, colors: Colors): void {
  const key = `${grammar}\n${code}`;
  kept.delete(key);
  kept.set(key, colors);
  if (kept.size > MOST_BLOCKS) kept.delete(kept.keys().next().value ?? key);
}
