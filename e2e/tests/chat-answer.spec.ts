import { expect, test } from "@playwright/test";
import { Chat, words } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";
import { Upstream } from "../lib/upstream.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

test("3. What goes on before the first word is told at once, and counted once it is felt", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: warm");
  await chat.status("complete");
  await chat.composer.fill("Wait 60 seconds, then write 5 words about bells");
  // Whatever the server does.
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/api/realtime", async (route) => {
    await held;
    await route.continue();
  });
  // In the frame of the key press, which is sooner than any count of milliseconds asks.
  const toldInFirstFrame = await chat.composer.evaluate(
    (field) =>
      new Promise<boolean>((resolve) => {
        const press = { key: "Enter", bubbles: true, cancelable: true };
        field.dispatchEvent(new KeyboardEvent("keydown", press));
        const painted = new MessageChannel();
        painted.port1.onmessage = () => {
          const told = "[data-slot=stage], [data-local=sending] [role=status]";
          resolve(document.querySelector(told)?.checkVisibility() ?? false);
        };
        requestAnimationFrame(() => painted.port2.postMessage(null));
      }),
  );
  expect(toldInFirstFrame).toBe(true);
  answer();
  await page.clock.install();
  const stage = page.locator("[data-slot=stage]");
  await expect(stage).toHaveText(/^Waiting for the model…/);
  await page.clock.fastForward(4_000);
  await expect(stage).toHaveText(/^Waiting for the model…\s*\d+ s$/);
  const [seconds] = /\d+/.exec((await stage.textContent()) ?? "") ?? [];
  expect(Number(seconds)).toBeGreaterThanOrEqual(3);
  await page.keyboard.press("Escape");
  await chat.status("stopped");
  await expect(chat.ending).toContainText("Stopped before the first word");
});

test("3. A model that thinks is told as thinking", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Think first, stream slowly: write 100 words about bells");
  await expect(chat.answer.getByRole("button", { name: /^Thinking…/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await chat.status("stopped");
});

test("16. An answer that was stopped can be continued, asked for again, and edited", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 400 words about nets");
  await chat.read(60);
  const markedInFrame = await page.getByRole("button", { name: "Stop" }).evaluate(
    (button) =>
      new Promise<string | undefined>((resolve) => {
        (button as HTMLElement).click();
        requestAnimationFrame(() => {
          const all = document.querySelectorAll<HTMLElement>("[data-role=assistant]");
          resolve(Array.from(all).at(-1)?.dataset.status);
        });
      }),
  );
  expect(markedInFrame).toBe("stopped");
  await expect(chat.ending).toContainText("Stopped");
  const kept = await chat.text();
  await expect(chat.answer.getByRole("button", { name: "Regenerate" })).toBeVisible();
  const question = page.locator("[data-slot=message][data-role=user]");
  await question.hover();
  await expect(question.getByRole("button", { name: "Edit question" })).toBeVisible();
  await chat.ending.getByRole("button", { name: "Continue" }).click();
  await chat.status("complete");
  const whole = words((await server.answer(chat.id)).content);
  expect(whole.startsWith(kept)).toBe(true);
  expect(whole.length).toBeGreaterThan(kept.length);
  await chat.says(whole);
});

test("16. Closing the page and going elsewhere stop nothing", async ({ page, context }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 60 words about keels");
  await chat.read(10);
  await expect.poll(() => chat.id).not.toMatch(/^new-/);
  const closed = chat.id;
  await page.close();
  const other = new Chat(await context.newPage());
  await other.open(server.url);
  await other.ask("Write 60 words about masts");
  await other.read(10);
  await expect.poll(() => other.id).not.toMatch(/^new-/);
  const left = other.id;
  await other.page.goto("about:blank");
  for (const id of [closed, left]) {
    await expect.poll(async () => (await server.answer(id)).status).toBe("complete");
  }
});

test("24. Edits and regenerations are versions, gone through by keys; nothing is lost", async ({
  page,
  context,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: one");
  await chat.status("complete");
  const other = new Chat(await context.newPage());
  await other.open(server.url, chat.id);
  await expect(other.answer).toContainText("one");

  await chat.answer.getByRole("button", { name: "Regenerate" }).press("Enter");
  await expect(chat.answer.getByText("2/2")).toBeVisible();
  await chat.status("complete");
  const previous = chat.answer.getByRole("button", { name: "Previous version" });
  await previous.focus();
  await page.keyboard.press("Enter");
  await expect(chat.answer.getByText("1/2")).toBeVisible();
  await expect(chat.answer.getByRole("button", { name: "Previous version" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(chat.answer.getByText("2/2")).toBeVisible();

  const question = page.locator("[data-slot=message][data-role=user]");
  await question.getByRole("button", { name: "Edit question" }).press("Enter");
  const field = page.getByRole("textbox", { name: "Question" });
  await field.fill("Repeat after me: two");
  await field.press("Enter");
  await expect(chat.answer).toContainText("two");
  await expect(question.getByText("2/2")).toBeVisible();
  await chat.status("complete");
  // The other tab shows the same, live.
  await expect(other.answer).toContainText("two");
  await question.getByRole("button", { name: "Previous version" }).press("Enter");
  await expect(question).toContainText("one");
  await expect(chat.answer.getByText("2/2")).toBeVisible();
  const { items } = await server.api<{ items: { content: string }[] }>(
    `/api/messages?conversationId=${chat.id}`,
  );
  const { text } = { text: JSON.stringify(items) };
  expect(text).toContain("one");
});

test("36. An answer tells its model, tokens, first token, time and speed", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 40 words about buoys");
  await chat.status("complete");
  const details = chat.answer.getByRole("button", { name: "Details" });
  await expect(details).toHaveAttribute("aria-expanded", "false");
  await details.press("Enter");
  const facts = chat.answer.locator("[data-slot=facts]");
  await expect(facts.locator("dt")).toHaveText([
    "Model",
    "In",
    "Out",
    "First token",
    "In all",
    "Speed",
  ]);
  await expect(facts.locator("dd")).toHaveText([
    "demo",
    /^\d+ tokens$/,
    /^\d+ tokens$/,
    /^\d+ ms$|^[\d.]+ s$/,
    /^\d+ ms$|^[\d.]+ s$/,
    /^[\d.]+ tokens\/s$/,
  ]);
  await chat.accessible();
});

test("38. The keys of the models' servers never reach the browser", async ({ page }) => {
  const KEY = "sk-e2e-0123456789abcdef";
  const upstream = await new Upstream().start();
  const args = ["--openai-base-url", upstream.url, "--openai-api-key", KEY];
  const own = await new Server(...args, "--model", "openai/alpha").start();
  const seen: Promise<string>[] = [];
  page.on("response", (response) => {
    const stream = response.headers()["content-type"]?.startsWith("text/event-stream");
    const head = JSON.stringify(response.headers());
    if (stream) seen.push(Promise.resolve(head));
    else
      seen.push(
        response.text().then(
          (text) => head + text,
          () => head,
        ),
      );
  });
  const chat = new Chat(page);
  await chat.open(own.url);
  for (const model of ["alpha", "unauthorized", "broken"]) {
    await page.getByRole("button", { name: /^Model: / }).press("Enter");
    await page.getByRole("combobox", { name: "Filter models" }).fill(model);
    await page.keyboard.press("Enter");
    await chat.ask("Hello");
    await chat.status(model === "alpha" ? "complete" : "error");
    const details = chat.ending.getByRole("button", { name: "Details" });
    if (model !== "alpha") await details.click();
  }
  await page.getByRole("button", { name: "Settings" }).click();
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  // What streams brought is what the chat holds: asked for as the page asks for it.
  const [chats, messages] = await page.evaluate(async (id) => {
    const get = async (path: string) => (await fetch(path)).text();
    return [await get("/api/conversations"), await get(`/api/messages?conversationId=${id}`)];
  }, chat.id);
  const all = [await page.content(), kept, chats, messages, ...(await Promise.all(seen))];
  // The upstream was given it, so it was there to be leaked.
  expect(upstream.keys).toEqual(new Set([`Bearer ${KEY}`]));
  for (const text of all) {
    expect(text).not.toContain(KEY);
    expect(text).not.toContain("sk-SECRET");
  }
  await own.close();
  await upstream.close();
});
