import { expect, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

test("31. The thread is a silent log; a region apart from it speaks the states", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 40 words about bells");
  const log = page.getByRole("log", { name: "Messages" });
  await expect(log).toHaveAttribute("aria-live", "off");
  await expect(log.locator("[aria-live=polite], [aria-live=assertive]")).toHaveCount(0);
  const announcer = page.locator("[data-slot=announcer]");
  await expect(log.locator("[data-slot=announcer]")).toHaveCount(0);
  await expect(announcer.getByText("Answer complete")).toHaveCount(1, { timeout: 20_000 });
  await expect(announcer.locator("[data-slot=spoken]")).toHaveText("");
  for (const name of ["You said", /answered$/]) {
    await expect(log.getByRole("heading", { name })).toHaveCount(1);
  }
  await chat.ask("Write 3000 words about gongs");
  await chat.read(40);
  await page.keyboard.press("Escape");
  await expect(announcer.getByText("Answer stopped")).toHaveCount(1);
  await chat.ask("Break off");
  await expect(announcer.getByText("Answer interrupted")).toHaveCount(1);
});

test("31. Whoever wishes hears the answer sentence by sentence", async ({ page }) => {
  await page.addInitScript(() =>
    localStorage.setItem("thalweg.settings", JSON.stringify({ announce: "sentences" })),
  );
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: One is said. Two is **said** as well. And a rest");
  const spoken = page.locator("[data-slot=spoken]");
  await chat.status("complete");
  await expect(spoken).toHaveText(/One is said\.\s*Two is said as well\.\s*And a rest/);
  await expect(page.getByText("Answer complete")).toHaveCount(1);
  await chat.accessible();
});
