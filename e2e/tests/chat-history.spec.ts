import { expect, type Locator, type Page, test } from "@playwright/test";
import { Chat, words } from "../lib/chat.ts";
import { ageChats, manyChats } from "../lib/history.ts";
import { Script } from "../lib/script.ts";
import { Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

const row = (page: Page, id: string) => page.locator(`[data-chat="${id}"]:visible`);
const rowOf = (page: Page, title: string) =>
  page.locator("[data-chat]:visible", { hasText: title });
const mark = (line: Locator) => line.locator("[data-slot=mark]");
const textOf = async (line: Locator) => (await line.textContent()) ?? "";
/** The id that the server gave; until then the tab has one of its own making. */
const idOf = async (chat: Chat) => {
  await expect.poll(() => chat.id).toMatch(/^[0-9a-f]{8}-/);
  return chat.id;
};
const make = (title: string) => server.post<{ id: string }>("/api/conversations", { title });

test("22. Two chats answer at once; going from one to the other stops and mixes nothing", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 300 words about rivers, stream slowly");
  const rivers = await idOf(chat);
  await chat.read(20);
  await page.getByRole("button", { name: "New chat" }).first().click();
  await chat.ask("Write 40 words about harbours");
  await expect.poll(() => chat.id).not.toBe(rivers);
  const harbours = await idOf(chat);
  await expect(mark(row(page, rivers))).toHaveAttribute("data-state", "running");
  await expect(chat.answer).not.toContainText("rivers");
  await chat.status("complete");
  await expect(mark(row(page, harbours))).toHaveCount(0);
  await chat.says(words((await server.answer(harbours)).content));

  await row(page, rivers).click();
  const early = await chat.read(40);
  await page.keyboard.press("Escape");
  await chat.status("stopped");
  const stopped = words((await server.answer(rivers)).content);
  await chat.says(stopped);
  expect(stopped.startsWith(early.slice(0, 20))).toBe(true);
  expect(stopped).not.toContain("harbours");
  expect(chat.complaints).toEqual([]);
});

test("22. The list of every tab tells what goes on, and what ended unseen until it is read", async ({
  page,
  context,
}) => {
  const script = await new Script().start();
  const own = await new Server(...script.args).start();
  const chat = new Chat(page);
  await chat.open(own.url);
  const asked = script.asked();
  await chat.ask("Tell me of kites");
  await asked;
  script.say("They fly.");
  const kites = await idOf(chat);
  await page.getByRole("button", { name: "New chat" }).first().click();
  const other = new Chat(await context.newPage());
  await other.open(own.url);
  await expect(mark(row(page, kites))).toHaveAttribute("data-state", "running");
  await expect(mark(row(other.page, kites))).toHaveAttribute("data-state", "running");
  script.finish();
  await expect(mark(row(page, kites))).toHaveAttribute("data-state", "unread");
  await expect(mark(row(other.page, kites))).toHaveAttribute("data-state", "unread");
  await other.page.reload();
  await expect(mark(row(other.page, kites))).toHaveAttribute("data-state", "unread");
  await other.page.bringToFront();
  await row(other.page, kites).click();
  await expect(mark(row(other.page, kites))).toHaveCount(0);
  await expect(mark(row(page, kites))).toHaveCount(0);
  await own.close();
  await script.close();
});

test("25. A title, a pin, the archive and a deletion show in the other tab at once", async ({
  page,
  context,
}) => {
  await make("The next chat");
  const { id } = await make("Before the change");
  const chat = new Chat(page);
  await chat.open(server.url);
  const other = new Chat(await context.newPage());
  await other.open(server.url);

  await row(page, id).focus();
  await page.keyboard.press("F2");
  const field = page.getByRole("textbox", { name: "Title of the chat" });
  await expect(field).toHaveValue("Before the change");
  await field.fill("After the change");
  await field.press("Enter");
  await expect(row(page, id)).toBeFocused();
  await expect(row(other.page, id)).toHaveText("After the change");

  const menu = async (name: string) => {
    await row(page, id).locator("xpath=..").getByRole("button").click();
    await page.getByRole("menuitem", { name }).click();
  };
  await menu("Pin");
  const firstOf = (on: Page) => on.locator("[data-chat]:visible").first();
  await expect(firstOf(other.page)).toHaveText("After the change");
  await expect(other.page.getByRole("heading", { name: "Pinned" })).toBeVisible();

  await menu("Archive");
  await expect(row(other.page, id)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row(other.page, id)).toBeVisible();

  await row(page, id).focus();
  await page.keyboard.press("Delete");
  await expect(page.getByText("Deleted “After the change”")).toBeVisible();
  await expect(row(other.page, id)).toHaveCount(0);
  // The focus is on the next chat, not lost.
  await expect(page.locator("[data-chat]:focus")).toHaveCount(1);
  await page.keyboard.press("Control+z");
  await expect(row(other.page, id)).toBeVisible();
  await server.api(`/api/conversations/${id}`, { method: "DELETE" });
});

test("25. A search leads to the very message and marks the words in it", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: the heron waits at the weir");
  await chat.status("complete");
  const id = await idOf(chat);
  await chat.ask("Write 600 words about mills, stream fast");
  await chat.status("complete");
  await page.getByRole("button", { name: "New chat" }).first().click();

  await page.keyboard.press("Control+Shift+f");
  const field = page.getByRole("searchbox", { name: "Search all chats" });
  await expect(field).toBeFocused();
  await page.keyboard.type("heron wei");
  const hits = page.locator("[data-slot=hits] a");
  await expect(hits.first()).toContainText("heron");
  await page.keyboard.press("ArrowDown");
  await expect(hits.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect.poll(() => chat.id).toBe(id);
  const message = new URL(page.url()).searchParams.get("message");
  const found = page.locator(`[data-message="${message}"]`);
  await expect(found).toBeInViewport();
  await expect(found).toContainText("heron");
  await expect
    .poll(() => page.evaluate(() => CSS.highlights.get("found")?.size ?? 0))
    .toBeGreaterThan(0);
  // The list is as it was; the next hit is one key away.
  await expect(field).toHaveValue("heron wei");
});

test("34. The list is parted by the reader's own days", async ({ browser }) => {
  const ages = { "Of today": 0, "Of yesterday": 1, "Of the week": 5, "Of long ago": 30 };
  for (const title of Object.keys(ages)) await make(title);
  const context = await browser.newContext({ timezoneId: "Pacific/Auckland", locale: "en-NZ" });
  const chat = new Chat(await context.newPage());
  await ageChats(chat.page, ages);
  await chat.open(server.url);
  const list = chat.page.locator("[data-slot=history]:visible li");
  await expect(list.first()).toBeVisible();
  const lines = await list.allTextContents();
  const at = (text: string) => lines.findIndex((line) => line.startsWith(text));
  for (const [heading, title, next] of [
    ["Today", "Of today", "Yesterday"],
    ["Yesterday", "Of yesterday", "Previous 7 days"],
    ["Previous 7 days", "Of the week", "Earlier"],
  ] as const) {
    expect(at(heading)).toBeLessThan(at(title));
    expect(at(title)).toBeLessThan(at(next));
  }
  expect(at("Earlier")).toBeLessThan(at("Of long ago"));
  await context.close();
});

test("30. The list is gone through by keys alone", async ({ page }) => {
  for (const title of ["Zebra two", "Zebra one", "Yak"]) await make(title);
  const chat = new Chat(page);
  await chat.open(server.url);
  const focused = page.locator("[data-chat]:focus");
  await page.getByRole("searchbox").focus();
  await page.keyboard.press("ArrowDown");
  await expect(focused).toHaveText(await textOf(page.locator("[data-chat]").first()));
  await page.keyboard.press("z");
  await expect(focused).toHaveText("Zebra one");
  await page.keyboard.press("ArrowDown");
  await expect(focused).toHaveText("Zebra two");
  await page.keyboard.press("Home");
  await expect(focused).toHaveText("Yak");
  await page.keyboard.press("End");
  const last = await textOf(page.locator("[data-chat]:visible").last());
  await expect(focused).toHaveText(last);
  await page.keyboard.press("ArrowDown");
  await expect(focused).toHaveText(last);
  await page.keyboard.press("Home");
  await page.keyboard.press("y");
  await expect(focused).toHaveText("Yak");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Yak", level: 1 })).toBeVisible();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(page.getByRole("heading", { name: "Zebra one", level: 1 })).toBeVisible();
  // One Tab away are the chat's own actions.
  await rowOf(page, "Yak").focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "More for “Yak”" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Rename" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "More for “Yak”" })).toBeFocused();
});

test("25. Ten thousand chats are a list like any other", async ({ page }) => {
  const chat = new Chat(page);
  await manyChats(page, 10_000);
  await chat.open(server.url);
  const lines = page.locator("[data-slot=history]:visible [data-chat]");
  await expect(lines.first()).toHaveText("Chat number 0");
  expect(await lines.count()).toBeLessThan(80);
  await lines.first().focus();
  for (let page_ = 0; page_ < 6; page_ += 1) {
    const before = await textOf(page.locator("[data-chat]:focus"));
    // The key goes to the end of what is there; while more is on its way it is pressed again.
    await expect(async () => {
      await page.keyboard.press("End");
      await expect(page.locator("[data-chat]:focus")).not.toHaveText(before, { timeout: 1000 });
    }).toPass();
  }
  const number = Number((await textOf(page.locator("[data-chat]:focus"))).split(" ").at(-1));
  expect(number).toBeGreaterThan(200);
  expect(await lines.count()).toBeLessThan(80);
  await page.keyboard.press("Home");
  await expect(page.locator("[data-chat]:focus")).toHaveText("Chat number 0");
  await expect(page.getByRole("heading", { name: "Today" })).toBeInViewport();
});

test("25. The list says when it is empty, on its way, and not to be had", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  let answer: "nothing" | "empty" | "failure" = "nothing";
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/api\/conversations(\?|$)/, async (route) => {
    if (answer === "nothing") await released;
    if (answer === "failure") return route.fulfill({ status: 400, json: {} });
    await route.fulfill({ json: { items: [] } });
  });
  await page.goto(`${server.url}/chat`);
  await expect(page.getByRole("status", { name: "Loading chats" })).toBeVisible();
  answer = "empty";
  release();
  await expect(page.getByText("No chats yet")).toBeVisible();
  answer = "failure";
  await page.reload();
  await expect(page.getByText("The list could not be loaded.")).toBeVisible();
  answer = "empty";
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("No chats yet")).toBeVisible();
  await context.close();
});
