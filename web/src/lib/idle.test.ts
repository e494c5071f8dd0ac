import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { whenIdle } from "./idle";

describe("whenIdle", () => {
  let waiting: Map<number, () => void>;
  let count = 0;

  /** The browser has nothing to do for once. */
  const idle = () => {
    const [first] = waiting;
    if (!first) throw new Error("nothing waits");
    waiting.delete(first[0]);
    first[1]();
  };

  beforeEach(() => {
    waiting = new Map();
    vi.stubGlobal("requestIdleCallback", (work: () => void) => {
      count += 1;
      waiting.set(count, work);
      return count;
    });
    vi.stubGlobal("cancelIdleCallback", (handle: number) => waiting.delete(handle));
  });
  afterEach(() => vi.unstubAllGlobals());

  it("does one thing in each idle moment, in turn", () => {
    const done: string[] = [];
    whenIdle([() => done.push("a"), () => done.push("b")]);
    expect(done).toEqual([]);
    idle();
    expect(done).toEqual(["a"]);
    idle();
    expect(done).toEqual(["a", "b"]);
    expect(waiting.size).toBe(0);
  });

  it("drops what was not begun", () => {
    const done: string[] = [];
    const drop = whenIdle([() => done.push("a"), () => done.push("b")]);
    idle();
    drop();
    expect(waiting.size).toBe(0);
    expect(done).toEqual(["a"]);
  });

  it("waits its time where a browser cannot tell", () => {
    vi.unstubAllGlobals();
    vi.useFakeTimers();
    try {
      const done: string[] = [];
      const drop = whenIdle([() => done.push("a"), () => done.push("b")]);
      vi.advanceTimersByTime(4_000);
      expect(done).toEqual(["a"]);
      drop();
      vi.advanceTimersByTime(60_000);
      expect(done).toEqual(["a"]);
    } finally {
      vi.useRealTimers();
    }
  });
});
