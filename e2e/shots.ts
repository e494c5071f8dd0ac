import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Chat } from "./lib/chat.ts";
import { ageChats } from "./lib/history.ts";
import { Server } from "./lib/server.ts";
import { Tools } from "./lib/tools.ts";

const folder =
  process.env.THALWEG_SHOTS ?? fileURLToPath(new URL("../target/shots", import.meta.url));
const server = new Server();
let showcase = "";

/** Titles as people's chats have them, and how many days ago they were. */
const titles: Record<string, number> = {
  "Which index does the query use?": 0,
  "Translate the support macros": 0,
  "Cron expressions, once more": 0,
  "Why the heap grows at night": 1,
  "Tide tables for Saint-Malo": 1,
  "Naming the migration steps": 3,
  "A letter to the landlord about the heating that was to be mended last winter": 4,
  "Rust: pin, unpin, and me": 6,
  "Packing list for the islands": 20,
  "Bread with rye and caraway": 45,
};

test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await server.start();
  for (const title of Object.keys(titles).reverse()) {
    await server.post("/api/conversations", { title });
  }
  const pinned = await server.post<{ id: string }>("/api/conversations", {
    title: "Release checklist, October",
  });
  await server.api(`/api/conversations/${pinned.id}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ pinned: true }),
  });
});
test.afterAll(() => server.close());

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${width} ${colorScheme}`, () => {
      const touch = width < 768;
      test.use({ viewport: { width, height }, colorScheme, hasTouch: touch, isMobile: touch });

      test("the pictures", async ({ page }) => {
        const chat = new Chat(page);
        const take = (name: string) =>
          page.screenshot({
            path: `${folder}/${name}-${width}-${colorScheme}.png`,
            animations: "disabled",
          });
        const opened = () => expect(page.locator("dialog:modal:visible")).toBeVisible();
        await ageChats(page, titles);

        await chat.open(server.url);
        await expect(page.getByRole("heading", { name: "Thalweg" })).toBeVisible();
        await take("empty");

        await chat.ask("Write 400 words about rivers, stream slowly");
        await chat.read(200);
        await take("streaming");
        await queueTwo(chat);
        await take("queue");
        await page.keyboard.press("Escape");

        if (showcase === "") {
          await chat.open(server.url);
          await chat.ask("Show me what you can do");
          await chat.status("complete", 90_000);
          showcase = chat.id;
        }
        await chat.open(server.url, showcase);
        await expect(chat.answer).toBeVisible();
        await scrollThread(page, "top");
        await take("finished-top");
        await toMiddle(page.locator("[data-slot=code-block]").first());
        await take("finished-code");
        await toMiddle(page.locator("[data-slot=markdown] table").first());
        await take("finished-table");
        await scrollThread(page, "end");
        await take("finished-end");

        if (width < 1024) {
          await page.getByRole("button", { name: "Show the chats" }).click();
          await opened();
        }
        await take("history");
        const rows = page.locator("[data-slot=history]:visible [data-chat]");
        await rows.nth(2).hover();
        await rows.nth(2).locator("xpath=..").getByRole("button").click();
        await expect(page.getByRole("menu")).toBeVisible();
        await take("menu");
        await page.keyboard.press("Escape");
        await page.getByRole("searchbox").and(page.locator(":visible")).fill("river");
        await expect(page.locator("[data-slot=hits]:visible")).toBeVisible();
        await take("search");
        await page.getByRole("searchbox").and(page.locator(":visible")).fill("");
        if (width < 1024) await page.keyboard.press("Escape");

        await page.getByRole("button", { name: "Search chats and commands" }).click();
        await opened();
        await take("palette");
        await page.getByRole("combobox").fill("the");
        await expect(page.getByRole("option").nth(2)).toBeVisible();
        await expect(page.getByText("In the text")).toBeVisible();
        await take("palette-search");
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Settings" }).click();
        await opened();
        await take("settings");
        await page.keyboard.press("Escape");
        await page.locator("main header").click();
        await page.keyboard.press("Control+/");
        await opened();
        await take("shortcuts");
        await page.keyboard.press("Escape");

        await chat.open(server.url);
        await chat.ask("Fail in the middle");
        await chat.status("error");
        await take("failure");
        await page.goto(`${server.url}/chat?id=01900000-0000-7000-8000-000000000000`);
        await expect(page.getByText("There is no such chat")).toBeVisible();
        await take("missing");
      });

      test("the tools", async ({ page }) => {
        const take = (name: string) =>
          page.screenshot({
            path: `${folder}/${name}-${width}-${colorScheme}.png`,
            animations: "disabled",
          });
        const tools = new Tools(page);
        await permit("allow");
        await tools.visit(server.url);
        await expect(tools.list.getByRole("link").first()).toBeVisible();
        await take("tools");
        await tools.visit(server.url, "?tool=countdown");
        await expect(tools.runs).toBeVisible();
        await take("tool");
        await tools.run("Seconds", "60");
        await expect(tools.log).toContainText("59 s left");
        await take("tool-running");
        await tools.button("Stop").click();
        await tools.is("cancelled");
        await take("tool-stopped");

        await permit("ask");
        const chat = new Chat(page);
        const call = page.locator("[data-slot=message] [data-slot=tool-call]");
        await chat.open(server.url);
        await chat.ask("Count down from 2");
        await expect(call).toHaveAttribute("data-status", "awaiting-approval");
        await take("approval");
        await call.getByRole("button", { name: "Allow once" }).click();
        await chat.status("complete");
        await take("tool-call");
      });
    });
  }
}

async function permit(permission: "allow" | "ask"): Promise<void> {
  await server.api("/api/tools/countdown", {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ permission }),
  });
}

/** Also what is in sight already: the picture is of it. */
async function toMiddle(of: Locator): Promise<void> {
  await of.evaluate((element) => element.scrollIntoView({ block: "center" }));
}

async function queueTwo(chat: Chat) {
  for (const text of ["And the sea?", "Then tell of the delta"]) {
    await chat.composer.fill(text);
    await chat.composer.press("Enter");
  }
}

async function scrollThread(page: Page, where: "top" | "end") {
  await page.locator("[data-slot=message]").first().waitFor();
  await page.evaluate((to) => {
    const message = document.querySelector("[data-slot=message]");
    for (let at = message?.parentElement; at; at = at.parentElement) {
      if (
        at.scrollHeight > at.clientHeight + 4 &&
        /auto|scroll/.test(getComputedStyle(at).overflowY)
      )
        at.scrollTop = to === "top" ? 0 : at.scrollHeight;
    }
  }, where);
}
