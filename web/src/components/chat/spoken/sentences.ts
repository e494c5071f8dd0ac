import { plainText } from "../find/plain-text";

/** Source is not read aloud; that it is there is told. */
const FENCED = /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\1[^\n]*$|(?![\s\S]))/gm;
const SOURCE = "\n\nA block of code.\n\n";

/**
 * The sentences of an answer in Markdown, as they are spoken. While it is written the last one is
 * left out, since it may not be whole.
 */
export function sentencesOf(markdown: string, growing: boolean): readonly string[] {
  const words = plainText(markdown.replace(FENCED, SOURCE));
  const parts = words.split("\n").flatMap(split);
  const whole = growing ? parts.slice(0, -1) : parts;
  return whole.map((part) => part.trim()).filter((part) => /[\p{L}\p{N}]/u.test(part));
}

function split(line: string): readonly string[] {
  if (!("Segmenter" in Intl)) return [line];
  const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });
  return Array.from(segmenter.segment(line), ({ segment }) => segment);
}
