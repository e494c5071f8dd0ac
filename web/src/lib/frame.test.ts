import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { afterDrawings, createFrameQueue, drawInHaste, drawingDelay, inNextFrame } from "./frame";

let now = 0;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  now += 1000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Paints more frames than anything waits for. */
function paintAll(paint: () => void) {
  for (let at = 0; at < 4; at += 1) paint();
  vi.advanceTimersByTime(0);
}

/** Frames that a test paints. */
function frames() {
  const waiting = new Map<number, () => void>();
  let last = 0;
  vi.stubGlobal("requestAnimationFrame", (run: (at: number) => void) => {
    last += 1;
    waiting.set(last, () => run(now));
    return last;
  });
  vi.stubGlobal("cancelAnimationFrame", (id: number) => waiting.delete(id));
  return {
    waiting,
    paint: () => {
      now += 16;
      vi.advanceTimersByTime(16);
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
  paint();
  expect(work).toHaveBeenCalledTimes(2);
});

test("what brings data is done before what shows it, every second frame", () => {
  const { paint } = frames();
  const done: string[] = [];
  const again = () => {
    inNextFrame("view", () => done.push("view"));
    inNextFrame("data", () => done.push("data"));
  };
  again();
  paint();
  expect(done).toEqual(["data", "view"]);
  again();
  paint();
  expect(done).toHaveLength(2);
  paint();
  expect(done).toEqual(["data", "view", "data", "view"]);
});

test("in haste every third frame is drawn", () => {
  const { paint } = frames();
  const work = vi.fn();
  drawInHaste(true);
  for (let at = 0; at < 10; at += 1) {
    inNextFrame("view", work);
    paint();
  }
  drawInHaste(false);
  expect(work).toHaveBeenCalledTimes(4);
});

test("what has no room in a frame beside painting is drawn behind every third, until it is light", () => {
  const { paint } = frames();
  const work = vi.fn();
  inNextFrame("view", () => {
    now += 18;
  });
  paint();
  expect(drawingDelay()).toBeGreaterThan(16);
  now -= 18;

  inNextFrame("view", work);
  paint();
  paint();
  vi.advanceTimersByTime(0);
  expect(work).not.toHaveBeenCalled();
  paint();
  const frame = now;
  expect(work).not.toHaveBeenCalled();
  now += 3;
  vi.advanceTimersByTime(0);
  expect(work).toHaveBeenCalledExactlyOnceWith(frame);

  expect(drawingDelay()).toBe(0);
  now = frame;
  inNextFrame("view", work);
  paint();
  paint();
  expect(work).toHaveBeenCalledTimes(2);
});

test("what is forgotten behind its frame is not drawn", () => {
  const { paint } = frames();
  const work = vi.fn();
  inNextFrame("view", () => {
    now += 18;
  });
  paint();
  const forget = inNextFrame("view", work);
  paint();
  expect(vi.getTimerCount()).toBe(1);
  forget();
  expect(vi.getTimerCount()).toBe(0);
  expect(work).not.toHaveBeenCalled();
  // Light ones, until this is no matter of the tests after it.
  for (let at = 0; drawingDelay() > 0 && at < 10; at += 1) {
    inNextFrame("view", work);
    paintAll(paint);
  }
  expect(work).toHaveBeenCalled();
  expect(drawingDelay()).toBe(0);
});

test("what follows drawings comes at the end of each, until it has enough", () => {
  const { paint } = frames();
  const done: string[] = [];
  const end = afterDrawings(() => done.push("follow"));
  inNextFrame("view", () => done.push("view"));
  inNextFrame("data", () => done.push("data"));
  paintAll(paint);
  expect(done).toEqual(["data", "view", "follow"]);
  end();
  inNextFrame("view", () => done.push("view"));
  paintAll(paint);
  expect(done).toEqual(["data", "view", "follow", "view"]);
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
