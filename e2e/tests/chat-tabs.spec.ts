import { type BrowserContext, expect, test } from "@playwright/test";
import { Chat, words } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";
import { StreamCounter } from "../lib/stream-counter.ts";

const server = new Server();
let counter: StreamCounter;
test.beforeAll(async () => {
  await server.start();
});
test.afterAll(() => server.close());
test.beforeEach(async () => {
  counter = await new StreamCounter(() => server.port).start();
});
test.afterEach(() => counter.close());

/** Tabs of one browser, all at one conversation. */
async function openTabs(context: BrowserContext, count: number, id?: string): Promise<Chat[]> {
  const tabs: Chat[] = [];
  for (let n = 0; n < count; n += 1) {
    const chat = new Chat(await context.newPage());
    await chat.open(counter.url, id);
    tabs.push(chat);
  }
  return tabs;
}

test("23. Eight tabs share one stream: all are live, and the eighth stops at once", async ({
  context,
}) => {
  // Eight pages take their time on a machine that does other things too.
  test.setTimeout(120_000);
  const [first] = await openTabs(context, 1);
  if (!first) throw new Error("no tab");
  await first.ask("Write 2000 words about weirs, stream slowly");
  await first.read(60);
  const tabs = [first, ...(await openTabs(context, 7, first.id))];
  await Promise.all(tabs.map((tab) => tab.read(120)));
  await expect.poll(() => counter.open).toBe(1);
  const eighth = tabs[7];
  await eighth?.page.keyboard.press("Escape");
  // Else the answer would go on for minutes.
  await Promise.all(tabs.map((tab) => tab.status("stopped", 10_000)));
  const kept = words((await server.answer(first.id)).content);
  for (const tab of tabs) await tab.says(kept);
  for (const tab of tabs) expect(tab.complaints).toEqual([]);
});

test("23. The leader closes in mid-answer, and nobody else loses or repeats a word", async ({
  context,
}) => {
  test.setTimeout(120_000);
  const [first, ...others] = await openTabs(context, 4);
  if (!first) throw new Error("no tab");
  await first.ask("Write 700 words about locks");
  await first.read(40);
  for (const tab of others) await tab.open(counter.url, first.id);
  await Promise.all(others.map((tab) => tab.read(60)));
  const { id } = first;
  await first.page.close();
  // The next leader falls as well, before the answer is whole.
  await others[0]?.read(200);
  await others.shift()?.page.close();
  await Promise.all(others.map((tab) => tab.status("complete")));
  const text = words((await server.answer(id)).content);
  for (const tab of others) await tab.says(text);
  await expect.poll(() => counter.open).toBe(1);
});

test("23. A leader that crashes is followed without a gap", async ({ context }) => {
  const [first, second] = await openTabs(context, 2);
  if (!first || !second) throw new Error("no tab");
  await first.ask("Write 500 words about rapids");
  await first.read(40);
  await second.open(counter.url, first.id);
  await second.read(60);
  const { id } = first;
  await first.page.goto("chrome://crash").catch(() => undefined);
  await second.status("complete");
  await second.says(words((await server.answer(id)).content));
  await expect(second.dot).toHaveAttribute("data-state", "live");
});

test("22., 23. Two tabs at two chats each hear their own, and both lists hear both", async ({
  context,
}) => {
  const [one, two] = await openTabs(context, 2);
  if (!one || !two) throw new Error("no tab");
  await one.ask("Write 100 words about eddies");
  await two.ask("Write 100 words about shoals");
  await Promise.all([one.status("complete"), two.status("complete")]);
  for (const tab of [one, two]) {
    await tab.says(words((await server.answer(tab.id)).content));
    await expect(tab.page.getByRole("link", { name: /eddies/i })).toBeVisible();
    await expect(tab.page.getByRole("link", { name: /shoals/i })).toBeVisible();
  }
  await expect.poll(() => counter.open).toBe(1);
});

test("23. Without Web Locks each tab has a stream of its own", async ({ context }) => {
  await context.addInitScript(() => {
    Object.defineProperty(navigator, "locks", { value: undefined });
  });
  const [one, two] = await openTabs(context, 2);
  if (!one || !two) throw new Error("no tab");
  await one.ask("Repeat after me: alone");
  await one.status("complete");
  await two.open(counter.url, one.id);
  await expect(two.answer).toContainText("alone");
  await expect.poll(() => counter.open).toBe(2);
});
