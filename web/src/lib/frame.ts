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
  let frame: number | undefined;

  const cancel = () => {
    if (frame === undefined) return;
    cancelAnimationFrame(frame);
    document.removeEventListener("visibilitychange", flush);
    frame = undefined;
  };
  const flush = () => {
    if (frame === undefined) return;
    cancel();
    work();
  };

  return {
    schedule() {
      if (document.hidden) {
        work();
      } else if (frame === undefined) {
        frame = requestAnimationFrame(flush);
        // A page that is hidden before the frame would keep it until it is shown again.
        document.addEventListener("visibilitychange", flush);
      }
    },
    flush,
    cancel,
  };
}
