import { readFileSync } from "node:fs";
import { type Download, expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

// Each browser is a guest of its own, so that no test sees the chats of another.
const server = new Server("--guests");
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

const notice = (page: Page) => page.locator("[data-slot=notice]");

async function open(page: Page): Promise<Chat> {
  const chat = new Chat(page);
  await chat.open(server.url);
  return chat;
}

async function answered(page: Page, prompt: string): Promise<Chat> {
  const chat = await open(page);
  await chat.ask(prompt);
  await chat.status("complete");
  return chat;
}

/** Chooses from the menu of the chat that is shown. */
async function choose(page: Page, item: string): Promise<void> {
  await page
    .locator("header")
    .getByRole("button", { name: /^More for/ })
    .click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function exported(page: Page, item: string): Promise<{ download: Download; text: string }> {
  const coming = page.waitForEvent("download");
  await choose(page, item);
  const download = await coming;
  return { download, text: readFileSync(await download.path(), "utf8") };
}

const give = (page: Page, name: string, text: string) =>
  page
    .getByLabel("File of a chat")
    .first()
    .setInputFiles({
      name,
      mimeType: "application/json",
      buffer: Buffer.from(text),
    });

test("A chat is exported as Markdown and as JSON, with a name", async ({ page }) => {
  const chat = await answered(page, "Repeat after me: precious");
  const md = await exported(page, "Export as Markdown");
  expect(md.download.suggestedFilename()).toMatch(/precious.*\.md$/);
  expect(md.text).toContain("precious");
  const json = await exported(page, "Export as JSON");
  expect(json.download.suggestedFilename()).toMatch(/\.json$/);
  expect(JSON.parse(json.text)).toMatchObject({ format: "thalweg.conversation", version: 1 });
  await expect(notice(page)).toBeHidden();
  expect(chat.complaints).toEqual([]);
});

test("What was exported is imported as a chat of its own, and goes on", async ({ page }) => {
  const chat = await answered(page, "Repeat after me: travels well");
  const { text } = await exported(page, "Export as JSON");
  const before = chat.id;
  await give(page, "chat.json", text);
  await expect(page).not.toHaveURL(new RegExp(before));
  await expect(chat.answer).toContainText("travels well");
  await expect(page.getByRole("link", { name: /travels well/ })).toHaveCount(2);
  await chat.ask("Repeat after me: and on");
  await expect(chat.answer).toContainText("and on");
  // By keys alone too.
  const choosing = page.waitForEvent("filechooser");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("import");
  await page.keyboard.press("Enter");
  const file = { name: "chat.json", mimeType: "application/json", buffer: Buffer.from(text) };
  await (await choosing).setFiles(file);
  await expect(page.getByRole("link", { name: /travels well/ })).toHaveCount(3);
  expect(chat.complaints).toEqual([]);
});

test("A file that cannot be imported is told, with the place of the fault", async ({ page }) => {
  const chat = await answered(page, "Repeat after me: whole");
  const { text } = await exported(page, "Export as JSON");
  await give(page, "photo.json", "\u0000\u0001");
  await expect(notice(page)).toContainText(/“photo.json” was not imported.*not JSON/);
  await chat.accessible();
  await page.emulateMedia({ colorScheme: "dark" });
  await chat.accessible();
  await give(page, "other.json", '{"a":1}');
  await expect(notice(page)).toContainText("not an exported chat");
  const broken = JSON.parse(text);
  broken.messages[1].parentId = broken.messages[1].id;
  await give(page, "broken.json", JSON.stringify(broken));
  await expect(notice(page)).toContainText(/messages\[1\]\.parentId/);
  await notice(page).getByRole("button", { name: "Dismiss" }).click();
  await expect(notice(page)).toBeHidden();
  await expect(chat.answer).toContainText("whole");
});

test("An export that fails is told", async ({ page }) => {
  await answered(page, "Repeat after me: stays");
  await page.route("**/export?**", (route) => route.abort("connectionreset"));
  await choose(page, "Export as Markdown");
  await expect(notice(page)).toContainText(/was not exported.*cannot be reached/);
});

test("25. What was deleted is listed beside the archive and restored", async ({ page }) => {
  const chat = await answered(page, "Repeat after me: back again");
  const { id } = chat;
  await choose(page, "Delete");
  await expect(page.getByRole("link", { name: /back again/ })).toBeHidden();
  await page.getByRole("button", { name: "Archive" }).click();
  const dialog = page.getByRole("dialog", { name: "Archive" });
  await dialog.getByRole("tab", { name: "Archived" }).press("ArrowRight");
  await expect(dialog.getByRole("tab", { name: "Deleted" })).toBeFocused();
  await expect(dialog.getByRole("listitem")).toContainText(/back again.*30 days left/);
  await chat.accessible();
  await page.emulateMedia({ colorScheme: "dark" });
  await chat.accessible();
  await dialog.getByRole("button", { name: /^Restore “/ }).click();
  await expect(dialog).toContainText("Nothing was deleted");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: /back again/ }).click();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(chat.answer).toContainText("back again");
});
