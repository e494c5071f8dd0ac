import type { Page } from "@playwright/test";

/** Lets a test say whether the page can be seen, for a browser without windows shows every page. */
export async function controlVisibility(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let hidden = false;
    Object.defineProperty(document, "hidden", { get: () => hidden });
    Object.defineProperty(document, "visibilityState", {
      get: () => (hidden ? "hidden" : "visible"),
    });
    Object.defineProperty(window, "setHidden", {
      value: (now: boolean) => {
        hidden = now;
        document.dispatchEvent(new Event("visibilitychange"));
      },
    });
  });
}

export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((now) => {
    (window as unknown as { setHidden(now: boolean): void }).setHidden(now);
  }, hidden);
}
