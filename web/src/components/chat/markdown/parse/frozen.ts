import type { Token } from "marked";
import { type Links, lex, type MdToken } from "./lexer";
import { closeTail } from "./tail";

/** One top-level block. `key` is its place in the answer, which never changes once it has one. */
export type Block = {
  readonly key: string;
  readonly token: MdToken;
  /** Of a heading: its level on the page, where it never leaves one out on the way down. */
  readonly level?: number;
};

/**
 * An answer as blocks. While it grows, everything before `frozenLength` is settled and kept by
 * identity; only what follows is read again. States are never changed, only replaced.
 */
export type BlockState = {
  readonly text: string;
  /** `text` with line ends as the lexer counts them. */
  readonly source: string;
  readonly growing: boolean;
  readonly blocks: readonly Block[];
  /** Length of the normalised text that the frozen blocks cover. */
  readonly frozenLength: number;
  /** How many of `blocks` are frozen; blank lines are no blocks. */
  readonly frozenCount: number;
  /** The definitions of links in the frozen text. */
  readonly links: Links;
  /** The depths of the headings that stand above the first block that is not frozen. */
  readonly depths: readonly number[];
};

/** A block can still be changed by what follows it: a setext line, a table's second row. */
const OPEN_BLOCKS = 2;
/** Each message has a heading of the second level. */
const UPPER_LEVEL = 2;
const LOWEST_LEVEL = 6;

/**
 * Reads a whole answer, with reference links resolved wherever their definitions stand. Blocks that
 * are as they were in `previous` stay the same objects.
 */
export function readWhole(text: string, previous?: BlockState): BlockState {
  const source = normalise(text);
  const blocks = toBlocks(lex(source).tokens, NOTHING, previous?.blocks ?? []);
  return { ...NOTHING, text, source, blocks };
}

/**
 * Reads an answer that has grown since `previous`. Text that is no continuation of it is read anew.
 *
 * Equal to [`readWhole`] for everything but reference links whose definition has not come yet;
 * those are settled when the answer is finished and read whole. Marks that the last lines have
 * opened and not closed yet count as closed at its end.
 */
export function readGrowing(previous: BlockState | undefined, text: string): BlockState {
  const source = normalise(text);
  const base = previous?.growing && continues(previous, source) ? previous : NOTHING;
  const offset = base.frozenLength;
  const { tokens } = lex(closeTail(source.slice(offset)), base.links);
  const blocks = toBlocks(tokens, base, base.blocks);

  const closable = lengthOfClosed(tokens, source, offset);
  const frozenCount = base.frozenCount + closable.blocks;
  return {
    text,
    source,
    growing: true,
    blocks,
    frozenLength: offset + closable.length,
    frozenCount,
    links: closable.links.length > 0 ? withLinks(base.links, closable.links) : base.links,
    depths: blocks.slice(base.frozenCount, frozenCount).reduce(enter, base.depths),
  };
}

const NOTHING: BlockState = {
  text: "",
  source: "",
  growing: false,
  blocks: [],
  frozenLength: 0,
  frozenCount: 0,
  links: {},
  depths: [],
};

/** Whether the frozen text is still there. Two slices compare far faster than a prefix does. */
function continues({ source: before, frozenLength }: BlockState, source: string): boolean {
  return source.slice(0, frozenLength) === before.slice(0, frozenLength);
}

/**
 * What of a tail may be frozen: all but its last open blocks, as far as the tokens' raw text and
 * the source agree to the character (they would not after a rewriting of tabs by the lexer).
 */
function lengthOfClosed(tokens: readonly Token[], source: string, offset: number) {
  const total = tokens.filter(isVisible).length;
  const links: Token[] = [];
  let length = 0;
  let blocks = 0;
  if (total <= OPEN_BLOCKS) return { length, blocks, links };
  for (const token of tokens) {
    if (isVisible(token) && blocks >= total - OPEN_BLOCKS) break;
    if (!source.startsWith(token.raw, offset + length)) break;
    length += token.raw.length;
    if (isVisible(token)) blocks += 1;
    else if (token.type === "def") links.push(token);
  }
  return { length, blocks, links };
}

function withLinks(known: Links, defs: readonly Token[]): Links {
  const links = { ...known };
  for (const def of defs) {
    if (def.type === "def") links[def.tag] ??= { href: def.href, title: def.title };
  }
  return links;
}

/** Puts the blocks of `tokens` after the frozen ones of `base`; those that were the same `before` are kept. */
function toBlocks(tokens: readonly Token[], base: BlockState, before: readonly Block[]): Block[] {
  const blocks = base.blocks.slice(0, base.frozenCount);
  let depths = base.depths;
  for (const token of tokens) {
    if (!isVisible(token)) continue;
    const plain: Block = { key: `b${blocks.length}`, token: token as MdToken };
    depths = enter(depths, plain);
    const level = Math.min(UPPER_LEVEL + depths.length, LOWEST_LEVEL);
    const block = token.type === "heading" ? { ...plain, level } : plain;
    const known = before[blocks.length];
    const same = known && known.level === block.level && sameToken(known.token, block.token);
    blocks.push(same ? known : block);
  }
  return blocks;
}

/** The depths of the headings that a block stands below, itself included. */
function enter(depths: readonly number[], { token }: Block): readonly number[] {
  if (token.type !== "heading") return depths;
  return [...depths.filter((depth) => depth < token.depth), token.depth];
}

/** Equal text is an equal block, but for links, whose definitions stand elsewhere. */
export function sameToken(one: MdToken, other: MdToken): boolean {
  if (one === other) return true;
  if (one.type !== other.type || one.raw !== other.raw) return false;
  return !one.raw.includes("[") || JSON.stringify(one) === JSON.stringify(other);
}

function isVisible(token: Token): boolean {
  return token.type !== "space" && token.type !== "def";
}

/** Line ends as the lexer counts them; a lone CR at the end may yet become CRLF and stays one line. */
function normalise(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
