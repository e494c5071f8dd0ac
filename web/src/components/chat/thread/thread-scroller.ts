import type { VirtualizerHandle } from "virtua";
import { type Anchor, anchorDrift, captureAnchor, findMessage, isUnmeasured } from "./anchor";
import { HeldRow } from "./held-row";
import type { Place } from "./places";
import type { Row } from "./rows";
import { listen } from "./scroll-inputs";
import { FOLLOWING, isAtEnd, type ScrollInput, type ScrollState, step } from "./scroll-machine";

/** What the thread's own controls need to know. */
export type ScrollView = {
  /** The end of the text is below the reader's sight. */
  readonly away: boolean;
  readonly fresh: boolean;
};

type Target = {
  readonly id: string;
  readonly top: number;
  /** A place inside the message, known once that is mounted; it goes where the eyes are. */
  readonly rect?: (() => DOMRect | undefined) | undefined;
};

type ThreadScrollerOptions = {
  /** Called when older messages are about to come into sight. */
  readonly onNearTop: () => void;
  /** Called once the reader has come to rest somewhere. */
  readonly onPlace: (at: Place["at"]) => void;
};

/** Distance of a question that was brought up from the thread's upper edge. */
export const QUESTION_TOP = 16;
/** Height of the place above the first message. */
export const HEAD_PX = 40;
/**
 * Where the list is told that it begins. Were it told the truth, a last row that ends at the lower
 * edge would by rounding end above it, and the list would scroll on its own whenever that row grows.
 */
export const LIST_START_PX = HEAD_PX + 2;
const NONE: ScrollView = { away: false, fresh: false };
/** Rows that come into sight are measured within a few frames; a page that never rests must not hold on. */
const MOST_FRAMES = 90;
const RESTED_FRAMES = 3;
const PLACE_MS = 150;
/** Where in the height of the thread a found word stands. */
const EYES = 0.35;
/** Less is rounding, and moving for it would drift. */
const DRIFT_PX = 0.75;

/**
 * Carries out what the scroll machine decides, on one thread's element. What is read is known by an
 * anchor that is taken down whenever the reader moves, and restored whenever anything else does.
 */
export class ThreadScroller {
  readonly #options: ThreadScrollerOptions;
  readonly #watchers = new Set<() => void>();
  #box: HTMLElement | undefined;
  #list: VirtualizerHandle | undefined;
  #rows: readonly Row[] = [];
  #state: ScrollState = FOLLOWING;
  #view: ScrollView = NONE;
  #anchor: Anchor | undefined;
  #target: Target | undefined;
  #lastTop = 0;
  #end = { id: "", height: 0 };
  #toggled = false;
  #writing = false;
  #held: HeldRow | undefined;
  #placeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ThreadScrollerOptions) {
    this.#options = options;
  }

  get view(): ScrollView {
    return this.#view;
  }

  watch = (watcher: () => void) => {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  };

  /** Takes over the scroll of an element. Gives what lets go of it. */
  attach(box: HTMLElement, list: VirtualizerHandle): () => void {
    this.#box = box;
    this.#list = list;
    const end = listen(box, {
      input: (input) => this.#input(input),
      touch: () => this.#giveUpTarget(),
      scroll: () => this.#scrolled(),
      toggle: (on) => {
        this.#toggled = on;
      },
    });
    this.#held = new HeldRow({
      onGrowth: this.layout,
      onReleased: () => {
        box.dispatchEvent(new Event("scroll"));
        this.#holdRow();
      },
    });
    const beforeList = (event: Event) => {
      if (event.target !== box || !this.#held?.active) return;
      event.stopPropagation();
      this.#scrolled();
    };
    const before = { capture: true, passive: true } as const;
    box.parentElement?.addEventListener("scroll", beforeList, before);
    const onHide = () => this.#tellPlace();
    window.addEventListener("pagehide", onHide);
    return () => {
      end();
      box.parentElement?.removeEventListener("scroll", beforeList, before);
      this.#held?.end();
      this.#held = undefined;
      window.removeEventListener("pagehide", onHide);
      clearTimeout(this.#placeTimer);
      this.#tellPlace();
      this.#target = undefined;
      this.#box = undefined;
    };
  }

  /** The rows that are in the document now. */
  setRows(rows: readonly Row[]): void {
    const last = rows.at(-1)?.id;
    if (last !== this.#rows.at(-1)?.id) this.#held?.release();
    this.#rows = rows;
    this.layout();
  }

  /** Tells whether the last row is being written. */
  setWriting(writing: boolean): void {
    this.#writing = writing;
    this.#holdRow();
  }

  /** Starts where one left off, or at the end. */
  open(at: Place["at"]): void {
    if (at && this.#rowIndex(at.id) >= 0) this.seek(at.id, at.top);
    else this.follow();
  }

  /** To the end, and on with it. */
  follow = (): void => {
    this.#target = undefined;
    this.#input({ type: "follow" });
  };

  /** Brings a message to a place below the upper edge, whether it is mounted yet or not. */
  seek = (id: string, top = QUESTION_TOP, rect?: Target["rect"]): void => {
    if (this.#rowIndex(id) < 0) return;
    this.#input({ type: "seek" });
    this.#target = { id, top, rect };
    this.#settle(MOST_FRAMES, 0);
  };

  /** The message at the upper edge. */
  readingId(): string | undefined {
    return this.#box && captureAnchor(this.#box)?.id;
  }

  /** The question before or after what is read; "end" after the last, undefined before the first. */
  neighbour(direction: -1 | 1): string | "end" | undefined {
    const box = this.#box;
    const list = this.#list;
    if (!box || !list || this.#rows.length === 0) return undefined;
    if (direction > 0 && isAtEnd(box)) return "end";
    const edge = box.scrollTop - HEAD_PX + QUESTION_TOP + 1;
    const current = Math.max(0, list.findItemIndex(edge + LIST_START_PX));
    const inside = edge - list.getItemOffset(current) > QUESTION_TOP / 2;
    if (direction < 0) return this.#rows[inside ? current : current - 1]?.id;
    return this.#rows[current + 1]?.id ?? "end";
  }

  /** Something in the thread has another height, or other rows. */
  layout = (): void => {
    if (!this.#box) return;
    if (this.#target) this.#toTarget();
    else {
      // Who follows sees the end, and need not be told that there is more of it.
      const below = this.#state.mode === "reading" && this.#endHasGrown();
      this.#input({ type: "layout", below });
    }
    this.#lastTop = this.#box.scrollTop;
    if (this.#state.mode === "following") this.#lookUp();
    this.#holdRow();
  };

  /** Holds the last row while it is written and its end is followed, and no other. */
  #holdRow(): void {
    const follows = this.#writing && this.#state.mode === "following" && !this.#target;
    if (!follows) this.#held?.release();
    else if (!this.#held?.active)
      this.#held?.hold(this.#box?.querySelector<HTMLElement>("[data-last]"));
  }

  #input(input: ScrollInput): void {
    const box = this.#box;
    if (!box) return;
    const { state, move } = step(this.#state, input, box);
    const leaves = state.mode === "reading" && this.#state.mode === "following";
    this.#state = state;
    // A row that fills the thread has another height now.
    if (leaves || input.type === "resize") this.#held?.release();
    if (leaves) {
      this.#anchor = captureAnchor(box);
      this.#endHasGrown();
    }
    if (move === "end") this.#moveTo(box.scrollHeight - box.clientHeight);
    else if (move === "hold") this.#hold();
    this.#look();
  }

  #scrolled(): void {
    const box = this.#box;
    if (!box || box.scrollTop === this.#lastTop) return;
    const from = this.#lastTop;
    this.#lastTop = box.scrollTop;
    if (this.#target) return;
    this.#input({ type: "scroll", from });
    this.#anchor = captureAnchor(box);
    this.#lookUp();
    clearTimeout(this.#placeTimer);
    this.#placeTimer = setTimeout(() => this.#tellPlace(), PLACE_MS);
  }

  #hold(): void {
    const box = this.#box;
    if (!box || !this.#anchor) return;
    const drift = anchorDrift(box, this.#anchor) ?? this.#rowDrift(this.#anchor);
    // An elastic scroll past the beginning comes back by itself.
    if (drift !== undefined && Math.abs(drift) > DRIFT_PX && box.scrollTop >= 0) {
      this.#moveTo(box.scrollTop + drift);
    }
  }

  #toTarget(): boolean {
    const box = this.#box;
    const target = this.#target;
    if (!box || !target) return true;
    const element = findMessage(box, target.id);
    // A row that is a guess yet is brought into sight first, or it would never be mounted.
    const guess = { id: target.id, top: Math.max(0, target.top) };
    const drift = element ? driftOf(box, element, target) : this.#rowDrift(guess);
    if (drift === undefined) return true;
    const before = box.scrollTop;
    if (Math.abs(drift) > DRIFT_PX) this.#moveTo(before + drift);
    return element !== null && !isUnmeasured(element) && box.scrollTop === before;
  }

  /** Rows on the way to a target are estimates until they are mounted, so it is sought until it stands still. */
  #settle(frames: number, rested: number): void {
    const target = this.#target;
    if (!target) return;
    const still = this.#toTarget() ? rested + 1 : 0;
    if (still >= RESTED_FRAMES || frames === 0) {
      this.#giveUpTarget();
      return;
    }
    requestAnimationFrame(() => {
      if (this.#target === target) this.#settle(frames - 1, still);
    });
  }

  #giveUpTarget(): void {
    const box = this.#box;
    if (!box || !this.#target) return;
    this.#target = undefined;
    this.#anchor = captureAnchor(box);
    this.#look();
    this.#lookUp();
    this.#tellPlace();
  }

  #moveTo(top: number): void {
    const box = this.#box;
    if (!box) return;
    const before = box.scrollTop;
    if (Math.abs(top - before) <= 0.5) return;
    box.scrollTop = top;
    this.#lastTop = box.scrollTop;
    // The list learns of a leap before the next frame, so that it never paints an empty one.
    if (this.#held?.active) return;
    if (Math.abs(box.scrollTop - before) > box.clientHeight / 2) {
      queueMicrotask(() => box.dispatchEvent(new Event("scroll")));
    }
  }

  #rowIndex(id: string): number {
    return this.#rows.findIndex((row) => row.id === id || row.messageIds.includes(id));
  }

  #rowDrift({ id, top }: Pick<Target, "id" | "top">): number | undefined {
    const index = this.#rowIndex(id);
    if (!this.#box || !this.#list || index < 0) return undefined;
    return HEAD_PX + this.#list.getItemOffset(index) - this.#box.scrollTop - top;
  }

  /** Takes down how long the thread is at its end; whether that is more than the last time. */
  #endHasGrown(): boolean {
    const box = this.#box;
    const id = this.#rows.at(-1)?.id ?? "";
    const turn = box?.querySelector<HTMLElement>("[data-slot=last-turn]");
    const height = turn?.offsetHeight ?? this.#end.height;
    const grown = !this.#toggled && (id !== this.#end.id || height > this.#end.height + 1);
    const first = this.#end.id === "";
    this.#end = { id, height };
    return grown && !first;
  }

  #look(): void {
    const { mode, fresh } = this.#state;
    const away = mode === "reading" && this.#endIsBelow();
    if (away === this.#view.away && fresh === this.#view.fresh) return;
    this.#view = { away, fresh };
    for (const watcher of this.#watchers) watcher();
  }

  /** The end of the text, not of the room that a question may have below its answer. */
  #endIsBelow(): boolean {
    const box = this.#box;
    if (!box || isAtEnd(box)) return false;
    const turn = box.querySelector("[data-slot=last-turn]");
    if (!turn) return true;
    return turn.getBoundingClientRect().bottom > box.getBoundingClientRect().bottom + 1;
  }

  #lookUp(): void {
    const box = this.#box;
    if (box && box.scrollTop < 1.5 * box.clientHeight) this.#options.onNearTop();
  }

  #tellPlace(): void {
    const box = this.#box;
    if (!box || this.#target) return;
    const anchor = this.#state.mode === "reading" ? captureAnchor(box) : undefined;
    this.#options.onPlace(anchor && { id: anchor.id, top: Math.round(anchor.top) });
  }
}

function driftOf(box: Element, element: Element, { top, rect }: Target): number {
  const edge = box.getBoundingClientRect();
  const place = rect?.();
  if (place) return place.top - edge.top - edge.height * EYES;
  return element.getBoundingClientRect().top - edge.top - top;
}
