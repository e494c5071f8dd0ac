import { expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

// Each browser is a guest of its own, so that no test sees the templates of another.
const server = new Server("--guests");
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

const list = (page: Page) => page.getByRole("listbox", { name: "Templates" });

async function open(page: Page): Promise<Chat> {
  const chat = new Chat(page);
  await chat.open(server.url);
  return chat;
}

async function write(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole("button", { name: "New template" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Text" }).fill(text);
  await page.getByRole("button", { name: "Save" }).click();
}

test("A template is written, found by a slash, filled in and sent", async ({ page }) => {
  const chat = await open(page);
  await chat.composer.press("/");
  await expect(list(page)).toBeVisible();
  await chat.accessible();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Templates" });
  await expect(dialog).toContainText("There is none yet");
  await chat.accessible();
  await write(page, "Echo", "Repeat after me: {{word}} and {{prompt}}");
  await write(page, "Shorter", "Say it in fewer words.");
  await expect(dialog.getByRole("listitem")).toHaveText([/^Echo/, /^Shorter/]);
  await page.emulateMedia({ colorScheme: "dark" });
  await chat.accessible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await chat.composer.fill("/ec");
  await expect(list(page).getByRole("option")).toHaveText([/^Echo/, /^Manage/]);
  await page.keyboard.press("Enter");
  const fill = page.getByRole("dialog", { name: "Echo" });
  await expect(fill.getByRole("textbox", { name: "word" })).toBeFocused();
  await page.keyboard.type("sea");
  await fill.getByRole("textbox", { name: "prompt" }).fill("land");
  await expect(fill).toContainText("Repeat after me: sea and land");
  await chat.accessible();
  await fill.getByRole("button", { name: "Insert" }).click();
  await expect(chat.composer).toHaveValue("Repeat after me: sea and land");
  await expect(chat.composer).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(chat.answer).toContainText("sea and land");
  expect(chat.complaints).toEqual([]);
});

test("Templates are changed and deleted in their place, also in another tab", async ({
  page,
  context,
}) => {
  const chat = await open(page);
  await chat.composer.press("/");
  await page.getByRole("option", { name: /Write a first template/ }).click();
  await write(page, "Shorter", "Say it in fewer words.");
  const other = new Chat(await context.newPage());
  await other.open(server.url);
  await other.composer.fill("/");
  await expect(list(other.page).getByRole("option")).toHaveText([/^Shorter/, /^Manage/]);

  await page.getByRole("button", { name: "Edit “Shorter”" }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Shorter");
  await page.getByRole("textbox", { name: "Text" }).fill("Half of the words, {{tone}}.");
  await expect(page.getByText("Asked for when it is used: tone.")).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog").getByRole("listitem")).toHaveText(/Half of the words/);
  await expect(list(other.page)).toContainText("Half of the words");

  await page.getByRole("button", { name: "Delete “Shorter”" }).click();
  await expect(page.getByText("There is none yet")).toBeVisible();
  await expect(list(other.page).getByRole("option")).toHaveText([/Write a first template/]);
});

test("A name that is taken is told, and what was written stays", async ({ page }) => {
  const chat = await open(page);
  await chat.composer.press("/");
  await page.getByRole("option", { name: /Write a first template/ }).click();
  await write(page, "Shorter", "Say it in fewer words.");
  await write(page, "Shorter", "Something else.");
  const alert = page.getByRole("dialog").getByRole("alert");
  await expect(alert).toContainText(/name/i);
  await expect(page.getByRole("textbox", { name: "Text" })).toHaveValue("Something else.");
  await chat.accessible();
});

test("A text that begins with a slash and names no template is sent as it is", async ({ page }) => {
  const chat = await open(page);
  await chat.composer.fill("/etc/hosts, what is it?");
  await expect(list(page)).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-slot=message][data-role=user]")).toContainText("/etc/hosts");
});

test("24. A chat goes on in a new one from any answer of it", async ({ page }) => {
  const chat = await open(page);
  await chat.ask("Repeat after me: trunk");
  await chat.status("complete");
  const trunk = chat.id;
  await chat.ask("Repeat after me: later");
  await expect(page.locator("[data-slot=message][data-role=assistant]")).toHaveCount(2);
  await chat.status("complete");
  const first = page.locator("[data-slot=message][data-role=assistant]").first();
  await first.hover();
  await first.getByRole("button", { name: /new chat/i }).click();
  await expect(page).not.toHaveURL(new RegExp(trunk));
  await expect(page.locator("[data-slot=message]")).toHaveCount(2);
  await expect(chat.answer).toContainText("trunk");
  await chat.ask("Repeat after me: branch");
  await expect(chat.answer).toContainText("branch");
  await chat.open(server.url, trunk);
  await expect(chat.answer).toContainText("later");
});
