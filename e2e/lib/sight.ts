import type { Page } from "@playwright/test";

/**
 * Lets a test take the page out of sight, as another tab in front does: the page is told, and no
 * frame of it is drawn meanwhile. Call it before the page is opened.
 */
export async function watchSight(page: Page): Promise<{
  hide(): Promise<void>;
  show(): Promise<void>;
}> {
  await page.addInitScript(() => {
    let hidden = false;
    const draw = window.requestAnimationFrame.bind(window);
    const waiting: FrameRequestCallback[] = [];
    Object.defineProperty(document, "hidden", { get: () => hidden });
    Object.defineProperty(document, "visibilityState", {
      get: () => (hidden ? "hidden" : "visible"),
    });
    window.requestAnimationFrame = (frame) => (hidden ? -waiting.push(frame) : draw(frame));
    Object.assign(window, {
      setHidden: (now: boolean) => {
        hidden = now;
        document.dispatchEvent(new Event("visibilitychange"));
        if (!now) for (const frame of waiting.splice(0)) draw(frame);
      },
    });
  });
  const set = (now: boolean) =>
    page.evaluate((to) => {
      (window as unknown as { setHidden(now: boolean): void }).setHidden(to);
    }, now);
  return { hide: () => set(true), show: () => set(false) };
}
