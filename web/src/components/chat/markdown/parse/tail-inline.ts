import { inlineMath, OPEN } from "./math";

/** A mark that was opened, and where. */
type Opened = { readonly mark: string; readonly end: number };

/**
 * A line of words with everything closed that it leaves open at its end: emphasis, code, a link,
 * maths. What could still be an ordinary character stays as it is.
 */
export function closeInline(text: string): string {
  const opened: Opened[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    const rest = text.slice(at);
    if (char === "$" || char === "\\") {
      const math = inlineMath(rest, text.charAt(at - 1));
      const mark = /^(?:\$\$|\\\[|\\\()/.exec(rest)?.[0];
      if (math) at += math.raw.length;
      else if (mark) return openMath(text, at, mark) + closers(opened, at);
      else if (rest === "\\") return text.slice(0, at) + closers(opened, at);
      else at += char === "\\" ? 2 : 1;
    } else if (char === "`") {
      const run = /^`+/.exec(rest)?.[0] ?? char;
      const end = endOfCode(text, at, run);
      if (end === undefined) return openCode(text, at, run) + closers(opened, at);
      at = end;
    } else if (char === "[") {
      const label = openLabel(rest);
      if (label !== undefined) {
        const head = text.charAt(at - 1) === "!" ? text.slice(0, at - 1) : text.slice(0, at);
        return head + closeInline(label) + closers(opened, at);
      }
      at += 1;
    } else if (char === "<" && /^<(?:https?:\/\/|mailto:)[^\s<>]*$/i.test(rest)) {
      return text.slice(0, at) + rest.slice(1) + closers(opened, at);
    } else if (char === "*" || char === "_" || char === "~") {
      const run = new RegExp(`^\\${char}+`).exec(rest)?.[0] ?? char;
      if (at + run.length === text.length) return endInMark(text, at, run, opened);
      meet(text, at, run, opened);
      at += run.length;
    } else {
      at += 1;
    }
  }
  // A closing mark stands right behind a letter.
  return opened.length > 0 ? text.trimEnd() + closers(opened, at) : text;
}

/** A run of marks between letters opens, closes, or is nothing, as CommonMark's flanks tell. */
function meet(text: string, at: number, run: string, opened: Opened[]): void {
  const before = text.charAt(at - 1);
  const after = text.charAt(at + run.length);
  const char = run.charAt(0);
  const word = /[\p{L}\p{N}]/u;
  let left = run;
  if (before !== "" && !/\s/.test(before) && !(char === "_" && word.test(after))) {
    for (let top = opened.at(-1); top?.mark.charAt(0) === char; top = opened.at(-1)) {
      if (left.length < top.mark.length) break;
      left = left.slice(top.mark.length);
      opened.pop();
    }
    if (left.length < run.length) return;
  }
  if (/\s/.test(after) || (char === "_" && word.test(before))) return;
  const end = at + run.length;
  if (char === "~") {
    if (run.length <= 2) opened.push({ mark: run, end });
  } else if (run.length === 3) {
    opened.push({ mark: char.repeat(2), end }, { mark: char, end });
  } else if (run.length < 3) {
    opened.push({ mark: run, end });
  }
}

/** At the end a run is either what closes, whole or half, or an opening without a letter. */
function endInMark(text: string, at: number, run: string, opened: Opened[]): string {
  const closes = !/\s/.test(text.charAt(at - 1)) && opened.at(-1)?.mark.charAt(0) === run.charAt(0);
  if (!closes) return text.slice(0, at).trimEnd() === "" ? "" : cut(text, at) + closers(opened, at);
  return cut(text, at) + closers(opened, at);
}

function cut(text: string, at: number): string {
  return text.slice(0, at);
}

/** The closing marks, the innermost first; one that nothing follows yet closes to nothing. */
function closers(opened: readonly Opened[], at: number): string {
  return opened
    .filter(({ end }) => end <= at)
    .map(({ mark }) => mark)
    .reverse()
    .join("");
}

function endOfCode(text: string, at: number, run: string): number | undefined {
  for (const match of text.slice(at + run.length).matchAll(/`+/g)) {
    if (match[0] === run) return at + run.length + match.index + run.length;
  }
  return undefined;
}

function openCode(text: string, at: number, run: string): string {
  const body = text
    .slice(at + run.length)
    .replace(/`+$/, "")
    .trimEnd();
  // A mark without a letter behind it would close to nothing.
  return body === "" ? text.slice(0, at) : text.slice(0, at) + run + body + run;
}

function openMath(text: string, at: number, mark: string): string {
  const body = text.slice(at + mark.length).replace(/[\\$]$/, "");
  if (body.trim() === "") return text.slice(0, at);
  const end = mark === "\\(" ? "\\)" : mark === "\\[" ? "\\]" : mark;
  return text.slice(0, at) + mark + body + OPEN + end;
}

/** `[label](https://exa` is its label; the address appears when it is whole. */
function openLabel(text: string): string | undefined {
  const match =
    /^\[((?:\\.|[^\][\\]|\[[^\][]*\])+)\](?:\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:"[^"]*"?)?)?|\[[^\]]*)$/.exec(
      text,
    );
  return match?.[1];
}
