import { afterEach, expect, test, vi } from "vitest";
import { createFrameQueue } from "./frame";

afterEach(() => vi.unstubAllGlobals());

/** Frames that a test paints. */
function frames() {
  const waiting = new Map<number, () => void>();
  let last = 0;
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => {
    last += 1;
    waiting.set(last, run);
    return last;
  });
  vi.stubGlobal("cancelAnimationFrame", (id: number) => waiting.delete(id));
  return {
    waiting,
    paint: () => {
      for (const [id, run] of waiting) {
        waiting.delete(id);
        run();
      }
    },
  };
}

test("many wishes are one frame and one piece of work", () => {
  const { waiting, paint } = frames();
  const work = vi.fn();
  const queue = createFrameQueue(work);
  for (let n = 0; n < 5; n++) queue.schedule();
  expect(waiting.size).toBe(1);
  expect(work).not.toHaveBeenCalled();
  paint();
  queue.schedule();
  paint();
  expect(work).toHaveBeenCalledTimes(2);
});

test("a flush does it now and not again; without a wish it does nothing", () => {
  const { paint } = frames();
  const work = vi.fn();
  const queue = createFrameQueue(work);
  queue.flush();
  expect(work).not.toHaveBeenCalled();
  queue.schedule();
  queue.flush();
  paint();
  expect(work).toHaveBeenCalledTimes(1);
});

test("a page that is hidden before its frame does not wait for it", () => {
  frames();
  const work = vi.fn();
  createFrameQueue(work).schedule();
  document.dispatchEvent(new Event("visibilitychange"));
  expect(work).toHaveBeenCalledTimes(1);
});

test("what was cancelled is not done", () => {
  const { paint } = frames();
  const work = vi.fn();
  const queue = createFrameQueue(work);
  queue.schedule();
  queue.cancel();
  paint();
  expect(work).not.toHaveBeenCalled();
});
