import { expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { importTurns } from "../lib/long.ts";
import { Script } from "../lib/script.ts";
import { askScript, LINE, openTurns, sayParagraphs } from "../lib/scripted.ts";
import { Server } from "../lib/server.ts";
import { Thread, watchShifts } from "../lib/thread.ts";

let script: Script;
let server: Server;
test.beforeAll(async () => {
  script = await new Script().start();
  server = await new Server(...script.args).start();
});
test.afterAll(async () => {
  await server.close();
  await script.close();
});

/** A chat of so many turns, open at its end. */
const open = (page: Page, turns: number) => openTurns(server, page, turns);
const ask = (chat: Chat, text: string) => askScript(script, chat, text);
const say = (page: Page, name: string, paragraphs: number) =>
  sayParagraphs(script, page, name, paragraphs);

test("14. A thread of 2,000 messages mounts only what is near", async ({ page }) => {
  const [, thread] = await open(page, 1000);
  await thread.atEnd();
  for (let at = 0; at < 12; at += 1) {
    await thread.wheel(-4000);
    await thread.rest();
  }
  const mounted = await page.locator("[data-slot=message]").count();
  expect(mounted).toBeLessThan(60);
  const order = await page
    .locator("[data-slot=message] h2")
    .evaluateAll((all) => all.map((heading) => heading.getBoundingClientRect().top));
  expect(order).toEqual(order.toSorted((left, right) => left - right));
});

test("12. Follow only while the reader is at the bottom", async ({ page }) => {
  const [chat, thread] = await open(page, 20);
  await ask(chat, "Tell me of tides");
  await say(page, "First part", 8);
  await thread.atEnd();
  await say(page, "Second part", 4);
  await thread.atEnd();
  await expect(thread.latest).toHaveCount(0);

  await thread.wheel(-60);
  const place = await thread.rest();
  await say(page, "Third part", 4);
  expect(await thread.rest()).toBe(place);
  await expect(thread.latest).toContainText("new text");
  await thread.latest.click();
  await thread.atEnd();
  await expect(thread.latest).toHaveCount(0);

  await thread.box.focus();
  await page.keyboard.press("ArrowUp");
  const second = await thread.rest();
  await say(page, "Fourth part", 4);
  expect(await thread.rest()).toBe(second);
  // From elsewhere on the page, where the browser would not take it for the thread.
  await page.getByRole("button", { name: "Settings" }).focus();
  await page.keyboard.press("End");
  await thread.atEnd();
  await say(page, "Fifth part", 4);
  await thread.atEnd();

  await page.getByText("Fifth part.", { exact: true }).dblclick();
  const third = await thread.rest();
  await say(page, "Sixth part", 4);
  expect(await thread.rest()).toBe(third);
  expect(await page.evaluate(() => getSelection()?.toString())).toMatch(/part|Fifth/);
  script.finish();
  await chat.status("complete");
  expect(await thread.rest()).toBe(third);
  expect(chat.complaints).toEqual([]);
});

test("13. A new question moves near the top and its answer grows below", async ({ page }) => {
  const [chat, thread] = await open(page, 12);
  await ask(chat, "What is a tide?");
  const asked = thread.message("What is a tide?");
  await expect.poll(() => thread.top(asked)).toBeLessThan(40);
  const top = await thread.top(asked);
  expect(top).toBeGreaterThanOrEqual(0);
  await say(page, "It is water", 1);
  await thread.rest();
  await thread.stands(asked, top);
  script.finish();
  await chat.status("complete");
  await thread.rest();
  await thread.stands(asked, top);
});

test("8. What is read stands still, whatever changes above it", async ({ page }) => {
  const [chat, thread] = await open(page, 12);
  await ask(chat, "Think about tides");
  for (let at = 0; at < 12; at += 1) script.think(`${LINE.repeat(5)}\n\n`);
  await say(page, "First part", 12);
  const fold = chat.answer.locator("[data-slot=reasoning] button").first();
  await fold.evaluate((button: HTMLButtonElement) => button.click());
  await expect(fold).toHaveAttribute("aria-expanded", "true");
  // It is above what is read, so that its unfolding leaves the reader at the end.
  await thread.atEnd();
  await thread.wheel(-100);
  await thread.rest();
  const read = page.getByText("First part.", { exact: true });
  const top = await thread.top(read);
  await fold.evaluate((button: HTMLButtonElement) => button.click());
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  await thread.rest();
  await thread.stands(read, top);
  // As when code above gets its colours, or an image its height.
  await chat.answer
    .locator("p")
    .first()
    .evaluate((element) => {
      element.style.paddingBottom = "300px";
    });
  await thread.rest();
  await thread.stands(read, top);
  await say(page, "Second part", 6);
  await thread.rest();
  await thread.stands(read, top);
  script.finish();
  await chat.status("complete");
  await thread.rest();
  await thread.stands(read, top);
});

test("8. Nothing on the page shifts while an answer streams", async ({ page }) => {
  const shifts = await watchShifts(page);
  const [chat, thread] = await open(page, 6);
  await ask(chat, "Show me everything");
  // The question moved the chat to the head of the list; from here on nothing has a cause to move.
  const first = page.locator("li[aria-posinset] a").first();
  await expect(first).toHaveAttribute("href", new RegExp(chat.id));
  await thread.rest();
  const since = await page.evaluate(() => performance.now());
  for (let at = 0; at < 6; at += 1) script.think(`${LINE}\n`);
  const parts = [
    "# Tides\n\n",
    `${LINE.repeat(3)}\n\n`,
    // By pieces of a few letters, as models send it, and with columns of uneven width.
    ...("| Place | Tide |\n|:--|--:|\n".match(/.{1,3}|\n/g) ?? []),
    ...Array.from({ length: 8 }, (_, at) => [
      `| Harbour ${"of the old town ".repeat(at % 3)}`,
      `${at} | **${at} m`,
      "** |\n",
    ]).flat(),
    "\n```js\n",
    ...Array.from({ length: 24 }, (_, at) => `const tide${at} = ${at};\n`),
    "```\n\n1. one\n2. two\n\n> said\n\n",
    ...Array.from({ length: 8 }, () => `${LINE.repeat(4)}\n\n`),
    "The end of it all.",
  ];
  for (const part of parts) {
    script.say(part);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  script.finish();
  await chat.status("complete");
  await thread.atEnd();
  expect(await shifts(since)).toBe(0);
});

test("14. The place is kept over a refresh and for each chat", async ({ page }) => {
  const other = await importTurns(server, 3);
  const [chat, thread, id] = await open(page, 60);
  const read = thread.message("Answer 12 begins here.");
  while ((await read.count()) === 0) {
    await thread.wheel(-3000);
    await thread.rest();
  }
  await read.scrollIntoViewIfNeeded();
  const place = await thread.rest();
  const top = await thread.top(read);
  expect(place).toBeGreaterThan(0);

  await page.reload();
  await expect(read).toBeVisible();
  await thread.rest();
  expect(await thread.top(read)).toBeCloseTo(top, -1);

  await page.locator(`a[href*="${other}"]`).click();
  await expect(thread.message("Answer 3 ends here.")).toBeVisible();
  await page.locator(`a[href*="${id}"]`).click();
  await expect(read).toBeVisible();
  await thread.rest();
  expect(await thread.top(read)).toBeCloseTo(top, -1);
  expect(chat.complaints).toEqual([]);
});

test("14. A refresh in mid-answer leaves question and answer where they are", async ({ page }) => {
  const [chat, thread] = await open(page, 8);
  await ask(chat, "Tell me slowly");
  await say(page, "So far", 1);
  const asked = thread.message("Tell me slowly");
  const top = await thread.top(asked);
  await page.reload();
  await expect(page.getByText("So far.", { exact: true })).toBeVisible();
  await thread.rest();
  await thread.stands(asked, top);
  script.finish();
  await chat.status("complete");
  await thread.stands(asked, top);
});

test("14. Older messages come by themselves and move nothing", async ({ page }) => {
  const [, thread] = await open(page, 60);
  const first = thread.message("Answer 36 begins here.");
  while ((await first.count()) === 0) {
    await thread.wheel(-1500);
    await thread.rest();
  }
  // The page before is loaded long before its messages come into sight.
  await page.route("**/api/messages*", async (route) => {
    await route.fulfill({ status: 500, body: "{}" });
  });
  await thread.wheel(-20_000);
  await thread.rest();
  const button = page.getByRole("button", { name: /Earlier messages did not load/ });
  await expect(button).toBeVisible();
  await page.unroute("**/api/messages*");
  const top = page.locator("[data-slot=message]").first();
  const id = await top.getAttribute("data-message");
  const held = page.locator(`[data-message="${id}"]`);
  const before = await thread.top(held);
  await button.click();
  await expect(button).toBeHidden();
  await thread.rest();
  await thread.stands(held, before);
});

test("14. A keyboard on the screen covers nothing that is read", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const [chat, thread] = await open(page, 12);
  await page.setViewportSize({ width: 390, height: 500 });
  await thread.atEnd();
  await page.setViewportSize({ width: 390, height: 844 });
  await thread.atEnd();
  await thread.wheel(-900);
  await thread.rest();
  const read = page.locator("[data-slot=message] p").filter({ hasText: "Answer 12 begins here." });
  const top = await thread.top(read);
  await page.setViewportSize({ width: 390, height: 500 });
  await thread.rest();
  await thread.stands(read, top);
  await expect(thread.box).toHaveCSS("overscroll-behavior-y", "contain");
  expect(chat.complaints).toEqual([]);
});

test("15. Keys and buttons go from question to question", async ({ page }) => {
  const [, thread] = await open(page, 12);
  const nearTop = (turn: number) =>
    expect.poll(() => thread.top(thread.message(`Question ${turn} about`))).toBeLessThan(40);
  await thread.wheel(-200);
  await thread.rest();
  await page.keyboard.press("Alt+Shift+ArrowUp");
  await thread.rest();
  await page.keyboard.press("Alt+Shift+ArrowUp");
  await thread.rest();
  const first = await page.locator("[data-slot=message][data-role=user]").evaluateAll((all) => {
    const near = all.find((element) => element.getBoundingClientRect().top > 50);
    return Number(/Question (\d+)/.exec(near?.textContent ?? "")?.[1]);
  });
  await nearTop(first);
  await page.getByRole("button", { name: "Previous question" }).click();
  await nearTop(first - 1);
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await nearTop(first);
  for (let at = first; at <= 13; at += 1) {
    await page.keyboard.press("Alt+Shift+ArrowDown");
    await thread.rest();
  }
  await thread.atEnd();
  await expect(thread.latest).toBeHidden();
  // Past the first that is loaded, the earlier ones are loaded.
  await page.keyboard.press("Alt+Shift+ArrowUp");
  await page.getByRole("button", { name: /^Latest/ }).click();
  await thread.atEnd();
});

test("15. Find looks through the whole thread, not only what is mounted", async ({ page }) => {
  const [chat, thread] = await open(page, 150);
  await chat.composer.focus();
  await page.keyboard.press("Control+f");
  const field = page.getByRole("textbox", { name: "Find in this chat" });
  await expect(field).toBeFocused();
  await field.fill("answer 7 begins");
  const count = page.getByRole("search", { name: "Find in this chat" }).getByRole("status");
  await expect(count).toHaveText("1 of 1", { timeout: 20_000 });
  await expect(thread.message("Answer 7 begins here.")).toBeInViewport();
  const marks = () =>
    page.evaluate(() => [
      CSS.highlights.get("find")?.size ?? 0,
      [...(CSS.highlights.get("find-current") ?? [])].map(String).join(),
    ]);
  await expect.poll(marks).toEqual([1, "Answer 7 begins"]);
  await chat.accessible();

  await field.fill("ends here");
  await expect(count).toHaveText(/^\d+ of 150$/);
  const at = Number((await count.textContent())?.split(" ")[0]);
  await page.keyboard.press("Enter");
  await expect(count).toHaveText(`${at + 1} of 150`);
  await expect(thread.message(`Answer ${at + 1} ends here.`)).toBeInViewport();
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.press("Shift+Enter");
  await expect(count).toHaveText(`${at - 1} of 150`);
  await field.fill("no such words");
  await expect(count).toHaveText("Nothing found");

  // Asked for once more, it is the browser's own that opens.
  const taken = (key: string) =>
    field.evaluate((element, name) => {
      const event = new KeyboardEvent("keydown", {
        key: name,
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      });
      return !element.dispatchEvent(event);
    }, key);
  expect(await taken("f")).toBe(false);
  await page.keyboard.press("Escape");
  await expect(field).toHaveCount(0);
  await expect(chat.composer).toBeFocused();
  expect(await page.evaluate(() => CSS.highlights.has("find"))).toBe(false);
  expect(chat.complaints).toEqual([]);
});

test("25. A sought message is shown however far up it stands", async ({ page }) => {
  const id = await importTurns(server, 150);
  const { items } = await server.api<{ items: { id: string; content: string }[] }>(
    `/api/messages?conversationId=${id}&limit=200`,
  );
  const early = items.find((item) => item.content.startsWith("Answer 60 begins"));
  const chat = new Chat(page);
  const thread = new Thread(page);
  await page.goto(`${server.url}/chat?id=${id}&message=${early?.id}`);
  const sought = thread.message("Answer 60 begins here.");
  await expect(sought).toBeInViewport({ timeout: 20_000 });
  await thread.rest();
  const top = await thread.top(sought);
  expect(top).toBeGreaterThanOrEqual(0);
  expect(top).toBeLessThan(60);
  expect(chat.complaints).toEqual([]);
});
