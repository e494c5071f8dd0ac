import type { CDPSession, Page } from "@playwright/test";

export type Work = {
  readonly script: number;
  readonly layout: number;
  readonly style: number;
  readonly task: number;
};

/**
 * Has `work` count the main thread's own processor time, and not the time in which this machine had
 * given its processor to somebody else.
 */
export async function countWork(session: CDPSession): Promise<void> {
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
}

/** Milliseconds of work that the browser's main thread has done so far. Script is without the layouts that it forces. */
export async function work(session: CDPSession): Promise<Work> {
  const { metrics } = await session.send("Performance.getMetrics");
  const seconds = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return {
    script: seconds("ScriptDuration") * 1000,
    layout: seconds("LayoutDuration") * 1000,
    style: seconds("RecalcStyleDuration") * 1000,
    task: seconds("TaskDuration") * 1000,
  };
}

/**
 * Megabytes that the page's script holds. Once is not enough: what one collection finds dead in the
 * document frees script's own objects for the next, and what is due when idle is done in between.
 */
export async function heapMegabytes(session: CDPSession): Promise<number> {
  const used = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0) / 1_000_000;
  };
  let least = await used();
  for (let same = 0; same < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = await used();
    same = now < least * 0.99 ? 0 : same + 1;
    least = Math.min(least, now);
  }
  return least;
}

type Watch = { longTasks: number; longest: number; missedFrames: number; slowestInput: number };

/** Counts what a reader would feel, from now until `stop`. */
export async function watch(page: Page): Promise<() => Promise<Watch>> {
  await page.evaluate(() => {
    const seen = { longTasks: 0, longest: 0, missedFrames: 0, slowestInput: 0 };
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        seen.longTasks += 1;
        seen.longest = Math.max(seen.longest, duration);
      }
    });
    tasks.observe({ type: "longtask" });
    const inputs = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as PerformanceEventTiming[]) {
        if (entry.interactionId > 0) {
          seen.slowestInput = Math.max(seen.slowestInput, entry.duration);
        }
      }
    });
    inputs.observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
    const FRAME_MS = 1000 / 60;
    let running = true;
    let before = performance.now();
    const frame = (now: number) => {
      seen.missedFrames += Math.max(0, Math.round((now - before) / FRAME_MS) - 1);
      before = now;
      if (running) requestAnimationFrame(frame);
    };
    requestAnimationFrame((now) => {
      before = now;
      requestAnimationFrame(frame);
    });
    const stop = () => {
      running = false;
      tasks.disconnect();
      inputs.disconnect();
      return seen;
    };
    Object.assign(window, { stopWatching: stop });
  });
  return () =>
    page.evaluate(() => (window as unknown as { stopWatching: () => Watch }).stopWatching());
}
