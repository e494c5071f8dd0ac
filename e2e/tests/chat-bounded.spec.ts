import { expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { answer, importTurns, question } from "../lib/long.ts";
import { Server } from "../lib/server.ts";
import { Thread, watchShifts } from "../lib/thread.ts";

let server: Server;
test.beforeAll(async () => {
  server = await new Server().start();
});
test.afterAll(() => server.close());

/** More than a thread keeps, and more than comes at once. */
const TURNS = 30;
const LONG = "The tide comes in and goes out again, and the harbour waits for it. ".repeat(350);
const say = (turn: number) => `${answer(turn)}\n\n${LONG}`;
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** The places that older messages were asked for from, and how long the answers are held back. */
async function watchPages(page: Page) {
  const cursors: string[] = [];
  let held: Promise<void> = Promise.resolve();
  await page.route(/\/api\/messages\?.*cursor=/, async (route) => {
    cursors.push(new URL(route.request().url()).searchParams.get("cursor") ?? "");
    await held;
    await route.continue();
  });
  const hold = () => {
    let release = () => {};
    held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  };
  return { cursors, hold };
}

/** The messages of a conversation as the server has them, oldest first. */
async function orderOf(id: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let cursor = ""; ; ) {
    const page = await server.api<{ items: { id: string }[]; nextCursor?: string }>(
      `/api/messages?conversationId=${id}&limit=200${cursor}`,
    );
    ids.push(...page.items.map((message) => message.id));
    if (page.nextCursor === undefined) return ids.toReversed();
    cursor = `&cursor=${page.nextCursor}`;
  }
}

/** Lets the page do what it had put off. */
const idle = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));

/** The message at the upper edge of the thread. */
const readingId = (page: Page) =>
  page.locator("[data-slot=thread]").evaluate((box) => {
    const edge = box.getBoundingClientRect().top;
    const all = [...box.querySelectorAll("[data-message]")];
    const at = all.find((element) => element.getBoundingClientRect().bottom > edge + 1);
    return at?.getAttribute("data-message") ?? "";
  });

test("A very long chat lets its oldest messages go, and has them again for who goes up", async ({
  page,
}) => {
  const id = await importTurns(server, TURNS, say);
  const shifted = await watchShifts(page);
  const { cursors, hold } = await watchPages(page);
  const chat = new Chat(page);
  const thread = new Thread(page);
  await chat.open(server.url, id);
  // All of it is loaded once one has gone up to its beginning.
  await expect(async () => {
    await thread.box.focus();
    await page.keyboard.press("Home");
    await thread.rest();
    await expect(thread.message(question(1)).first()).toBeInViewport({ timeout: 500 });
  }).toPass();
  const asked = cursors.length;
  await page.keyboard.press("End");
  await thread.atEnd();
  const since = await page.evaluate(() => performance.now());
  const end = page.locator("[data-slot=thread] [data-message]").last();
  await thread.rest();
  const top = await thread.top(end);
  await idle(page);
  await idle(page);
  await thread.rest();
  await thread.stands(end, top);
  await thread.atEnd();
  expect(await shifted(since)).toBe(0);
  expect(cursors).toHaveLength(asked);

  const release = hold();
  for (let at = 0; at < 60 && cursors.length === asked; at += 1) {
    await thread.wheel(-6000);
    await thread.rest();
  }
  // A page's own place is no message's: that is asked from only where messages were let go.
  expect(cursors.slice(asked)).toEqual([expect.stringMatching(ID)]);
  await thread.wheel(-40);
  await thread.rest();
  const read = page.locator(`[data-message="${await readingId(page)}"]`);
  const place = await thread.top(read);
  const came = page.waitForResponse(/\/api\/messages\?.*cursor=/);
  release();
  await came;
  await expect(page.getByText("Loading earlier messages…")).toHaveCount(0);
  await thread.rest();
  await thread.stands(read, place);

  const order = await orderOf(id);
  await expect(async () => {
    await thread.box.focus();
    await page.keyboard.press("Home");
    await thread.rest();
    const ids = await page
      .locator("[data-slot=thread] [data-message]")
      .evaluateAll((all) => all.map((element) => element.getAttribute("data-message") ?? ""));
    const places = ids.map((one) => order.indexOf(one));
    expect(places).toEqual(places.toSorted((left, right) => left - right));
    expect(await readingId(page)).toBe(order[0]);
  }).toPass({ timeout: 60_000 });
  // What was read stands between what came before it and what is after it, once each.
  await page.keyboard.press("ControlOrMeta+f");
  await page.getByRole("textbox", { name: "Find in this chat" }).fill("ends here");
  await expect(page.getByRole("search").getByRole("status")).toHaveText(`1 of ${TURNS}`);
  expect(chat.complaints).toEqual([]);
});
