/** The element's id, for the skip link and for whoever hands the focus back. */
export const COMPOSER_ID = "composer";

/** Longest prompt that the server takes, in Unicode characters. */
export const MAX_PROMPT = 32_000;

/** From here on the room that is left is counted aloud. */
const COUNT_FROM = 31_000;

/** What of a key press decides; a React event and a DOM event both have it. */
export type KeyPress = {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
};

/** Whether a press in the composer means “send”. A press that belongs to an input method never does. */
export function sends(press: KeyPress): boolean {
  // Safari ends a composition before its last keydown, which only the old code 229 gives away.
  if (press.isComposing || press.keyCode === 229) return false;
  return press.key === "Enter" && !press.shiftKey && !press.altKey;
}

export type Room = {
  /** Characters as the server counts them. */
  readonly used: number;
  readonly over: boolean;
  /** Shown only near the limit and beyond it. */
  readonly words: string | null;
};

export function roomFor(text: string): Room {
  // Counting by characters is only worth its time near the limit.
  const used = text.length < COUNT_FROM ? text.length : [...text].length;
  const left = MAX_PROMPT - used;
  if (used < COUNT_FROM) return { used, over: false, words: null };
  const count = Math.abs(left);
  const words = `${count.toLocaleString("en")} ${count === 1 ? "character" : "characters"}`;
  return left < 0
    ? { used, over: true, words: `${words} too long` }
    : { used, over: false, words: `${words} left` };
}
