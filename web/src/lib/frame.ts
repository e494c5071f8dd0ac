/** What is done in a frame: first what brings data, then what shows it, so that both are one update. */
type FrameTurn = "data" | "view";

type FrameWork = (now: number) => void;

/** The work of the next frame. One request serves it all, for each one wakes the compositor. */
const turns: Record<FrameTurn, Set<FrameWork>> = { data: new Set(), view: new Set() };
/**
 * So long nothing is drawn after a frame that was: every second frame of 60 a second. Words need no
 * more to flow, and each frame less is one in which the page is free for its reader.
 */
const REST_MS = 20;
/** The same while text comes faster than anybody reads: every third frame. */
const HASTY_REST_MS = 36;
let rest = REST_MS;
let drawn = Number.NEGATIVE_INFINITY;
let forgetFrame: (() => void) | undefined;

/** Runs `work` once, in the next frame that is drawn. Returns what forgets it. */
export function inNextFrame(turn: FrameTurn, work: FrameWork): () => void {
  turns[turn].add(work);
  forgetFrame ??= request(drawn + rest - performance.now());
  return () => {
    if (!turns[turn].delete(work) || turns.data.size + turns.view.size > 0) return;
    forgetFrame?.();
    forgetFrame = undefined;
  };
}

/** Tells whether text comes faster than anybody reads, so that it need not be drawn as often. */
export function drawInHaste(hasty: boolean): void {
  rest = hasty ? HASTY_REST_MS : REST_MS;
}

function request(wait: number): () => void {
  if (wait > 0) {
    const timer = setTimeout(() => {
      forgetFrame = request(0);
    }, wait);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(frame);
}

function draw(now: number): void {
  forgetFrame = undefined;
  drawn = now;
  for (const turn of ["data", "view"] as const) {
    const due = turns[turn];
    turns[turn] = new Set();
    for (const work of due) work(now);
  }
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
