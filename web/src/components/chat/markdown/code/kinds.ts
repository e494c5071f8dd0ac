/**
 * What a piece of source can be; its place in this list is its number between worker and page, its
 * name the end of the class that colours it (`styles/code.css`). The first has no colour of its own.
 */
export const KINDS = [
  "plain",
  "comment",
  "keyword",
  "string",
  "constant",
  "function",
  "type",
  "name",
  "inserted",
  "deleted",
  "title",
] as const;

export type Kind = (typeof KINDS)[number];

/** A line in colours: length in UTF-16 code units and number of the kind, in turns. */
export type Runs = readonly number[];

/** From the page: lines to colour. The worker remembers where the lines before them ended. */
export type Ask = {
  readonly id: number;
  /** One of `LANGUAGES`. */
  readonly language: string;
  /** The place of the first of `lines`; 0 begins anew. */
  readonly from: number;
  readonly lines: readonly string[];
  /** The line that is still being written, after `lines`; it is coloured but not remembered. */
  readonly growing?: string;
};

export type Forget = { readonly forget: number };

/** From the worker: colours of `lines`, and of the growing line if there was one. */
export type Answer = {
  readonly id: number;
  readonly from: number;
  readonly runs: readonly Runs[];
  readonly growing?: { readonly text: string; readonly runs: Runs };
};

/** From the worker: it cannot colour this; the source stays plain. */
export type Refusal = { readonly id: number; readonly refused: true };
