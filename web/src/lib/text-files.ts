import { UnfitFile } from "./files";
import { characters, count, MAX_CONTEXT } from "./pasted";

/** Four bytes hold any character, so that more cannot fit. */
const MAX_BYTES = 4 * MAX_CONTEXT;

/** The text of a file that is text and short enough to go along with a message; else `UnfitFile`. */
export async function readTextFile(file: File): Promise<string> {
  const most = `${count(MAX_CONTEXT)} are the most that can go along with a message`;
  if (file.size > MAX_BYTES) throw new UnfitFile(`it is too long; ${most}`);
  const text = decode(await file.arrayBuffer());
  if (text === undefined)
    throw new UnfitFile("it is not text; only the text of files can be added");
  if (text.trim() === "") throw new UnfitFile("it is empty");
  const length = characters(text);
  if (length > MAX_CONTEXT) throw new UnfitFile(`it has ${count(length)}; ${most}`);
  return text;
}

/** Undefined for what is no UTF-8, or has signs that no text has. */
function decode(bytes: ArrayBuffer): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text.replaceAll("\r\n", "\n");
  } catch {
    return undefined;
  }
}
