import { expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";
import { LIMITED_SECONDS, Upstream } from "../lib/upstream.ts";

let upstream: Upstream;
let server: Server;
test.beforeAll(async () => {
  upstream = await new Upstream().start();
  server = await new Server("--openai-base-url", upstream.url, "--model", "openai/alpha").start();
});
test.afterAll(async () => {
  await server.close();
  await upstream.close();
});

const picker = (page: Page) => page.getByRole("button", { name: /^Model: / });

/** Chooses by keyboard alone, as it is quickest. */
async function choose(page: Page, model: string): Promise<void> {
  await picker(page).press("Enter");
  await page.getByRole("combobox", { name: "Filter models" }).fill(model);
  await page.keyboard.press("Enter");
  await expect(picker(page)).toHaveAccessibleName(new RegExp(`^Model: ${model}`));
}

async function ask(page: Page, model: string): Promise<Chat> {
  const chat = new Chat(page);
  await chat.open(server.url);
  await choose(page, model);
  await chat.ask("Hello");
  return chat;
}

test("24. A chat keeps the model that was chosen, and another one can answer again", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await expect(picker(page)).toHaveAccessibleName("Model: alpha");
  await choose(page, "beta");
  await expect(chat.composer).toBeFocused();
  await chat.ask("Hello");
  await chat.status("complete");
  await chat.says("This is beta speaking.");
  await expect(chat.answer.locator("[data-slot=written-by]")).toHaveText("beta");

  await page.reload();
  await expect(picker(page)).toHaveAccessibleName("Model: beta");
  await chat.answer.getByRole("button", { name: "Answer again with another model" }).click();
  await chat.accessible();
  await page.getByRole("option", { name: /^alpha/ }).click();
  await expect(chat.answer).toContainText("This is alpha speaking.");
  await expect(chat.answer.getByText("2/2")).toBeVisible();
  // That was for this answer; the chat goes on with its own.
  await expect(picker(page)).toHaveAccessibleName("Model: beta");
  expect(chat.complaints).toEqual([]);
});

test("30. Escape leaves the choice as it was and gives the focus back", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  const before = await picker(page).getAttribute("aria-label");
  await picker(page).press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(picker(page)).toBeFocused();
  await expect(picker(page)).toHaveAccessibleName(before ?? "");
});

const failures = [
  ["unauthorized", "error", /The key for unauthorized is not accepted/, "Choose another model"],
  ["gone", "error", /gone does not exist any more/, "Choose another model"],
  ["broken", "error", /broken (failed|is overloaded)/, "Try again"],
  ["html", "error", /What came from html cannot be read/, "Try again"],
  ["cut", "interrupted", /The answer broke off/, "Continue"],
  ["empty", "error", /empty gave an empty answer/, "Try again"],
  ["short", "length", /The length limit is reached/, "Continue"],
  ["prudish", "refused", /prudish declined to answer/, "Edit the message"],
  ["eager", "error", /eager asked for a tool that is not there/, "Try again"],
] as const;

for (const [model, status, words, action] of failures) {
  test(`20., 21. "${model}" is told in words, with one way on, and without secrets`, async ({
    page,
  }) => {
    const chat = await ask(page, model);
    await chat.status(status);
    await expect(chat.ending).toContainText(words);
    await expect(chat.ending.getByRole("button", { name: action })).toBeVisible();
    await chat.accessible();
    const details = chat.ending.getByRole("button", { name: "Details" });
    if (await details.isVisible()) {
      await details.click();
      await expect(chat.ending).toContainText(/Code.*Request/s);
    }
    expect(await page.content()).not.toContain("SECRET");
    // What was told is told again to whoever comes later.
    await page.reload();
    await expect(chat.ending).toContainText(words);
    await expect(chat.ending.getByRole("button", { name: action })).toBeVisible();
  });
}

test("21. A rate limit is counted down, also over a reload, and then the answer comes", async ({
  page,
}) => {
  const chat = await ask(page, "limited");
  await chat.status("error");
  await expect(chat.ending).toContainText(/limited takes no more for now/);
  const retry = chat.ending.locator("[data-slot=retry]");
  await expect(retry).toContainText(/in \d+ s/);
  await expect(retry).toHaveAttribute("aria-disabled", "true");
  await page.clock.install();
  await page.reload();
  await expect(retry).toContainText(/in \d+ s/);
  await page.clock.fastForward((LIMITED_SECONDS / 2) * 1000);
  await expect(retry).toContainText(/in [1-6] s/);
  await page.clock.fastForward((LIMITED_SECONDS / 2) * 1000);
  upstream.limited = false;
  await expect(retry).toHaveText("Try again");
  await retry.click();
  await chat.status("complete");
  await chat.says("This is limited speaking.");
});

test("21., 24. A model that fails can be left for another one in its place", async ({ page }) => {
  const chat = await ask(page, "unauthorized");
  await chat.ending.getByRole("button", { name: "Choose another model" }).click();
  await page.getByRole("option", { name: /^beta/ }).click();
  await expect(chat.answer).toContainText("This is beta speaking.");
  await expect(picker(page)).toHaveAccessibleName("Model: beta");
});

test("20. A cut answer goes on in its own place", async ({ page }) => {
  const chat = await ask(page, "short");
  await chat.status("length");
  await chat.ending.getByRole("button", { name: "Continue" }).click();
  await expect.poll(async () => upstream.asked.at(-1)?.messages.at(-1)?.content).not.toBe("Hello");
  await chat.status("length");
  await expect(chat.answer).toContainText(/cut at its An answer that is cut at its/);
});

test("21. A server of models that is not there is told as such", async ({ page }) => {
  const away = await new Upstream().start();
  const lone = await new Server("--openai-base-url", away.url, "--model", "openai/alpha").start();
  await away.close();
  const chat = new Chat(page);
  await chat.open(lone.url);
  await chat.ask("Hello");
  await chat.status("error");
  await expect(chat.ending).toContainText(/alpha cannot be reached/);
  await lone.close();
});
