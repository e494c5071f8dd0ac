import { type Browser, expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

const users = (page: Page) => page.locator("[data-slot=message][data-role=user]");
const prompts = async (id: string) =>
  (
    await server.api<{ items: { role: string; content: string }[] }>(
      `/api/messages?conversationId=${id}`,
    )
  ).items.flatMap(({ role, content }) => (role === "user" ? [content] : []));

async function open(page: Page, url = server.url): Promise<Chat> {
  const chat = new Chat(page);
  await chat.open(url);
  return chat;
}

/** Puts a text on the clipboard of the page and pastes it. */
async function paste(chat: Chat, text: string): Promise<void> {
  await chat.composer.evaluate((field, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    field.dispatchEvent(event);
  }, text);
}

test("5. Drafts are kept for each chat, over a refresh", async ({ page }) => {
  const chat = await open(page);
  await chat.ask("Repeat after me: one");
  await chat.status("complete");
  const first = chat.id;
  await chat.composer.fill("half a thought\nin two lines");
  await page.getByRole("button", { name: "New chat" }).first().click();
  await expect(chat.composer).toHaveValue("");
  await chat.composer.fill("of a new chat");
  await page.reload();
  await expect(chat.composer).toHaveValue("of a new chat");
  await chat.open(server.url, first);
  await expect(chat.composer).toHaveValue("half a thought\nin two lines");
  await chat.open(server.url);
  await expect(chat.composer).toHaveValue("of a new chat");
  await chat.composer.fill("");
});

/** Another device of the same person. */
async function device(browser: Browser, id?: string): Promise<Chat> {
  const chat = new Chat(await (await browser.newContext()).newPage());
  await chat.open(server.url, id);
  return chat;
}

test("5. A draft is on every device, and gone from all once it is sent", async ({ browser }) => {
  const desk = await device(browser);
  await desk.ask("Repeat after me: devices");
  await desk.status("complete");
  await desk.composer.fill("half a thought");
  const phone = await device(browser, desk.id);
  await expect(phone.composer).toHaveValue("half a thought");
  await phone.composer.fill("half a thought, and the rest");
  await expect(desk.composer).toHaveValue("half a thought, and the rest");
  await paste(desk, "line\n".repeat(40));
  await expect(phone.page.getByRole("button", { name: /Pasted text, 41 lines/ })).toBeVisible();
  await phone.composer.press("Enter");
  await phone.status("complete");
  await expect(desk.composer).toHaveValue("");
  await expect(desk.page.getByRole("button", { name: /Pasted text/ }).last()).toBeVisible();
  await expect(desk.page.getByRole("form", { name: "Composer" })).not.toContainText("Pasted");

  // What is to begin a chat is one draft as well, and leaving the page at once loses nothing.
  await desk.page.getByRole("button", { name: "New chat" }).first().click();
  await desk.composer.fill("of a new chat");
  await desk.page.close();
  await phone.page.getByRole("button", { name: "New chat" }).first().click();
  await expect(phone.composer).toHaveValue("of a new chat");
  await phone.composer.fill("");
  const third = await device(browser);
  await expect(third.composer).toHaveValue("");
  await Promise.all([desk, phone, third].map((chat) => chat.page.context().close()));
});

test("5. Of two drafts that differ none is lost, and somebody chooses", async ({ browser }) => {
  const desk = await device(browser);
  await desk.ask("Repeat after me: two");
  await desk.status("complete");
  const phone = await device(browser, desk.id);
  await phone.page.context().setOffline(true);
  await phone.composer.fill("from the phone");
  await desk.composer.fill("at the desk");
  await saved(desk.id, "at the desk");
  await phone.page.context().setOffline(false);
  const line = phone.page.getByText("On another device: at the desk");
  await expect(line).toBeVisible();
  await expect(phone.composer).toHaveValue("from the phone");
  await expect(desk.composer).toHaveValue("at the desk");
  await phone.accessible();

  await phone.page.getByRole("button", { name: "Use that" }).click();
  await expect(phone.composer).toHaveValue("at the desk");
  await expect(phone.composer).toBeFocused();
  await phone.page.getByRole("button", { name: "Put it back" }).click();
  await expect(phone.composer).toHaveValue("from the phone");
  await phone.page.getByRole("button", { name: "Let it go" }).click();
  await expect(phone.page.getByText("at the desk")).toHaveCount(0);
  await expect(desk.composer).toHaveValue("from the phone");
  await Promise.all([desk, phone].map((chat) => chat.page.context().close()));
});

/** Until the server has it. */
async function saved(id: string, text: string): Promise<void> {
  const read = () => server.api<{ text: string }>(`/api/drafts/${id}`);
  await expect.poll(async () => (await read()).text).toBe(text);
}

test("5. A long paste folds, is kept over a refresh, sent, and shown folded", async ({ page }) => {
  const chat = await open(page);
  await chat.composer.fill("What is this?");
  const log = Array.from({ length: 40 }, (_, index) => `line ${index} of the log`).join("\n");
  await paste(chat, log);
  await expect(chat.composer).toHaveValue("What is this?");
  const chip = page.getByRole("button", { name: /Pasted text, 40 lines/ });
  await expect(chip).toBeVisible();
  await page.reload();
  await expect(chat.dot).toHaveAttribute("data-state", "live");
  await chip.click();
  await expect(page.getByRole("region", { name: "Pasted text" })).toContainText("line 39");
  await chat.accessible();
  await page.emulateMedia({ colorScheme: "dark" });
  await chat.accessible();
  await paste(chat, log);
  await expect(chip).toHaveCount(2);
  await page.getByRole("button", { name: "Remove pasted text" }).last().click();
  await expect(chip).toHaveCount(1);
  await chat.composer.press("Enter");
  await chat.status("complete");
  const [stored = ""] = await prompts(chat.id);
  expect(stored).toContain(log);
  await page.reload();
  await expect(users(page)).toHaveCount(1);
  await expect(users(page)).not.toContainText("line 39");
  await users(page)
    .getByRole("button", { name: /Pasted text, 40 lines/ })
    .click();
  await expect(users(page)).toContainText("line 39");
  await chat.accessible();
});

test("5. What is too long is told before it is sent, and kept", async ({ page }) => {
  const chat = await open(page);
  await chat.composer.fill("a".repeat(31_990));
  await expect(page.getByText("10 characters left")).toBeVisible();
  await chat.composer.fill("a".repeat(32_010));
  await expect(page.getByText("10 characters too long")).toBeVisible();
  await expect(chat.composer).toHaveAttribute("aria-invalid", "true");
  await chat.composer.press("Enter");
  await expect(users(page)).toHaveCount(0);
  expect((await chat.composer.inputValue()).length).toBe(32_010);
  const { height } = (await chat.composer.boundingBox()) ?? { height: 0 };
  expect(height).toBeLessThanOrEqual(360);
  await chat.accessible();
  await chat.composer.fill("");
});

test("5. A pasted text too long to be kept goes with this answer alone, and says so", async ({
  page,
}) => {
  const chat = await open(page);
  await chat.composer.fill("Repeat after me: read it");
  await paste(chat, "word ".repeat(8_000));
  await expect(page.getByText(/only the next answer sees/)).toBeVisible();
  const sent = page.waitForRequest((request) => request.url().endsWith("/api/realtime"));
  await chat.composer.press("Enter");
  const body = (await sent).postDataJSON() as { prompt: string; context: string };
  expect(body.context).toHaveLength(40_000);
  expect(body.prompt.length).toBeLessThan(200);
  await expect(users(page)).toContainText("40,000 characters, sent for this answer only");
  await chat.status("complete");
});

test("5. A text file that is dropped folds into the message; what is no text is told", async ({
  page,
}) => {
  const chat = await open(page);
  await chat.composer.fill("What is this?");
  /** Drops files on an element, as a mouse that carries them does. */
  const drop = (on: string, ...files: readonly (readonly [string, number[]])[]) =>
    page.locator(on).evaluate((element, given) => {
      const dataTransfer = new DataTransfer();
      for (const [name, bytes] of given) {
        dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      }
      for (const type of ["dragover", "drop"]) {
        const rest = { dataTransfer, bubbles: true, cancelable: true };
        const event = new DragEvent(type, rest);
        element.dispatchEvent(event);
        // Else the browser would leave the page for the file.
        if (!event.defaultPrevented) throw new Error(`${type} is not taken`);
      }
    }, files);
  const bytes = (text: string) => [...Buffer.from(text)];
  await drop("#composer", ["notes.md", bytes("# Ebb\r\nand flow, élan")]);
  const chip = page.getByRole("button", { name: /Pasted text, 2 lines/ });
  await expect(chip).toBeVisible();
  await expect(chat.composer).toHaveValue("What is this?");
  await expect(chat.composer).toBeFocused();
  // Beside the field is as good.
  await drop("main header", ["photo.png", [0x89, 0x50, 0, 1, 0xff]], ["b.txt", bytes("one\ntwo")]);
  await expect(chip).toHaveCount(2);
  const notice = page.locator("[data-slot=notice]");
  await expect(notice).toContainText(/“photo.png” was not added\.\s+it is not text/i);
  await chat.accessible();
  await drop("main", ["long.txt", bytes("a".repeat(64_001))]);
  await expect(notice).toContainText("64,001 characters; 64,000 characters are the most");
  await notice.getByRole("button", { name: "Dismiss" }).click();
  // By keys alone too.
  const choosing = page.waitForEvent("filechooser");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("add a text");
  await page.keyboard.press("Enter");
  const rest = { mimeType: "text/plain", buffer: Buffer.from("three\nfour") };
  await (await choosing).setFiles({ name: "c.txt", ...rest });
  await expect(chip).toHaveCount(3);
  await chat.composer.press("Enter");
  await chat.status("complete");
  const [stored = ""] = await prompts(chat.id);
  for (const text of ["# Ebb\nand flow, élan", "one\ntwo", "three\nfour"]) {
    expect(stored).toContain(text);
  }
});
