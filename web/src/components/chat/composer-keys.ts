import { characters, count, MAX_CONTEXT, MAX_PROMPT, outgoingOf } from "@/lib/pasted";
import type { Settings } from "@/lib/settings";

/** The element's id, for the skip link and for whoever hands the focus back. */
export const COMPOSER_ID = "composer";

/** From here on the room that is left is counted aloud. */
const COUNT_FROM = 31_000;

/** What of a key press decides; a DOM event has it, and a React event as its `nativeEvent`. */
export type KeyPress = {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
};

/**
 * What a press in the composer means: to send, to send at once though an answer is being written, or
 * nothing. A press that belongs to an input method never means anything.
 */
export function meaningOf(press: KeyPress, sendKey: Settings["sendKey"]): "send" | "now" | null {
  // Safari ends a composition before its last keydown, which only the old code 229 gives away.
  if (press.isComposing || press.keyCode === 229) return null;
  if (press.key !== "Enter" || press.altKey) return null;
  const command = press.ctrlKey || press.metaKey;
  if (sendKey === "mod-enter") {
    if (!command) return null;
    return press.shiftKey ? "now" : "send";
  }
  if (press.shiftKey) return null;
  return command ? "now" : "send";
}

export type Room = {
  readonly over: boolean;
  /** Shown only near the limit and beyond it. */
  readonly words: string | null;
};

const ENOUGH: Room = { over: false, words: null };

/** How much room a written text leaves, pasted texts included. */
export function roomFor(written: string): Room {
  // Counting by characters is only worth its time near the limit.
  if (written.length < COUNT_FROM) return ENOUGH;
  const { prompt, context } = outgoingOf(written);
  const left = MAX_PROMPT - characters(prompt);
  if (left < 0) return { over: true, words: `${count(-left)} too long` };
  const contextLeft = MAX_CONTEXT - characters(context ?? "");
  if (contextLeft < 0) return { over: true, words: `Pasted text ${count(-contextLeft)} too long` };
  if (context !== undefined) {
    return { over: false, words: "Too long to be kept: only the next answer sees the pasted text" };
  }
  return left > MAX_PROMPT - COUNT_FROM ? ENOUGH : { over: false, words: `${count(left)} left` };
}
