import { type MarkedToken, marked, type Token } from "marked";
import { closeTail } from "./tail";

/** One top-level block. `key` is its place in the answer, which never changes once it has one. */
export type Block = { readonly key: string; readonly token: MarkedToken };

/**
 * An answer as blocks. While it grows, everything before `frozenLength` is settled and kept by
 * identity; only what follows is read again. States are never changed, only replaced.
 */
export type BlockState = {
  readonly text: string;
  readonly growing: boolean;
  readonly blocks: readonly Block[];
  /** Length of the normalised text that the frozen blocks cover. */
  readonly frozenLength: number;
  /** How many of `blocks` are frozen; blank lines are no blocks. */
  readonly frozenCount: number;
};

/** A block can still be changed by what follows it: a setext line, a table's second row. */
const OPEN_BLOCKS = 2;

/** Reads a whole answer, with reference links resolved wherever their definitions stand. */
export function readWhole(text: string): BlockState {
  const blocks = toBlocks(marked.lexer(normalise(text)), 0);
  return { text, growing: false, blocks, frozenLength: 0, frozenCount: 0 };
}

/**
 * Reads an answer that has grown since `previous`. Text that is no continuation of it is read anew.
 *
 * Equal to [`readWhole`] for everything but reference links whose definition has not come yet;
 * those are settled when the answer is finished and read whole. Marks that the last line has opened
 * and not closed yet count as closed at its end.
 */
export function readGrowing(previous: BlockState | undefined, text: string): BlockState {
  const source = normalise(text);
  const base =
    previous?.growing && source.startsWith(normalise(previous.text).slice(0, previous.frozenLength))
      ? previous
      : undefined;
  const offset = base?.frozenLength ?? 0;
  const frozen = base ? base.blocks.slice(0, base.frozenCount) : [];
  const tokens = marked.lexer(closeTail(source.slice(offset)));
  const tail = toBlocks(tokens, frozen.length);

  const closable = lengthOfClosed(tokens, source, offset);
  return {
    text,
    growing: true,
    blocks: [...frozen, ...tail],
    frozenLength: offset + closable.length,
    frozenCount: frozen.length + closable.blocks,
  };
}

/**
 * What of a tail may be frozen: all but its last open blocks, as far as the tokens' raw text and
 * the source agree to the character (they would not after a rewriting of tabs by the lexer).
 */
function lengthOfClosed(
  tokens: readonly Token[],
  source: string,
  offset: number,
): { length: number; blocks: number } {
  const total = tokens.filter(isVisible).length;
  let length = 0;
  let blocks = 0;
  for (const token of tokens) {
    if (isVisible(token) && blocks >= total - OPEN_BLOCKS) break;
    if (!source.startsWith(token.raw, offset + length)) break;
    length += token.raw.length;
    if (isVisible(token)) blocks += 1;
  }
  return total <= OPEN_BLOCKS ? { length: 0, blocks: 0 } : { length, blocks };
}

function toBlocks(tokens: readonly Token[], from: number): Block[] {
  return tokens
    .filter(isVisible)
    .map((token, index) => ({ key: `b${from + index}`, token: token as MarkedToken }));
}

function isVisible(token: Token): boolean {
  return token.type !== "space" && token.type !== "def";
}

/** Line ends as the lexer counts them; a lone CR at the end may yet become CRLF and stays one line. */
function normalise(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
