/** The end of a sentence or of a block. */
const END = /[.!?…。！？]["”’')\]]*(?=\s)|\n\s*\n/g;

/**
 * The whole sentences that came after `from`, as words to be spoken, and the place after them.
 * With `all` the rest is taken as it is, as at the end of an answer.
 */
export function sentencesFrom(
  text: string,
  from: number,
  all = false,
): { readonly words: string; readonly upTo: number } {
  let upTo = from;
  if (all) upTo = text.length;
  else for (const match of text.matchAll(END)) upTo = Math.max(upTo, match.index + match[0].length);
  return { words: plainWords(text.slice(from, upTo)), upTo };
}

/** Markdown without its marks; code is named, not read out. */
function plainWords(markdown: string): string {
  return markdown
    .replace(/```[\s\S]*?(```|$)/g, " Code. ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^\s*(#{1,6}|>|[-*+]|\d+\.)\s+/gm, "")
    .replace(/[*_`~|]+/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
