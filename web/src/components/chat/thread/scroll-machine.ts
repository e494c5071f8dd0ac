/*
 * When a growing thread follows its end, and when it stands still. Pure: inputs are what the reader
 * and the page did, the answer is the next state and what to do with the scroll.
 */

export type ScrollState = {
  /** `following`: the end stays in sight as it grows. `reading`: what is read stays in its place. */
  readonly mode: "following" | "reading";
  /** Text came below the reader's sight since they left the end. */
  readonly fresh: boolean;
  /** A finger is on the thread; nothing but the finger moves it. */
  readonly touching: boolean;
};

/** Where the scroll stands: pixels, as the element gives them. */
export type Box = {
  readonly scrollTop: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
};

export type ScrollInput =
  | { readonly type: "wheel"; readonly deltaY: number; readonly zooms: boolean }
  | { readonly type: "touch-start" }
  /** `by`: how far the finger went down, which shows what is further up. */
  | { readonly type: "touch-move"; readonly by: number }
  | { readonly type: "touch-end" }
  | { readonly type: "key"; readonly key: string; readonly shift: boolean }
  /** The reader marks text in the thread. */
  | { readonly type: "select" }
  /** The reader unfolds or folds something. */
  | { readonly type: "toggle" }
  /** What was marked is let go, or what was folded has its new height. */
  | { readonly type: "idle" }
  /** The place changed; `from` is the one before. Also by inputs that are not seen: a scrollbar. */
  | { readonly type: "scroll"; readonly from: number }
  /** Something in it changed its height; `below`: it is longer at its end than it was. */
  | { readonly type: "layout"; readonly below: boolean }
  /** The window, the composer or a keyboard on the screen left more or less room. */
  | { readonly type: "resize" }
  /** A message was sent from here, or the reader asked for the end. */
  | { readonly type: "follow" }
  /** A place was sought out: a found message, another question, where one left off. */
  | { readonly type: "seek" };

/** `end`: to the end. `hold`: what is being read back to where it was. */
export type ScrollMove = "none" | "end" | "hold";

export type ScrollStep = { readonly state: ScrollState; readonly move: ScrollMove };

export const FOLLOWING: ScrollState = { mode: "following", fresh: false, touching: false };

/** Sub-pixel layout and a finger's inaccuracy; more would catch a reader who is on the way up. */
const NEAR_PX = 16;

const upKeys = new Set(["ArrowUp", "PageUp", "Home"]);

export function step(state: ScrollState, input: ScrollInput, box: Box): ScrollStep {
  switch (input.type) {
    case "wheel":
      return input.deltaY < 0 && !input.zooms ? leave(state, box) : stay(state);
    case "touch-start":
      return stay({ ...state, touching: true });
    case "touch-move":
      return input.by > 0 ? leave(state, box) : stay(state);
    case "touch-end":
      return rest({ ...state, touching: false }, box);
    case "key":
      return readsUp(input) ? leave(state, box) : stay(state);
    case "select":
    case "toggle":
      return leave(state, box);
    case "idle":
      return rejoin(state, box);
    case "scroll":
      return scrolled(state, box.scrollTop < input.from, box);
    case "layout": {
      if (state.mode === "following") return rest(state, box);
      const fresh = state.fresh || input.below;
      return { state: fresh === state.fresh ? state : { ...state, fresh }, move: "hold" };
    }
    case "resize":
      return state.mode === "following" ? rest(state, box) : { state, move: "hold" };
    case "follow":
      return { state: { ...state, mode: "following", fresh: false }, move: "end" };
    case "seek":
      return stay({ ...state, mode: "reading" });
  }
}

export function isAtEnd({ scrollTop, scrollHeight, clientHeight }: Box): boolean {
  return scrollHeight - scrollTop - clientHeight <= NEAR_PX;
}

function readsUp({ key, shift }: { readonly key: string; readonly shift: boolean }): boolean {
  return upKeys.has(key) || (key === " " && shift);
}

function stay(state: ScrollState): ScrollStep {
  return { state, move: "none" };
}

/** Lets go of the end, unless there is nothing to scroll and so nothing to leave. */
function leave(state: ScrollState, { scrollHeight, clientHeight }: Box): ScrollStep {
  if (state.mode === "reading" || scrollHeight <= clientHeight) return stay(state);
  return stay({ ...state, mode: "reading" });
}

function rejoin(state: ScrollState, box: Box): ScrollStep {
  if (state.mode === "following" || !isAtEnd(box)) return stay(state);
  return stay({ ...state, mode: "following", fresh: false });
}

/** Back to the end if it is followed and no finger holds the thread. */
function rest(state: ScrollState, box: Box): ScrollStep {
  const moves = state.mode === "following" && !state.touching && !isPastEnd(box);
  return { state, move: moves ? "end" : "none" };
}

/** An elastic scroll is beyond its end and comes back by itself. */
function isPastEnd({ scrollTop, scrollHeight, clientHeight }: Box): boolean {
  return scrollTop > scrollHeight - clientHeight + 1;
}

function scrolled(state: ScrollState, up: boolean, box: Box): ScrollStep {
  // A thread that became shorter is moved up by the browser; its end is still in sight then.
  if (up) return isAtEnd(box) ? stay(state) : leave(state, box);
  return rejoin(state, box);
}
