/** What is done in a drawing: first what brings data, then what shows it, so that both are one update. */
type FrameTurn = "data" | "view";

type FrameWork = (now: number) => void;

/** The work of the next frame. One request serves it all, for each one wakes the compositor. */
const turns: Record<FrameTurn, Set<FrameWork>> = { data: new Set(), view: new Set() };
/** What follows every drawing, as long as it wants to. */
const followers = new Set<() => void>();
/**
 * So long nothing is drawn after a frame that was: every second frame of 60 a second. Words need no
 * more to flow, and each frame less is one in which the page is free for its reader.
 */
const REST_MS = 20;
/** The same where more would be too much, to read or to draw: every third frame. */
const LONG_REST_MS = 36;
const FRAME_MS = 1000 / 60;
/**
 * A drawing that takes longer than half a frame, on a slow device or of a page that is hard to lay
 * out, has no room in it beside painting. It is made right behind one, and painted with the next;
 * and only every third frame has one, so that the page answers its reader in between.
 */
const LIGHT_MS = FRAME_MS / 2;
/** How much of what drawings took is what the last one took: of a very heavy one, enough. */
const NEWEST = 0.5;
let inHaste = false;
let drawn = Number.NEGATIVE_INFINITY;
let cost = 0;
let forgetFrame: (() => void) | undefined;

/** Runs `work` once, in the next drawing. Returns what forgets it. */
export function inNextFrame(turn: FrameTurn, work: FrameWork): () => void {
  turns[turn].add(work);
  forgetFrame ??= request(drawn + restMs() - performance.now());
  return () => {
    if (!turns[turn].delete(work) || turns.data.size + turns.view.size > 0) return;
    forgetFrame?.();
    forgetFrame = undefined;
  };
}

/**
 * Runs `follow` at the end of every drawing, before its frame is painted, until what it gives is
 * called. It may measure what was drawn: that lays it out, and painting need not any more.
 */
export function afterDrawings(follow: () => void): () => void {
  followers.add(follow);
  return () => {
    followers.delete(follow);
  };
}

/** Tells whether text comes faster than anybody reads, so that it need not be drawn as often. */
export function drawInHaste(hasty: boolean): void {
  inHaste = hasty;
}

/**
 * By how many milliseconds later than where drawings are light something that has come is painted:
 * each of its two drawings may be a frame later, and is painted with the next.
 */
export function drawingDelay(): number {
  return isHeavy() ? 3 * FRAME_MS : 0;
}

function isHeavy(): boolean {
  return cost > LIGHT_MS;
}

function restMs(): number {
  return inHaste || isHeavy() ? LONG_REST_MS : REST_MS;
}

function request(wait: number): () => void {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const askForFrame = () => {
    frame = requestAnimationFrame((now) => {
      if (isHeavy()) timer = setTimeout(() => draw(now));
      else draw(now);
    });
  };
  if (wait > 0) timer = setTimeout(askForFrame, wait);
  else askForFrame();
  return () => {
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
}

/** `now` is the time of the frame that the drawing is of. */
function draw(now: number): void {
  forgetFrame = undefined;
  drawn = now;
  const began = performance.now();
  for (const turn of ["data", "view"] as const) {
    const due = turns[turn];
    turns[turn] = new Set();
    for (const work of due) work(now);
  }
  for (const follow of followers) follow();
  cost += (performance.now() - began - cost) * NEWEST;
}

/** Runs work at most once per painted frame. */
export type FrameQueue = {
  /** Runs `work` before the next frame is painted; at once while nothing is painted. */
  schedule(): void;
  /** Runs it now if it was scheduled. */
  flush(): void;
  /** Forgets what was scheduled. */
  cancel(): void;
};

/**
 * A burst of tokens becomes one update of the page. A hidden page paints no frames, so there the
 * work is done at once and the text is whole when somebody looks again.
 */
export function createFrameQueue(work: () => void): FrameQueue {
  let forget: (() => void) | undefined;

  const cancel = () => {
    if (forget === undefined) return;
    forget();
    document.removeEventListener("visibilitychange", flush);
    forget = undefined;
  };
  const flush = () => {
    if (forget === undefined) return;
    cancel();
    work();
  };

  return {
    schedule() {
      if (document.hidden) {
        work();
      } else if (forget === undefined) {
        forget = inNextFrame("data", flush);
        // A page that is hidden before the frame would keep it until it is shown again.
        document.addEventListener("visibilitychange", flush);
      }
    },
    flush,
    cancel,
  };
}
