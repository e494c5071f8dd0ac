import { expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { importTurns } from "../lib/long.ts";
import { Script } from "../lib/script.ts";
import { Server } from "../lib/server.ts";
import { Thread } from "../lib/thread.ts";

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

const LINE = "The tide comes in and goes out again, and the harbour waits. ";

/** A chat of so many turns, open at its end. */
async function open(page: Page, turns: number): Promise<[Chat, Thread, string]> {
  const id = await importTurns(server, turns);
  const chat = new Chat(page);
  const thread = new Thread(page);
  await chat.open(server.url, id);
  await expect(thread.message(`Answer ${turns} ends here.`)).toBeVisible();
  await thread.rest();
  return [chat, thread, id];
}

/** Asks, and waits until the model's server waits for its words. */
async function ask(chat: Chat, text: string): Promise<void> {
  const asked = script.asked();
  await chat.ask(text);
  await asked;
}

/** Has so many paragraphs come, and waits until the last is on the page. */
async function say(page: Page, name: string, paragraphs: number): Promise<void> {
  for (let at = 1; at <= paragraphs; at += 1) script.say(`${LINE.repeat(4)}\n\n`);
  script.say(`${name}.\n\n`);
  await expect(page.getByText(`${name}.`, { exact: true })).toBeAttached();
}

test("12. Of an answer whose end is followed, the list learns no height before it matters", async ({
  page,
}) => {
  const [chat, thread] = await open(page, 20);
  // What the list takes its rows to be, and what there is of them to be scrolled to.
  const list = () =>
    page.evaluate(() => {
      const item = document.querySelector("[data-row]:has(> [data-last])")?.parentElement;
      const list = item?.parentElement;
      const row = item?.getBoundingClientRect().bottom ?? 0;
      return {
        height: list?.style.height,
        over: row - (list?.getBoundingClientRect().bottom ?? 0),
      };
    });
  await ask(chat, "Tell me of tides");
  await say(page, "First part", 8);
  await thread.atEnd();
  await thread.rest();
  const held = await list();
  await say(page, "Second part", 8);
  await thread.atEnd();
  await expect(page.getByText("Second part.")).toBeInViewport();
  expect((await list()).height).toBe(held.height);

  // Who goes up needs the rows where they are.
  await thread.wheel(-200);
  await expect.poll(async () => (await list()).height).not.toBe(held.height);
  const place = await thread.rest();
  expect(Math.abs((await list()).over)).toBeLessThanOrEqual(1);
  await thread.latest.click();
  await say(page, "Third part", 8);
  await thread.atEnd();
  const again = await list();
  script.finish();
  await chat.status("complete");
  await expect.poll(async () => (await list()).height).not.toBe(again.height);
  await thread.atEnd();
  await thread.wheel(-300);
  expect(await thread.rest()).toBeGreaterThan(place);
  expect(Math.abs((await list()).over)).toBeLessThanOrEqual(1);
  await expect(page.getByText("Third part.")).toBeAttached();
});
