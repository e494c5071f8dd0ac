/**
 * The text with the marks closed that its last line leaves open, so that a bold word, a piece of
 * code or a link looks from its first letter on as it will when its end has come.
 *
 * Only what is written after the last line break is looked at; inside a fence nothing is changed.
 */
export function closeTail(text: string): string {
  const start = text.lastIndexOf("\n") + 1;
  const line = text.slice(start);
  if (!/[`*~[]/.test(line) || inFence(text)) return text;
  return text.slice(0, start) + closeLine(line);
}

function closeLine(line: string): string {
  const code = openCode(line);
  if (code !== undefined) {
    // A mark without a letter behind it would close to nothing.
    return line.endsWith(code) ? line.slice(0, -code.length) : line.trimEnd() + code;
  }
  const linked = closeLink(line);
  return ["**", "~~"].reduce(closePair, linked);
}

/** The run of backticks that is open at the end, if there is one. */
function openCode(line: string): string | undefined {
  let open: string | undefined;
  for (const [run] of line.matchAll(/`+/g)) {
    if (open === undefined) open = run;
    else if (open === run) open = undefined;
  }
  return open;
}

/** `[label](https://exa` becomes its label; the address appears when it is whole. */
function closeLink(line: string): string {
  return line.replace(/!?\[([^\][]+)\](?:\([^()\s]*)?$/, (whole, label: string) =>
    whole.includes("](") ? label : whole,
  );
}

function closePair(line: string, mark: string): string {
  const parts = withoutCode(line).split(mark);
  if (parts.length % 2 === 1) return line;
  const last = parts.at(-1) ?? "";
  if (last === "") return line.slice(0, -mark.length);
  // An opening mark has a letter right behind it; “2 ** 3” is none.
  if (/^\s/.test(last)) return line;
  const half = mark.charAt(0);
  const body = line.trimEnd();
  return body.endsWith(half) ? body + half : body + mark;
}

function withoutCode(line: string): string {
  return line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, "");
}

function inFence(text: string): boolean {
  let fence: string | undefined;
  for (const [, mark = ""] of text.matchAll(/^ {0,3}(?:[-*+>]\s+|\d+[.)]\s+)?(`{3,}|~{3,})/gm)) {
    if (fence === undefined) fence = mark;
    else if (mark.startsWith(fence)) fence = undefined;
  }
  return fence !== undefined;
}
