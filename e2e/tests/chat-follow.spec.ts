import { expect, type Page, test } from "@playwright/test";
import type { Chat } from "../lib/chat.ts";
import { Script } from "../lib/script.ts";
import { askScript, openTurns, sayParagraphs } from "../lib/scripted.ts";
import { Server } from "../lib/server.ts";

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
