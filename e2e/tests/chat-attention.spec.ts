import { expect, type Page, test } from "@playwright/test";
import { Chat, words } from "../lib/chat.ts";
import { Script } from "../lib/script.ts";
import { Server } from "../lib/server.ts";
import { watchSight } from "../lib/sight.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

const icon = (page: Page) => page.locator("link[rel=icon]");

/** A model that ends when the test says so, and its server, which asks it for nothing else. */
async function scripted(): Promise<[Script, Server]> {
  const script = await new Script().start();
  return [script, await new Server(...script.args, "--titles=false").start()];
}

/** Asks, and has the answer begin. */
async function begin(chat: Chat, script: Script, question: string): Promise<void> {
  const asked = script.asked();
  await chat.ask(question);
  await asked;
  script.say("So far.");
  await chat.status("streaming");
}

test("11. Title and icon tell what ended out of sight, until it is seen", async ({ page }) => {
  const [script, own] = await scripted();
  const sight = await watchSight(page);
  const chat = new Chat(page);
  await chat.open(own.url);
  const plain = await icon(page).getAttribute("href");
  await begin(chat, script, "Write of piers");
  await expect(page).toHaveTitle(/^… /);
  await sight.hide();
  script.finish();
  await expect(page).toHaveTitle(/^✓ Write of piers · Thalweg/);
  await expect(icon(page)).toHaveAttribute("href", /^data:image\/svg/);
  await sight.show();
  await expect(page).toHaveTitle(/^Write of piers/);
  await expect(icon(page)).toHaveAttribute("href", new RegExp(`${plain?.split("?")[0]}`));

  await begin(chat, script, "And of quays");
  await sight.hide();
  script.fail();
  await expect(page).toHaveTitle(/^✗ /);
  const failed = await icon(page).getAttribute("href");
  expect(failed).toContain(encodeURIComponent("#dc2626"));
  await sight.show();
  await expect(page).toHaveTitle(/^Write of piers/);
  // The browser takes an icon that the page's policy allows, or says so.
  expect(chat.complaints).toEqual([]);
  await own.close();
  await script.close();
});

test("11. A notification tells how an answer ended, of a chat that is not open too", async ({
  page,
}) => {
  await page.addInitScript(() => {
    const told: string[] = [];
    class Told {
      static permission = "granted";
      static requestPermission = async () => "granted";
      constructor(title: string, { body, tag }: NotificationOptions) {
        told.push(`${title}: ${body} (${tag?.split(":")[0]})`);
      }
    }
    Object.assign(window, { told, Notification: Told });
    localStorage.setItem("thalweg.settings", JSON.stringify({ notify: true }));
  });
  const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
  const [script, own] = await scripted();
  const sight = await watchSight(page);
  const chat = new Chat(page);
  await chat.open(own.url);
  await begin(chat, script, "Write of piers");
  script.finish();
  await chat.status("complete");
  expect(await told()).toEqual([]);

  await begin(chat, script, "And of quays");
  await page.getByRole("button", { name: "New chat" }).first().click();
  await sight.hide();
  script.fail();
  await expect.poll(told).toEqual(["Write of piers: Answer ended with an error (thalweg)"]);
  await sight.show();
  await begin(chat, script, "Write of locks");
  await sight.hide();
  script.finish();
  await expect
    .poll(async () => (await told()).at(-1))
    .toBe("Write of locks: Answer complete (thalweg)");
  await own.close();
  await script.close();
});

test("11. What came while the page was out of sight is there in its first frame", async ({
  page,
}) => {
  const script = await new Script().start();
  const own = await new Server(...script.args).start();
  const sight = await watchSight(page);
  const chat = new Chat(page);
  await chat.open(own.url);
  const asked = script.asked();
  await chat.ask("Tell me");
  await asked;
  script.say("So far.");
  await chat.read(7);
  await sight.hide();
  const text = "The tide turns and turns. ".repeat(200);
  script.say(`\n\n${text}`);
  await expect.poll(async () => (await own.answer(chat.id)).content.length).toBeGreaterThan(5000);
  // News of another chat on the same stream, so that what came before it is here too.
  await own.post("/api/conversations", { title: "Arrived" });
  await expect(page.getByRole("link", { name: "Arrived" })).toBeAttached();
  const inFirstFrame = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => {
          const answer = document.querySelector("[data-role=assistant] [data-slot=markdown]");
          resolve(answer?.textContent?.length ?? 0);
        };
        (window as unknown as { setHidden(now: boolean): void }).setHidden(false);
        requestAnimationFrame(() => painted.port2.postMessage(null));
      }),
  );
  expect(await inFirstFrame).toBeGreaterThanOrEqual(text.length);
  script.finish();
  await chat.status("complete");
  await own.close();
  await script.close();
});

test("31. The thread is a log, its text no live region, each message has a heading", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 2000 words about oars");
  await chat.read(20);
  const log = page.getByRole("log", { name: "Messages" });
  await expect(log).toHaveAttribute("aria-live", "off");
  const live = () =>
    chat.answer.evaluate((answer) => {
      const regions = "[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]";
      const around = answer.closest(regions);
      return (
        around !== null || answer.querySelector(`[data-slot=markdown] :is(${regions})`) !== null
      );
    });
  expect(await live()).toBe(false);
  await expect(chat.answer).toHaveAttribute("aria-busy", "true");
  await expect(log.getByRole("heading", { level: 2 })).toHaveText([
    "You said",
    "Demonstration answered",
  ]);
  const status = page.getByRole("status").filter({ hasText: "Answer" });
  await expect(status).toHaveCount(0);
  await page.keyboard.press("Escape");
  await chat.status("stopped");
  await expect(status).toHaveText("Answer stopped");
  await expect(chat.answer).toHaveAttribute("aria-busy", "false");
  await expect(page.locator("[data-slot=spoken]")).toHaveCount(0);

  await chat.ask("Write 30 words about oars");
  await expect(status).toHaveText("Answer complete");
});

test("31. Who chose it hears an answer by whole sentences, each once", async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem("thalweg.settings", JSON.stringify({ announce: "sentences" }));
    const spoken: string[] = [];
    Object.assign(window, { spoken });
    new MutationObserver((changes) => {
      for (const { addedNodes, target } of changes) {
        if (!(target instanceof Element) || !target.matches("[data-slot=spoken]")) continue;
        for (const node of addedNodes) spoken.push(node.textContent ?? "");
      }
    }).observe(document, { subtree: true, childList: true });
  });
  const spoken = () => page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 150 words about oars");
  const region = page.locator("[data-slot=spoken]");
  await expect(region).toHaveAttribute("aria-live", "polite");
  await expect.poll(async () => (await spoken()).length).toBeGreaterThan(0);
  for (const text of await spoken()) expect(text).toMatch(/[.!?:]$/);
  await chat.status("complete");
  const whole = words((await server.answer(chat.id)).content);
  await chat.says(whole);
  const heard = async () => (await spoken()).join("").replace(/\s/g, "");
  await expect.poll(heard).toBe(whole.replace(/\s/g, ""));
  await chat.accessible();
});
