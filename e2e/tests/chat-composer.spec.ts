import { expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";
import { Wire } from "../lib/wire.ts";

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

test("1. Enter sends, Shift+Enter breaks the line, and the focus stays", async ({ page }) => {
  const chat = await open(page);
  await chat.composer.pressSequentially("Repeat after me: one");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("and two");
  await expect(chat.composer).toHaveValue("Repeat after me: one\nand two");
  await page.keyboard.press("Enter");
  await expect(chat.composer).toHaveValue("");
  await expect(chat.composer).toBeFocused();
  await chat.status("complete");
  expect(await prompts(chat.id)).toEqual(["Repeat after me: one\nand two"]);
  await chat.composer.fill("Repeat after me: three");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(users(page)).toHaveCount(2);
  expect(chat.complaints).toEqual([]);
});

test("1. Where Ctrl+Enter was chosen to send, Enter breaks the line", async ({ page }) => {
  await page.addInitScript(() =>
    localStorage.setItem("thalweg.settings", JSON.stringify({ sendKey: "mod-enter" })),
  );
  const chat = await open(page);
  await chat.composer.pressSequentially("Repeat after me: one");
  await page.keyboard.press("Enter");
  await page.keyboard.type("and two");
  await expect(chat.composer).toHaveValue("Repeat after me: one\nand two");
  await page.keyboard.press("Control+Enter");
  await expect(users(page)).toHaveCount(1);
});

test("1. An Enter that ends a composition of an input method never sends", async ({ page }) => {
  const chat = await open(page);
  await chat.composer.focus();
  const input = await page.context().newCDPSession(page);
  await input.send("Input.imeSetComposition", {
    text: "にほん",
    selectionStart: 3,
    selectionEnd: 3,
  });
  // As browsers tell it: the key belongs to the input method.
  const enter = { key: "Process", code: "Enter", windowsVirtualKeyCode: 229 };
  await input.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter });
  await chat.composer.evaluate((field) => {
    const told = { key: "Enter", bubbles: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent("keydown", { ...told, isComposing: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { ...told, keyCode: 229 }));
  });
  await input.send("Input.insertText", { text: "日本" });
  await expect(chat.composer).toHaveValue("日本");
  await expect(users(page)).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(users(page)).toHaveCount(1);
  await expect(users(page)).toContainText("日本");
});

test("1. The message is there in the frame of the key press", async ({ page }) => {
  const chat = await open(page);
  await chat.ask("Repeat after me: warm");
  await chat.status("complete");
  // Until the run has ended too, a message waits in the queue.
  await expect(page.getByRole("button", { name: "Stop" })).toHaveCount(0);
  await chat.composer.fill("Repeat after me: at once");
  const inFirstFrame = await chat.composer.evaluate(
    (field) =>
      new Promise<boolean>((resolve) => {
        const press = { key: "Enter", bubbles: true, cancelable: true };
        field.dispatchEvent(new KeyboardEvent("keydown", press));
        // A task that is posted within a frame comes right after its painting.
        const painted = new MessageChannel();
        painted.port1.onmessage = () => {
          const messages = document.querySelectorAll("[data-slot=message][data-role=user]");
          const last = Array.from(messages).at(-1);
          const visible = last?.checkVisibility({ visibilityProperty: true }) ?? false;
          resolve(visible && (last?.textContent ?? "").includes("Repeat after me: at once"));
        };
        requestAnimationFrame(() => painted.port2.postMessage(null));
      }),
  );
  expect(inFirstFrame).toBe(true);
});

test("1. A failed sending keeps the text; sent again it arrives once", async ({ page }) => {
  const wire = await new Wire(() => server.port).start();
  const chat = await open(page, wire.url);
  await chat.ask("Repeat after me: first");
  await chat.status("complete");
  await page.route("**/api/realtime", (route) => route.abort("connectionreset"));
  await chat.composer.fill("Repeat after me: kept");
  await page.keyboard.press("Enter");
  const failed = users(page).last();
  await expect(failed).toHaveAttribute("data-local", "failed");
  await expect(failed).toContainText("Repeat after me: kept");
  await expect(failed.getByRole("alert")).toContainText("The server cannot be reached");
  await chat.accessible();
  await page.unroute("**/api/realtime");
  await failed.getByRole("button", { name: "Send again" }).click();
  await expect(chat.answer).toContainText("kept");
  await chat.status("complete");
  expect(await prompts(chat.id)).toEqual(["Repeat after me: kept", "Repeat after me: first"]);
  await wire.close();
});

test("1. A failed message goes back to the composer to be put in other words", async ({ page }) => {
  const chat = await open(page);
  await chat.ask("Repeat after me: first");
  await chat.status("complete");
  await page.route("**/api/realtime", (route) => route.abort("connectionreset"));
  await chat.composer.fill("Repeat after me: kept");
  await page.keyboard.press("Enter");
  await users(page).last().getByRole("button", { name: "Edit" }).click();
  await expect(chat.composer).toHaveValue("Repeat after me: kept");
  await expect(chat.composer).toBeFocused();
  await expect(users(page)).toHaveCount(1);
});

test("2. A double click on Send sends once and stops nothing", async ({ page }) => {
  const chat = await open(page);
  await chat.composer.fill("Stream slowly and write 40 words about doors");
  const box = await page.getByRole("button", { name: "Send" }).boundingBox();
  if (!box) throw new Error("the button is out of sight");
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  // The worst moment for the second press: Stop has taken the place by then.
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await chat.status("streaming");
  await expect(users(page)).toHaveCount(1);
  await page.waitForFunction(() =>
    /\w+ \w+/.test(document.querySelector("[data-slot=markdown]")?.textContent ?? ""),
  );
  await chat.status("streaming");
  expect(await prompts(chat.id)).toHaveLength(1);
});

test("2. An answer of the server that is lost leads to no second message", async ({ page }) => {
  const chat = await open(page);
  let lost = 0;
  await page.route("**/api/realtime", async (route) => {
    // The server takes it, and the page never learns of it.
    if (lost === 0) await route.fetch();
    lost += 1;
    if (lost === 1) await route.abort("connectionreset");
    else await route.continue();
  });
  await chat.composer.fill("Repeat after me: once");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(chat.answer).toContainText("once");
  await chat.status("complete");
  expect(lost).toBe(2);
  expect(await prompts(chat.id)).toEqual(["Repeat after me: once"]);
  await expect(users(page)).toHaveCount(1);
});

test("2. A refresh in mid-sending loses no word and repeats none", async ({ page }) => {
  const chat = await open(page);
  let held = 0;
  await page.route("**/api/realtime", async (route) => {
    held += 1;
    // Taken by the server, but the page goes before it can know.
    if (held === 1) await route.fetch();
    else await route.continue();
  });
  await chat.composer.fill("Repeat after me: over a refresh");
  await page.keyboard.press("Enter");
  await expect(users(page)).toHaveAttribute("data-local", "sending");
  await expect.poll(() => held).toBe(1);
  await page.reload();
  await expect(users(page)).toContainText("over a refresh");
  await chat.status("complete");
  await expect(page).toHaveURL(/id=(?!new-)/);
  expect(await prompts(chat.id)).toEqual(["Repeat after me: over a refresh"]);
  await expect(users(page)).toHaveCount(1);
});

test("2. One draft in two tabs is one message", async ({ page, context }) => {
  const chat = await open(page);
  await chat.ask("Repeat after me: first");
  await chat.status("complete");
  const other = new Chat(await context.newPage());
  await other.open(server.url, chat.id);
  await chat.composer.fill("Repeat after me: only once");
  await expect(other.composer).toHaveValue("Repeat after me: only once");
  await other.composer.press("Enter");
  await expect(chat.composer).toHaveValue("");
  await chat.composer.press("Enter");
  await expect(users(page)).toHaveCount(2);
  await chat.status("complete");
  expect(await prompts(chat.id)).toHaveLength(2);
});

test("16. Stop takes the place of Send; Escape stops, but not by closing a dialog", async ({
  page,
}) => {
  const chat = await open(page);
  await chat.composer.fill("Stream slowly and write 900 words about gates");
  const send = await page.getByRole("button", { name: "Send" }).boundingBox();
  await page.keyboard.press("Enter");
  const stop = page.getByRole("button", { name: "Stop" });
  await chat.status("streaming");
  expect(await stop.boundingBox()).toEqual(send);
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByRole("dialog", { name: "Archive" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await chat.status("streaming");
  await chat.composer.press("Escape");
  await chat.status("stopped");
  await expect(page.getByRole("button", { name: "Send" })).toBeVisible();
});

test("21. A chat that is too long says so, with the message to edit", async ({ page }) => {
  const chat = await open(page);
  await page.route("**/api/realtime", (route) =>
    route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      json: {
        type: "urn:thalweg:problem:context_too_long",
        title: "too long",
        status: 422,
        code: "context_too_long",
        detail: "the chat has about 9,000 tokens, the model takes 8,000",
        requestId: "r-1",
        size: 9_000,
        limit: 8_000,
      },
    }),
  );
  await chat.composer.fill("Too much");
  await page.keyboard.press("Enter");
  const failed = users(page).last();
  await expect(failed.getByRole("alert")).toContainText(/too long for .*9,000 tokens.*8,000/);
  await expect(failed.getByRole("button")).toHaveText(["Details", "Edit the message"]);
  await chat.accessible();
  await failed.getByRole("button", { name: "Edit the message" }).click();
  await expect(chat.composer).toHaveValue("Too much");
  await expect(chat.composer).toBeFocused();
});

test("21. A refused question can be put in other words", async ({ page }) => {
  const chat = await open(page);
  await chat.ask("Refuse");
  await chat.status("refused");
  await chat.ending.getByRole("button", { name: "Edit the message" }).click();
  const field = page.getByRole("textbox", { name: "Question" });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("Refuse");
  await field.fill("Repeat after me: gladly");
  await field.press("Enter");
  await expect(chat.answer).toContainText("gladly");
});

test("33. On a phone the composer stands above the keyboard, in letters that do not zoom", async ({
  browser,
}) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const chat = await open(await context.newPage());
  await chat.ask("Repeat after me: small");
  await chat.status("complete");
  expect(await chat.composer.evaluate((field) => getComputedStyle(field).fontSize)).toBe("16px");
  await expect(chat.composer).toHaveAttribute("enterkeyhint", "send");
  // The keyboard takes its room from the page.
  await chat.page.setViewportSize({ width: 390, height: 500 });
  const box = await chat.page.getByRole("form", { name: "Composer" }).boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(500);
  await chat.composer.fill("line\n".repeat(60));
  const tall = await chat.composer.boundingBox();
  expect(tall?.height ?? 0).toBeLessThanOrEqual(200);
  await chat.accessible();
  await context.close();
});
