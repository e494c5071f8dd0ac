import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

const LONG = "Stream slowly and write 900 words about canals";
const queue = (page: Page) => page.getByRole("region", { name: "Waiting messages" });
const rows = (page: Page) => queue(page).locator("[data-queued] p.grow");
const row = (page: Page, text: string): Locator =>
  queue(page).locator("[data-queued]").filter({ hasText: text });

/** A chat whose answer is being written for longer than any test takes. */
async function busy(page: Page): Promise<Chat> {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask(LONG);
  await chat.status("streaming");
  return chat;
}

async function enqueue(chat: Chat, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    await chat.composer.fill(text);
    await chat.composer.press("Enter");
    await expect(chat.composer).toHaveValue("");
  }
  await expect(queue(chat.page).locator("[data-local]")).toHaveCount(0);
}

async function second(context: BrowserContext, chat: Chat): Promise<Chat> {
  const other = new Chat(await context.newPage());
  await other.open(server.url, chat.id);
  return other;
}

/** What the server says that waits. */
const stored = async (id: string) =>
  (await server.api<{ items: { content: string }[] }>(`/api/conversations/${id}/queue`)).items.map(
    ({ content }) => content,
  );

test("4. While an answer is written Enter queues, in the order of sending", async ({ page }) => {
  const chat = await busy(page);
  await expect(chat.composer).toHaveAttribute("placeholder", /queue/);
  await enqueue(chat, "Repeat after me: one", "Repeat after me: two");
  await expect(chat.composer).toBeFocused();
  await expect(rows(page)).toHaveText(["Repeat after me: one", "Repeat after me: two"]);
  expect(await stored(chat.id)).toEqual(["Repeat after me: one", "Repeat after me: two"]);
  // The thread shows what is answered, and nothing that waits.
  await expect(page.locator("[data-slot=message][data-role=user]")).toHaveCount(1);
  await chat.status("streaming");
  await page.keyboard.press("Escape");
  await expect(chat.answer).toContainText("two");
  await chat.status("complete");
  await expect(queue(page)).toBeHidden();
  await expect(page.locator("[data-slot=message][data-role=user]")).toHaveText([
    /canals/,
    /one/,
    /two/,
  ]);
  expect(chat.complaints).toEqual([]);
});

test("4. The queue is accessible, light and dark", async ({ page }) => {
  const chat = await busy(page);
  await enqueue(chat, "one", "two");
  await chat.accessible();
  await page.emulateMedia({ colorScheme: "dark" });
  await chat.accessible();
});

test("4. Send now stops the answer and goes before what waits", async ({ page }) => {
  const chat = await busy(page);
  await enqueue(chat, "Repeat after me: later");
  await chat.composer.fill("Stream slowly, repeat after me: at once and before the other one");
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await page.getByRole("button", { name: "Send now" }).click();
  await expect(chat.composer).toHaveValue("");
  await expect(chat.composer).toBeFocused();
  const users = page.locator("[data-slot=message][data-role=user]");
  await expect(users).toHaveText([/canals/, /at once/]);
  await expect(page.locator("[data-slot=message][data-role=assistant]").first()).toHaveAttribute(
    "data-status",
    "stopped",
  );
  await expect(users).toHaveText([/canals/, /at once/, /later/]);
  await chat.status("complete");
});

test("4. A waiting message is edited in its place; Escape there stops nothing", async ({
  page,
}) => {
  const chat = await busy(page);
  await enqueue(chat, "Repeat after me: tpyo", "Repeat after me: two");
  await row(page, "tpyo").getByRole("button", { name: "Edit" }).click();
  const field = page.getByRole("textbox", { name: "Waiting message" });
  await expect(field).toBeFocused();
  await chat.accessible();
  await field.press("Escape");
  await expect(row(page, "tpyo").getByRole("button", { name: "Edit" })).toBeFocused();
  await chat.status("streaming");
  await page.keyboard.press("Enter");
  await field.fill("Repeat after me: typo");
  await field.press("Enter");
  await expect(rows(page)).toHaveText(["Repeat after me: typo", "Repeat after me: two"]);
  await expect
    .poll(() => stored(chat.id))
    .toEqual(["Repeat after me: typo", "Repeat after me: two"]);
});

test("4. Waiting messages change places by keyboard, by one press and by dragging", async ({
  page,
}) => {
  const chat = await busy(page);
  await enqueue(chat, "one", "two", "three");
  const handle = (text: string) => row(page, text).getByRole("button", { name: /^Move “/ });
  await handle("one").focus();
  await page.keyboard.press("ArrowDown");
  await expect(rows(page)).toHaveText(["two", "one", "three"]);
  await expect(handle("one")).toBeFocused();
  await expect(handle("one")).toHaveAccessibleName("Move “one”, place 2 of 3");
  await expect.poll(() => stored(chat.id)).toEqual(["two", "one", "three"]);
  await row(page, "three").getByRole("button", { name: "Move up" }).click();
  await expect.poll(() => stored(chat.id)).toEqual(["two", "three", "one"]);

  const from = await handle("one").boundingBox();
  const to = await handle("two").boundingBox();
  if (!from || !to) throw new Error("a handle is out of sight");
  await page.mouse.move(from.x + 16, from.y + 16);
  await page.mouse.down();
  await page.mouse.move(to.x + 16, to.y + 20, { steps: 4 });
  await page.mouse.move(to.x + 16, to.y + 4, { steps: 4 });
  await expect(rows(page)).toHaveText(["one", "two", "three"]);
  await page.mouse.up();
  await expect.poll(() => stored(chat.id)).toEqual(["one", "two", "three"]);
  await expect(rows(page)).toHaveText(["one", "two", "three"]);
  await chat.status("streaming");
});

test("4. A removed message can be put back where it was", async ({ page }) => {
  const chat = await busy(page);
  await enqueue(chat, "one", "two");
  await row(page, "one").getByRole("button", { name: "Remove" }).click();
  await expect(rows(page)).toHaveText(["two"]);
  await expect.poll(() => stored(chat.id)).toEqual(["two"]);
  await chat.accessible();
  await expect(queue(page).getByRole("button", { name: "Undo" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveText(["one", "two"]);
  await expect.poll(() => stored(chat.id)).toEqual(["one", "two"]);
  await expect(chat.composer).toBeFocused();
});

test("4. What waits survives a refresh and a restart of the server", async ({ page }) => {
  const own = await new Server().start();
  const chat = new Chat(page);
  await chat.open(own.url);
  await chat.ask(LONG);
  await chat.status("streaming");
  await enqueue(chat, "Stream slowly and write 300 words about locks", "two");
  await page.reload();
  await expect(rows(page)).toHaveText([/locks/, "two"]);
  await own.kill();
  await own.start();
  // The answer is lost with the process; the next one starts by itself.
  await expect(page.locator("[data-slot=message][data-role=user]").nth(1)).toContainText("locks");
  await expect(rows(page)).toHaveText(["two"]);
  await own.close();
});

test("4. A queue that is full is told, and the text is kept", async ({ page }) => {
  const chat = await busy(page);
  const conversationId = chat.id;
  for (let index = 0; index < 20; index += 1) {
    const prompt = `message ${index}`;
    await server.post("/api/realtime", { conversationId, prompt, whenBusy: "queue" });
  }
  await expect(rows(page)).toHaveCount(20);
  await chat.composer.fill("one too many");
  await expect(page.getByText(/20 messages wait, which is the most/)).toBeVisible();
  await chat.composer.press("Enter");
  await expect(chat.composer).toHaveValue("one too many");
  await expect(rows(page)).toHaveCount(20);
  await chat.accessible();
});

test("23. Two tabs show the same queue live", async ({ page, context }) => {
  const chat = await busy(page);
  const other = await second(context, chat);
  await enqueue(chat, "one", "two");
  await expect(rows(other.page)).toHaveText(["one", "two"]);
  await row(other.page, "two").getByRole("button", { name: "Move up" }).click();
  await expect(rows(page)).toHaveText(["two", "one"]);
  await row(page, "one").getByRole("button", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "Waiting message" }).fill("One");
  await page.keyboard.press("Enter");
  await expect(rows(other.page)).toHaveText(["two", "One"]);
  await row(other.page, "two").getByRole("button", { name: "Remove" }).click();
  await expect(rows(page)).toHaveText(["One"]);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(queue(page)).toBeHidden();
  await expect(other.answer).not.toContainText("canals");
});

test("4. The new words of a message that starts while it is edited are kept", async ({ page }) => {
  const chat = await busy(page);
  await enqueue(chat, "Repeat after me: old words");
  await row(page, "old words").getByRole("button", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "Waiting message" }).fill("Repeat after me: new words");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(chat.composer).toHaveValue("Repeat after me: new words");
  await expect(chat.composer).toBeFocused();
});
