import { expect, test } from "@playwright/test";
import { Chat, words } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

test("20. An answer streams, ends as complete, and the page has nothing to complain of", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.accessible();
  await chat.ask("Write 60 words about rivers");
  const early = await chat.read(20);
  await chat.accessible();
  await chat.status("complete");
  const late = words((await server.answer(chat.id)).content);
  expect(late.startsWith(early)).toBe(true);
  await chat.says(late);
  await expect(chat.page.getByRole("link", { name: /Write 60 words/ })).toBeVisible();
  await chat.accessible();
  expect(chat.complaints).toEqual([]);
});

test("16., 23. Escape stops the answer everywhere and keeps its text", async ({
  page,
  context,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 2000 words about lighthouses");
  await chat.read(80);
  const other = new Chat(await context.newPage());
  await other.open(server.url, chat.id);
  await other.read(80);
  await page.keyboard.press("Escape");
  await chat.status("stopped");
  await other.status("stopped");
  await expect(chat.ending).toContainText("Stopped");
  const kept = words((await server.answer(chat.id)).content);
  expect(kept.length).toBeGreaterThanOrEqual(80);
  await chat.says(kept);
  await other.says(kept);
});

test("17. A refresh in mid-answer loses nothing, repeats nothing and flashes nothing", async ({
  page,
}) => {
  const chat = new Chat(page);
  await page.addInitScript(() => {
    const frames: { readonly length: number; readonly waits: boolean }[] = [];
    Object.assign(window, { frames });
    const look = () => {
      const answer = document.querySelector("[data-role=assistant]");
      const text = answer?.querySelector("[data-slot=markdown]")?.textContent ?? "";
      const waits = document.querySelector("[data-slot=stage]") !== null;
      if (answer || waits) frames.push({ length: text.length, waits });
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await chat.open(server.url);
  await chat.ask("Write 400 words about harbours");
  const before = await chat.read(60);
  await page.reload();
  const after = await chat.read(before.length);
  expect(after.startsWith(before)).toBe(true);
  await chat.status("complete");
  await chat.says(words((await server.answer(chat.id)).content));
  // In the first frame that has the answer all of it is there that was; then it only grows.
  const frames = await page.evaluate(
    () => (window as unknown as { frames: { length: number; waits: boolean }[] }).frames,
  );
  expect(frames[0]?.length).toBeGreaterThanOrEqual(before.length);
  const lengths = frames.map(({ length }) => length);
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  expect(frames.filter(({ waits }) => waits)).toEqual([]);
  expect(chat.complaints).toEqual([]);
});

test("23. What is asked in one tab is answered in both", async ({ page, context }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: one");
  await chat.status("complete");
  const other = new Chat(await context.newPage());
  await other.open(server.url, chat.id);
  await other.ask("Write 80 words about bridges");
  await expect(page.getByText("Write 80 words about bridges", { exact: true })).toBeVisible();
  await chat.status("streaming");
  await chat.status("complete");
  await other.status("complete");
  const whole = words((await server.answer(chat.id)).content);
  await chat.says(whole);
  await other.says(whole);
});

const endings = [
  ["Fail in the middle", "error", /failed in the middle/i],
  ["Refuse", "refused", /./],
  ["Stop at the length limit", "length", /length limit/i],
  ["Say nothing", "error", /empty answer/i],
  ["Break off", "interrupted", /./],
] as const;

for (const [prompt, status, said] of endings) {
  test(`20. "${prompt}" ends visibly as ${status}`, async ({ page }) => {
    const chat = new Chat(page);
    await chat.open(server.url);
    await chat.ask(prompt);
    await chat.status(status);
    await expect(chat.ending).toContainText(said);
    await chat.accessible();
  });
}

test("37. Markup from a model stays text", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask(
    'Repeat after me: <img src=x onerror="window.hit=1"> [x](javascript:window.hit=1)',
  );
  await chat.status("complete");
  await expect(chat.answer.locator("img, script, a[href^=javascript]")).toHaveCount(0);
  expect(await page.evaluate(() => "hit" in window)).toBe(false);
});

test("21. A chat that is not there is told, and a new one is one step away", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url, "01890000-0000-7000-8000-000000000000");
  await expect(page.getByRole("heading", { name: "There is no such chat" })).toBeVisible();
  await chat.accessible();
  await page.getByRole("main").getByRole("button", { name: "New chat" }).click();
  await expect(page.getByRole("heading", { name: "There is no such chat" })).toBeHidden();
  await expect(page).toHaveURL(/\/chat$/);
});
