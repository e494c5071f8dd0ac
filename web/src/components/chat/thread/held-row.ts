import { afterDrawings } from "@/lib/frame";
import { isUnmeasured } from "./anchor";

/** The list measures what has another height within the first frame; the second is after that. */
const FRAMES_TO_MEASURE = 2;

/**
 * The row that is being written, while its end is followed: for the list it keeps the height that it
 * had, and what it grows by overflows it. Otherwise each drawing would be laid out twice, once for the
 * words and once for the list that has another height, and heard of by the list as a scroll in the
 * frame after it. Below this row is nothing that could be in a wrong place.
 *
 * The list must not hear of scrolls meanwhile, or it would take the row for one above what is read,
 * and scroll on its own when it learns of its height; `active` tells so.
 */
export class HeldRow {
  readonly #observer: ResizeObserver;
  readonly #onGrowth: () => void;
  readonly #onReleased: () => void;
  #row: HTMLElement | undefined;
  #content: HTMLElement | undefined;
  /** The content's height when somebody was told of it last. */
  #height = 0;
  #endFollowing: (() => void) | undefined;
  #frame: number | undefined;

  constructor(options: { readonly onGrowth: () => void; readonly onReleased: () => void }) {
    // Of what grows without a drawing, such as an image that has come.
    this.#observer = new ResizeObserver(() => this.#look());
    this.#onGrowth = options.onGrowth;
    this.#onReleased = options.onReleased;
  }

  /** From when a row is held until the list knows its height again. */
  get active(): boolean {
    return this.#row !== undefined || this.#frame !== undefined;
  }

  /**
   * Holds the row with this content, unless there is one that is held yet; not one that the list has yet
   * to measure.
   */
  hold(content: HTMLElement | null | undefined): void {
    const row = content?.parentElement;
    const item = row?.parentElement;
    if (!content || !row || !item || this.active || isUnmeasured(row)) return;
    this.#row = row;
    row.style.height = `${row.offsetHeight}px`;
    // What overflows an element with contained layout cannot be scrolled to.
    item.style.contain = "style";
    this.#content = content;
    this.#height = 0;
    this.#observer.observe(content);
    // Not first when it is painted: the layout is a part of the drawing then, and not of its frame.
    this.#endFollowing = afterDrawings(() => this.#look());
  }

  #look(): void {
    const height = this.#content?.offsetHeight;
    if (height === undefined || height === this.#height) return;
    this.#height = height;
    this.#onGrowth();
  }

  /** Gives the row its own height again. `onReleased` is called once the list has measured it. */
  release(): void {
    const row = this.#row;
    if (!row) return;
    this.#row = undefined;
    this.#content = undefined;
    this.#observer.disconnect();
    this.#endFollowing?.();
    row.style.height = "";
    if (row.parentElement) row.parentElement.style.contain = "layout style";
    this.#wait(FRAMES_TO_MEASURE);
  }

  /** Lets go of everything; nobody is told. */
  end(): void {
    this.release();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  #wait(frames: number): void {
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      if (frames > 1) this.#wait(frames - 1);
      else this.#onReleased();
    });
  }
}
