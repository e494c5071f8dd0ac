import { expect, test } from "@playwright/test";
import { Chat, words } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";
import { Wire } from "../lib/wire.ts";

let server: Server;
test.beforeEach(async () => {
  server = await new Server().start();
});
test.afterEach(() => server.close());

test("a network that was cut and healed leaves no trace in the text", async ({ page }) => {
  const wire = await new Wire(() => server.port).start();
  const chat = new Chat(page);
  await chat.open(wire.url);
  await chat.ask("Write 250 words about tides");
  const before = await chat.read(60);
  wire.cut();
  await expect(chat.line).toBeVisible();
  await expect(chat.line).toHaveAttribute("data-state", "reconnecting");
  expect((await chat.text()).startsWith(before)).toBe(true);
  await chat.accessible();
  wire.heal();
  await expect(chat.dot).toHaveAttribute("data-state", "live");
  await expect(chat.line).toBeHidden();
  await chat.status("complete");
  expect(await chat.text()).toBe(words((await server.answer(chat.id)).content));
  await wire.close();
});

test("a network that falls silent is noticed within 25 s", async ({ page }) => {
  test.setTimeout(90_000);
  const wire = await new Wire(() => server.port).start();
  const chat = new Chat(page);
  await chat.open(wire.url);
  await chat.ask("Write 120 words about clocks");
  await chat.read(60);
  wire.swallow();
  await expect(chat.dot).not.toHaveAttribute("data-state", "live", { timeout: 25_000 });
  wire.heal();
  await expect(chat.dot).toHaveAttribute("data-state", "live", { timeout: 20_000 });
  await chat.status("complete");
  expect(await chat.text()).toBe(words((await server.answer(chat.id)).content));
  await wire.close();
});

test("kill -9 in mid-answer is told as interrupted soon after the return", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 2000 words about storms");
  const before = await chat.read(80);
  await server.kill();
  await expect(chat.dot).toHaveAttribute("data-state", "reconnecting");
  await server.start();
  // The page asks every half second whether the server is back.
  await chat.status("interrupted", 3_000);
  await expect(chat.ending).toContainText(/interrupted/i);
  const kept = await chat.text();
  expect(kept.startsWith(before)).toBe(true);
  expect(kept).toBe(words((await server.answer(chat.id)).content));
  await chat.accessible();
  await chat.answer.getByRole("button", { name: "Regenerate" }).click();
  await chat.status("streaming");
});

test("a draft and the open chat survive the death of the server", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: kept");
  await chat.status("complete");
  await chat.composer.fill("half a thought");
  await server.kill();
  await server.start();
  await page.reload();
  await expect(chat.composer).toHaveValue("half a thought");
  await expect(chat.answer).toContainText("kept");
});

test("a deploy sends readers back and ends the process cleanly", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 40 words about gates");
  await chat.read(20);
  // The answer finishes on the way down.
  expect(await server.terminate()).toBe(0);
  await server.start();
  await expect(chat.dot).toHaveAttribute("data-state", "live");
  await chat.status("complete");
  expect(await chat.text()).toBe(words((await server.answer(chat.id)).content));
});
