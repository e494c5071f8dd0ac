import { expect, test } from "@playwright/test";
import { Chat, words } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";
import { Wire } from "../lib/wire.ts";

let server: Server;
test.beforeEach(async () => {
  server = await new Server().start();
});
test.afterEach(() => server.close());

test("18. A network that was cut and healed leaves no trace in the text", async ({ page }) => {
  const wire = await new Wire(() => server.port).start();
  const chat = new Chat(page);
  await chat.open(wire.url);
  await chat.ask("Write 250 words about tides");
  const before = await chat.read(60);
  wire.cut();
  await expect(chat.line).toBeVisible();
  await expect(chat.line).toHaveAttribute("data-state", "reconnecting");
  expect((await chat.text()).startsWith(before)).toBe(true);
  await chat.accessible();
  wire.heal();
  await expect(chat.dot).toHaveAttribute("data-state", "live");
  await expect(chat.line).toBeHidden();
  await chat.status("complete");
  await chat.says(words((await server.answer(chat.id)).content));
  await wire.close();
});

test("18. A network that falls silent is noticed within 25 s", async ({ page }) => {
  const wire = await new Wire(() => server.port).start();
  const chat = new Chat(page);
  await chat.open(wire.url);
  await chat.ask("Write 120 words about clocks");
  await chat.read(60);
  wire.swallow();
  // By the page's own clock, which is told to go on; nothing comes meanwhile.
  await page.clock.install();
  await page.clock.runFor(25_000);
  await expect(chat.dot).not.toHaveAttribute("data-state", "live");
  wire.heal();
  await expect(chat.dot).toHaveAttribute("data-state", "live", { timeout: 20_000 });
  await chat.status("complete");
  await chat.says(words((await server.answer(chat.id)).content));
  await wire.close();
});

test("19. kill -9 in mid-answer is told as interrupted soon after the return", async ({ page }) => {
  test.setTimeout(90_000);
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 2000 words about storms");
  const before = await chat.read(80);
  await server.kill();
  // So long after the cut that the next try is far away: who waits for it comes too late.
  await expect(chat.line).toHaveText(/next try in ([7-9]|\d\d) s/, { timeout: 40_000 });
  await server.start();
  // The page asks every half second whether the server is back.
  await chat.status("interrupted", 5_000);
  await expect(chat.ending).toContainText(/Interrupted after \d\d:\d\d by a restart/);
  const kept = words((await server.answer(chat.id)).content);
  expect(kept.startsWith(before)).toBe(true);
  await chat.says(kept);
  await chat.accessible();
  await expect(chat.answer.getByRole("button", { name: "Regenerate" })).toBeVisible();
  await chat.ending.getByRole("button", { name: "Continue" }).click();
  await chat.status("streaming");
  expect((await chat.read(kept.length + 20)).startsWith(kept)).toBe(true);
});

test("5., 19. A draft and the open chat survive the death of the server", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: kept");
  await chat.status("complete");
  await chat.composer.fill("half a thought");
  await server.kill();
  await server.start();
  await page.reload();
  await expect(chat.composer).toHaveValue("half a thought");
  await expect(chat.answer).toContainText("kept");
});

test("19. A deploy sends readers back and ends the process cleanly", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 40 words about gates");
  await chat.read(20);
  // The answer finishes on the way down.
  expect(await server.terminate()).toBe(0);
  await server.start();
  await expect(chat.dot).toHaveAttribute("data-state", "live");
  await chat.status("complete");
  await chat.says(words((await server.answer(chat.id)).content));
});

test("18. A part of the page that the network held back comes once it is there", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: parts");
  await chat.status("complete");
  const parts = "**/_next/static/chunks/*.js";
  const menu = page.getByRole("button", { name: /^More for/ }).first();
  const rename = page.getByRole("menuitem", { name: "Rename" });
  let failures = 0;
  page.on("requestfailed", () => {
    failures += 1;
  });
  await page.route(parts, (route) => route.abort());
  await menu.click();
  // More often than the bundler tries by itself. The rest of the page does not know of it.
  await expect.poll(() => failures).toBeGreaterThan(2);
  await expect(chat.answer).toContainText("parts");
  await page.unroute(parts);
  await expect(rename).toBeVisible();
  await page.keyboard.press("Escape");

  // What the server does not give for long is told, and may be tried again.
  await page.reload();
  await chat.status("complete");
  await page.route(parts, (route) => route.abort());
  await menu.click();
  await expect(page.getByText("This part of the page failed")).toBeVisible({ timeout: 15_000 });
  await page.unroute(parts);
  await page.getByRole("button", { name: "Try again" }).click();
  await menu.click();
  await expect(rename).toBeVisible();
});

test("18. The line comes after a second; press, network and return try at once", async ({
  page,
}) => {
  const wire = await new Wire(() => server.port).start();
  let tries = 0;
  page.on("request", (request) => {
    if (request.url().includes("/api/events")) tries += 1;
  });
  await page.addInitScript(() => {
    const seen: Record<string, number> = {};
    Object.assign(window, { seenAt: seen });
    const look = () => {
      const dot = document.querySelector("[data-slot=connection-dot]")?.getAttribute("data-state");
      if (dot === "reconnecting") seen.lost ??= performance.now();
      if (document.querySelector("[data-slot=connection-line]")) seen.line ??= performance.now();
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
    });
  });
  const chat = new Chat(page);
  await chat.open(wire.url);
  wire.cut();
  await expect(chat.line).toHaveText(/Reconnecting…/);
  const { lost = 0, line = 0 } = await page.evaluate(
    () => (window as unknown as { seenAt: Record<string, number> }).seenAt,
  );
  expect(line - lost).toBeGreaterThanOrEqual(900);
  // Each next try is further away, so that one that comes at once is told from it.
  await expect(chat.line).toHaveText(/next try in [3-9] s/);
  const atOnce = async (cause: () => Promise<unknown>) => {
    await expect(chat.line).toHaveText(/next try in ([3-9]|\d\d) s/);
    const before = tries;
    await cause();
    await expect.poll(() => tries, { timeout: 2_000 }).toBeGreaterThan(before);
  };
  await atOnce(() => page.getByRole("button", { name: "Try now" }).click());
  await atOnce(() => page.evaluate(() => window.dispatchEvent(new Event("online"))));
  await atOnce(() => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))));
  wire.heal();
  await expect(chat.dot).toHaveAttribute("data-state", "live");
  await expect(chat.line).toBeHidden();
  await wire.close();
});
