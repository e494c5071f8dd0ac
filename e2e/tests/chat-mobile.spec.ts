import { expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());
test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

const drawer = (page: Page) => page.getByRole("dialog", { name: "Chats" });

/** A finger across the page, from one place to another. */
async function swipe(page: Page, from: [number, number], to: [number, number]) {
  const session = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", at?: [number, number]) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: at ? [{ x: at[0], y: at[1] }] : [],
    });
  await send("touchStart", from);
  for (let step = 1; step <= 8; step += 1) {
    const part = (index: 0 | 1) => from[index] + ((to[index] - from[index]) * step) / 8;
    await send("touchMove", [part(0), part(1)]);
  }
  await send("touchEnd");
  await session.detach();
}

test("33. A swipe brings the chats and takes them away; scrolling does not", async ({ page }) => {
  const { id } = await server.post<{ id: string }>("/api/conversations", { title: "By touch" });
  const chat = new Chat(page);
  await chat.open(server.url);
  await swipe(page, [200, 300], [210, 600]);
  await expect(drawer(page)).toHaveCount(0);
  await swipe(page, [80, 400], [300, 410]);
  await expect(drawer(page)).toBeVisible();
  // A field with the focus would raise the keyboard.
  await expect(page.getByRole("searchbox").and(page.locator(":focus"))).toHaveCount(0);
  // No action waits for a pointer to hover.
  const actions = page
    .locator(`[data-chat="${id}"]:visible`)
    .locator("xpath=..")
    .getByRole("button");
  await expect(actions).toHaveCSS("opacity", "1");
  // Inside it: a press beside it would close it too.
  await swipe(page, [260, 400], [40, 410]);
  await expect(drawer(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Show the chats" }).tap();
  await page.locator(`[data-chat="${id}"]:visible`).tap();
  await expect(page.getByRole("heading", { name: "By touch" })).toBeVisible();
  await expect(drawer(page)).toHaveCount(0);
});

test("33. A swipe over a wide table or code scrolls that", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Show me what you can do, stream fast");
  await chat.status("complete");
  const box = await page.locator("[data-slot=markdown] *").evaluateAll((all) => {
    const wide = all.find(
      (one) =>
        one.scrollWidth > one.clientWidth && /auto|scroll/.test(getComputedStyle(one).overflowX),
    );
    wide?.scrollIntoView({ block: "center" });
    if (!wide) return null;
    const { x, y, width, height } = wide.getBoundingClientRect();
    return { x, y, width, height };
  });
  expect(box).not.toBeNull();
  if (box === null) return;
  const y = box.y + Math.min(box.height / 2, 40);
  await swipe(page, [box.x + 60, y], [box.x + 300, y]);
  await expect(drawer(page)).toHaveCount(0);
});

test("33. All that is pressed by a finger is large enough for it", async ({ page }) => {
  const chat = new Chat(page);
  await server.post("/api/conversations", { title: "A chat" });
  await chat.open(server.url);
  const small = () =>
    page.evaluate(() => {
      const inDialog = document.querySelector("dialog[open]");
      const parts = (inDialog ?? document).querySelectorAll<HTMLElement>(
        "a[href], button, input, textarea, [role=option], [role=menuitem]",
      );
      return [...parts]
        .filter((part) => part.checkVisibility({ opacityProperty: true }))
        .filter((part) => part.getBoundingClientRect().width > 1)
        .filter((part) => {
          // A choice is pressed anywhere on its words.
          const { width, height } = (part.closest("label") ?? part).getBoundingClientRect();
          // The message's field is as high as its text.
          const least = part.tagName === "TEXTAREA" ? 24 : 43.5;
          return height < least || width < least;
        })
        .map((part) => `${part.getAttribute("aria-label") ?? part.textContent}`);
    });
  expect(await small()).toEqual([]);
  await page.getByRole("button", { name: "Show the chats" }).tap();
  await expect(drawer(page)).toBeVisible();
  expect(await small()).toEqual([]);
  await page.getByRole("button", { name: "Close" }).tap();
  await page.getByRole("button", { name: "Settings" }).tap();
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
  expect(await small()).toEqual([]);
  await page.getByRole("button", { name: "Close" }).tap();
  await page.getByRole("button", { name: "Search chats and commands" }).tap();
  await expect(page.getByRole("option").first()).toBeVisible();
  expect(await small()).toEqual([]);
});

test("33. The page leaves room for notches and gives way to the keyboard", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  const meta = await page.locator("meta[name=viewport]").getAttribute("content");
  expect(meta).toContain("viewport-fit=cover");
  expect(meta).toContain("interactive-widget=resizes-content");
  await chat.ask("Write 80 words about rafts, stream fast");
  await chat.status("complete");
  // As a keyboard takes the lower half: the page is then so high.
  await page.setViewportSize({ width: 390, height: 420 });
  await expect(chat.composer).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
});
