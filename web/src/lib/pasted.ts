/** The longest prompt that the server keeps, in Unicode characters. */
export const MAX_PROMPT = 32_000;

/** The longest text that goes along with a prompt without being kept, likewise. */
export const MAX_CONTEXT = 64_000;

/** What a person writes: words, and long texts that were pasted and are shown folded. */
export type Written = { readonly text: string; readonly blocks: readonly string[] };

/** What of it is sent. */
export type Outgoing = {
  readonly prompt: string;
  /** Goes with this prompt alone; the server does not keep it. */
  readonly context?: string;
};

const FOLD_CHARACTERS = 2_000;
const FOLD_LINES = 20;

/** Whether a pasted text would bury what one writes. */
export function isLong(text: string): boolean {
  return text.length > FOLD_CHARACTERS || lineCount(text) > FOLD_LINES;
}

export function lineCount(text: string): number {
  return text.split("\n").length;
}

/**
 * One text of both: the blocks stand at the end between fences that no block holds, so that a model,
 * an export and any other client can read it. `unfold` takes it apart again.
 */
export function fold({ text, blocks }: Written): string {
  const fenced = blocks.map((block) => {
    const fence = fenceFor(block);
    return `${fence}pasted\n${block}\n${fence}`;
  });
  return text === "" ? fenced.join("\n\n") : [text, ...fenced].join("\n\n");
}

export function unfold(written: string): Written {
  for (const { index, 0: opening } of written.matchAll(/(?:^|\n\n)(?=`{3,}pasted\n)/g)) {
    const blocks = blocksOf(written.slice(index + opening.length));
    if (blocks !== undefined) return { text: written.slice(0, index), blocks };
  }
  return { text: written, blocks: [] };
}

/**
 * What is sent of a written text. It is kept with the message where it fits; else the pasted texts
 * go along as context, which only this answer is given, and the message says so.
 */
export function outgoingOf(written: string): Outgoing {
  const { text, blocks } = unfold(written);
  if (blocks.length === 0 || characters(written) <= MAX_PROMPT) {
    return { prompt: text.trim() === "" && blocks.length > 0 ? `Pasted:\n\n${written}` : written };
  }
  const context = blocks.join("\n\n");
  const note = `[Pasted text of ${count(characters(context))}, sent for this answer only]`;
  return { prompt: text.trim() === "" ? note : `${text}\n\n${note}`, context };
}

/** Unicode characters, as the server counts. */
export function characters(text: string): number {
  let units = 0;
  for (const _ of text) units += 1;
  return units;
}

export function count(of: number): string {
  return `${of.toLocaleString("en")} ${of === 1 ? "character" : "characters"}`;
}

function fenceFor(block: string): string {
  const longest = Math.max(2, ...Array.from(block.matchAll(/`+/g), ([run]) => run.length));
  return "`".repeat(longest + 1);
}

/** The blocks of a text that has nothing else. */
function blocksOf(text: string): readonly string[] | undefined {
  const blocks: string[] = [];
  let rest = text;
  for (;;) {
    const fence = /^(`{3,})pasted\n/.exec(rest)?.[1];
    if (fence === undefined) return undefined;
    const body = rest.slice(fence.length + "pasted\n".length);
    const end = `\n${body}`.search(new RegExp(`\\n${fence}(?!\`)(?:\\n\\n|$)`));
    if (end < 0) return undefined;
    // A block that is empty has its end right at the beginning.
    blocks.push(body.slice(0, Math.max(0, end - 1)));
    const after = body.slice(end + fence.length);
    if (after === "") return blocks;
    rest = after.slice(2);
  }
}
