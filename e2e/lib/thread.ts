import { expect, type Locator, type Page } from "@playwright/test";

/** A place is kept in whole pixels, and less than one of drift is let be. */
const ROUNDING_PX = 1.5;

/** The thread's scroll, as the reader sees it. */
export class Thread {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get box(): Locator {
    return this.page.locator("[data-slot=thread]");
  }

  get latest(): Locator {
    return this.page.getByRole("button", { name: /^Latest/ });
  }

  message(text: string): Locator {
    return this.page.locator("[data-slot=message]").filter({ hasText: text });
  }

  /** Pixels from the end. */
  async fromEnd(): Promise<number> {
    return this.box.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
  }

  /** Where an element stands below the thread's upper edge. */
  async top(of: Locator): Promise<number> {
    const [box, element] = await Promise.all([this.box.boundingBox(), of.boundingBox()]);
    if (!box || !element) throw new Error("it is not on the screen");
    return element.y - box.y;
  }

  /** Fails if an element has moved by more than what rounding comes to. */
  async stands(of: Locator, top: number): Promise<void> {
    expect(Math.abs((await this.top(of)) - top)).toBeLessThanOrEqual(ROUNDING_PX);
  }

  async wheel(deltaY: number): Promise<void> {
    await this.box.hover();
    await this.page.mouse.wheel(0, deltaY);
  }

  /** Waits until the scroll has come to rest, and gives its place. */
  async rest(): Promise<number> {
    return this.box.evaluate(
      (box) =>
        new Promise<number>((resolve) => {
          let before = -1;
          let same = 0;
          const look = () => {
            same = box.scrollTop === before ? same + 1 : 0;
            before = box.scrollTop;
            if (same > 8) resolve(before);
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
  }

  async atEnd(): Promise<void> {
    await expect.poll(() => this.fromEnd()).toBeLessThanOrEqual(1);
  }
}

type Shift = {
  readonly startTime: number;
  readonly value: number;
  readonly sources: readonly string[];
};

/**
 * Counts unexpected layout shifts from before the page's first paint on. What is given back tells
 * what came since a moment of the page's clock; each is printed.
 */
export async function watchShifts(page: Page): Promise<(since: number) => Promise<number>> {
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { startTime, value, hadRecentInput, sources } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
          sources: { node?: Element; previousRect: DOMRect; currentRect: DOMRect }[];
        };
        if (hadRecentInput) continue;
        const rect = ({ x, y, width, height }: DOMRect) =>
          [x, y, width, height].map(Math.round).join(" ");
        const names = sources.map(
          ({ node, previousRect, currentRect }) =>
            node?.outerHTML?.slice(0, 120) ??
            `unnamed, ${rect(previousRect)} to ${rect(currentRect)}`,
        );
        shifts.push({ startTime, value, sources: names });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  return async (since) => {
    const all = await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);
    const shifts = all.filter(({ startTime }) => startTime >= since);
    const bySource = new Map<string, number>();
    for (const { value, sources } of shifts) {
      const names = sources.join(" | ");
      bySource.set(names, (bySource.get(names) ?? 0) + value);
    }
    for (const [names, value] of bySource) console.log("shift", value, names);
    return shifts.reduce((sum, { value }) => sum + value, 0);
  };
}
