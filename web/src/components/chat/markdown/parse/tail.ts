import { closeInline } from "./tail-inline";

/**
 * The end of a growing text in the form that it will most likely have: marks that it has opened
 * count as closed, and a last line that may yet become several things is held back. So a bold word,
 * a link or a table looks from its first letter on as it will when its end has come.
 *
 * Only what follows the last blank line is looked at; inside a fence nothing is closed.
 */
export function closeTail(text: string): string {
  const fence = openFence(text);
  if (fence) return withoutHalfFence(text, fence);
  const lines = text.split("\n");
  const held = holdBack(lines);
  if (held !== undefined) return closeTail(held);
  const first = startOfParagraph(lines);
  if (isVerbatim(lines, first)) return text;
  if (isHeadOfTable(lines, first)) return lines.slice(0, first).join("\n");
  const from = startOfInline(lines, first);
  const before = lines.slice(0, from).join("\n");
  const run = lines.slice(from).join("\n");
  const mark =
    /^(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\[[ xX]\][ \t])*/.exec(run)?.[0] ?? "";
  const cell = run.slice(mark.length).startsWith("|") ? run.lastIndexOf("|") + 1 : mark.length;
  const closed = run.slice(0, cell) + closeInline(run.slice(cell));
  return from > 0 ? `${before}\n${closed}` : closed;
}

/** Lines that may become a list, a rule, a heading, a fence or a definition with the next letter. */
const UNDECIDED = [
  // A mark alone. Three backticks are a fence already, whose head shall stand at once.
  /^(?:[ \t]|>[ \t]?)*(?:[-=_#+]+|\*{1,3}|`{1,2}|~{1,2}|\$|\||\d{1,2}|\d{1,9}[.)])[ \t]*$/,
  // Half a definition of a link.
  /^ {0,3}\[[^\]^][^\]]*\]:[ \t]*\S*$/,
] as const;

/** The text without what its last line leaves undecided; undefined if there is nothing of it. */
function holdBack(lines: readonly string[]): string | undefined {
  const last = lines.at(-1) ?? "";
  const before = lines.slice(0, -1);
  if (UNDECIDED.some((rule) => rule.test(last))) return before.join("\n");
  // Half the box of a task.
  const task = /^([ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[[ xX]?\]?$/.exec(last);
  if (task) return [...before, task[1]].join("\n");
  return undefined;
}

function startOfParagraph(lines: readonly string[]): number {
  let first = lines.length - 1;
  while (first > 0 && !isBlank(lines[first - 1])) first -= 1;
  return first;
}

/** Markup is shown as it is, and so is code that is set in by spaces. */
function isVerbatim(lines: readonly string[], first: number): boolean {
  const line = lines[first] ?? "";
  if (/^ {0,3}<(?:[a-z][\w-]*(?:[\s/>]|$)|[/!?])/i.test(line)) return true;
  return (
    /^(?: {4}|\t)/.test(line) && !lines.some((other) => /^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(other))
  );
}

/**
 * Whether the last lines are the head of a table that is not whole yet, with the line under it. How
 * many columns there are, and on which side their words stand, is only known then; a table that was
 * shown before would move what it shows.
 */
function isHeadOfTable(lines: readonly string[], first: number): boolean {
  const under = lines[first + 1] ?? "";
  return (
    lines.length <= first + 2 &&
    /^ {0,3}\|.*\S/.test(lines[first] ?? "") &&
    /^[ \t|:-]*$/.test(under)
  );
}

/** Where the words begin that share their marks with the last line's. */
function startOfInline(lines: readonly string[], first: number): number {
  let from = lines.length - 1;
  while (from > first && !startsAnew(lines[from] ?? "", lines[from - 1] ?? "")) from -= 1;
  return from;
}

function startsAnew(line: string, before: string): boolean {
  const quoted = /^[ \t]*>/.test(line);
  if (quoted !== /^[ \t]*>/.test(before)) return quoted;
  const text = line.replace(/^(?:[ \t]*>)*[ \t]*/, "");
  const above = before.replace(/^(?:[ \t]*>)*[ \t]*/, "");
  return /^(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\|)/.test(text) || /^#{1,6}[ \t]/.test(above);
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || /^[ \t>]*$/.test(line);
}

/** The mark of the fence that is open at the end. */
export function openFence(text: string): string | undefined {
  let fence: string | undefined;
  const rule = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`\n]*$)|~{3,})(.*)$/gm;
  for (const [, mark = "", rest = ""] of text.matchAll(rule)) {
    if (fence === undefined) fence = mark;
    else if (mark.startsWith(fence) && rest.trim() === "") fence = undefined;
  }
  return fence;
}

/** A last line of fewer marks than close the fence is no line of its code. */
function withoutHalfFence(text: string, fence: string): string {
  const start = text.lastIndexOf("\n") + 1;
  const last = text.slice(start).replace(/^[ \t>]*/, "");
  const half = start > 0 && last !== "" && fence.startsWith(last) && last.length < fence.length;
  return half ? text.slice(0, start - 1) : text;
}
