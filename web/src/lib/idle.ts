/** How long the page may be busy with more important things before something is done all the same. */
const WAIT_MS = 4_000;

/**
 * Does each of these in an idle moment of its own, one after the other, so that together they never
 * hold the page up. What is given back drops those that were not begun.
 */
export function whenIdle(jobs: readonly (() => unknown)[]): () => void {
  const [job, ...rest] = jobs;
  if (job === undefined) return () => undefined;
  let drop: () => void;
  const work = () => {
    job();
    drop = whenIdle(rest);
  };
  if ("requestIdleCallback" in window) {
    const handle = requestIdleCallback(work, { timeout: WAIT_MS });
    drop = () => cancelIdleCallback(handle);
  } else {
    const timer = setTimeout(work, WAIT_MS);
    drop = () => clearTimeout(timer);
  }
  return () => drop();
}
