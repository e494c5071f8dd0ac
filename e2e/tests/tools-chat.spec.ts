import { expect, type Locator, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

async function permit(tool: string, permission: "allow" | "ask" | "deny"): Promise<void> {
  await server.api(`/api/tools/${tool}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ permission }),
  });
}

/** The cards of the last answer. */
const cards = (chat: Chat): Locator => chat.answer.locator("[data-slot=tool-call]");
const press = (card: Locator, name: string) =>
  card.getByRole("button", { name, exact: true }).click();

test("26. A call stands in its place as one line, which unfolds to all of it", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("What is 17% of 2,340?");
  await chat.status("complete");
  const card = cards(chat);
  await expect(card).toHaveAttribute("data-status", "done");
  await expect(card).toContainText("Calculator");
  await expect(card).toContainText("17% of 2,340");
  await expect(card.locator("[data-slot=output]")).toHaveCount(0);
  // The answer's words come after the call that they are made of.
  await expect(
    chat.answer.locator("[data-slot=calls] ~ [data-slot=markdown]").last(),
  ).toContainText("397.8");
  await card.getByRole("button", { name: /Calculator/ }).click();
  await expect(card.locator("[data-slot=output]")).toContainText("397.8");
  await chat.accessibleInBoth();
  await card.getByRole("link", { name: "Open in Tools" }).click();
  await expect(page).toHaveURL(/\/tools\?tool=calculator&job=/);
  await expect(page.locator("main [data-slot=tool-call]")).toContainText("397.8");
});

test("26. Calls that are made together run beside each other", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Count down from 12 and what is 6 * 7?");
  await expect(cards(chat)).toHaveCount(2);
  await expect(cards(chat).nth(0)).toHaveAttribute("data-status", "running");
  await expect(cards(chat).nth(1)).toHaveAttribute("data-status", "done");
  await cards(chat)
    .nth(0)
    .getByRole("button", { name: /Countdown/ })
    .click();
  await expect(cards(chat).nth(0).getByRole("progressbar")).toBeVisible();
  await expect(cards(chat).nth(0).locator("[data-slot=log]")).toContainText("11 s left");
  await chat.status("complete");
  await expect(cards(chat).nth(0)).toHaveAttribute("data-status", "done");
});

test("27. Denied with a reason from a second device; the answer goes on", async ({ browser }) => {
  await permit("countdown", "ask");
  const [one, two] = await Promise.all([browser.newContext(), browser.newContext()]);
  const first = new Chat(await one.newPage());
  const second = new Chat(await two.newPage());
  await first.open(server.url);
  await first.ask("Count down from 2");
  await expect(cards(first)).toHaveAttribute("data-status", "awaiting-approval");
  await expect(cards(first)).toContainText("Countdown wants to run");
  await expect(cards(first)).toContainText("expires in");
  await expect(first.page.getByText("Approval needed: a tool waits")).toBeAttached();
  await first.accessibleInBoth();
  await second.open(server.url, first.id);
  await press(cards(second), "Deny…");
  await cards(second).getByRole("textbox").fill("No time for that");
  await cards(second).getByRole("textbox").press("Enter");
  await first.status("complete");
  await expect(cards(first)).toHaveAttribute("data-status", "denied");
  await expect(cards(first).locator("[data-slot=ending]")).toHaveText(
    "Denied by the owner: No time for that",
  );
  await second.status("complete");
  expect((await first.text()).length).toBeGreaterThan(0);
  await one.close();
  await two.close();
});

test("27. Allowed once, by the keyboard; the question stays open after a reload", async ({
  page,
}) => {
  await permit("countdown", "ask");
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Count down from 1");
  await expect(cards(chat)).toHaveAttribute("data-status", "awaiting-approval");
  await page.reload();
  await expect(cards(chat)).toHaveAttribute("data-status", "awaiting-approval");
  await cards(chat).getByRole("button", { name: "Allow once" }).focus();
  await page.keyboard.press("a");
  await chat.status("complete");
  await expect(cards(chat)).toHaveAttribute("data-status", "done");
  await expect(cards(chat).locator("[data-slot=decision]")).toHaveText("Allowed by the owner");
});

test("28. A long call goes on over a reload, with its log, and can be stopped from the chat", async ({
  page,
}) => {
  await permit("countdown", "allow");
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Count down from 200");
  await expect(cards(chat)).toHaveAttribute("data-status", "running");
  await page.reload();
  await expect(cards(chat)).toHaveAttribute("data-status", "running");
  await cards(chat)
    .getByRole("button", { name: /Countdown/ })
    .click();
  await expect(cards(chat).locator("[data-slot=log]")).toContainText("200 s left");
  await expect(cards(chat).locator("[data-slot=log]")).toContainText("196 s left");
  await press(cards(chat), "Stop this call");
  await expect(cards(chat)).toHaveAttribute("data-status", "cancelled");
  await chat.status("complete");
});

test("28. Stopping the answer stops its calls", async ({ page }) => {
  await permit("countdown", "allow");
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Count down from 200");
  await expect(cards(chat)).toHaveAttribute("data-status", "running");
  await page.keyboard.press("Escape");
  await chat.status("stopped");
  await expect(cards(chat)).toHaveAttribute("data-status", "cancelled");
  // Not only in sight: the call itself is over.
  const { items } = await server.api<{ items: { status: string }[] }>("/api/jobs?limit=1");
  expect(items.map(({ status }) => status)).toEqual(["cancelled"]);
});

/** The switch of a tool, in the panel that the composer's button opens. */
const toolSwitch = (chat: Chat, name: string): Locator =>
  chat.page.getByRole("dialog", { name: "Tools in this chat" }).getByRole("switch", { name });
const toolsButton = (chat: Chat): Locator => chat.page.locator("[data-slot=composer-tools]");
const isOn = (of: Locator, on: boolean) => expect(of).toHaveAttribute("aria-checked", String(on));

test("29. Tools are switched off for one chat, and the model is not offered them", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await expect(toolsButton(chat)).toContainText(/\d tools/);
  await toolsButton(chat).click();
  await toolSwitch(chat, "Calculator").click();
  await isOn(toolSwitch(chat, "Calculator"), false);
  await chat.accessibleInBoth();
  await page.keyboard.press("Escape");
  await expect(toolsButton(chat)).toBeFocused();
  await chat.ask("What is 6 * 7?");
  await chat.status("complete");
  await expect(cards(chat)).toHaveCount(0);
  // It is the conversation's from then on, and not the next chat's.
  await page.reload();
  await toolsButton(chat).click();
  await isOn(toolSwitch(chat, "Calculator"), false);
  await toolSwitch(chat, "Calculator").click();
  await page.keyboard.press("Escape");
  await chat.ask("What is 6 * 8?");
  await expect(cards(chat)).toHaveAttribute("data-status", "done");
  await page.goto(`${server.url}/chat`);
  await toolsButton(chat).click();
  await isOn(toolSwitch(chat, "Calculator"), true);
});

test("29. What one browser switches off, another one sees, and the server keeps", async ({
  browser,
}) => {
  const [one, two] = await Promise.all([browser.newContext(), browser.newContext()]);
  const first = new Chat(await one.newPage());
  const second = new Chat(await two.newPage());
  await first.open(server.url);
  await toolsButton(first).click();
  await toolSwitch(first, "Clock").click();
  await first.page.keyboard.press("Escape");
  await first.ask("Hello");
  await first.status("complete");
  const kept = async () =>
    (await server.api<{ tools?: string[] }>(`/api/conversations/${first.id}`)).tools;
  await expect.poll(kept).toContain("calculator");
  expect(await kept()).not.toContain("clock");
  await second.open(server.url, first.id);
  await toolsButton(second).click();
  await isOn(toolSwitch(second, "Clock"), false);
  await isOn(toolSwitch(second, "Calculator"), true);
  // While both look at the switches.
  await toolsButton(first).click();
  await toolSwitch(first, "Calculator").click();
  await isOn(toolSwitch(second, "Calculator"), false);
  await toolSwitch(second, "Calculator").click();
  await toolSwitch(second, "Clock").click();
  await isOn(toolSwitch(first, "Calculator"), true);
  await isOn(toolSwitch(first, "Clock"), true);
  await expect.poll(kept).toBeUndefined();
  await one.close();
  await two.close();
});

test("29. A switch that the server refuses goes back, and says why", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Hello");
  await chat.status("complete");
  await page.route("**/api/conversations/*", (route) =>
    route.request().method() === "PATCH"
      ? route.fulfill({
          status: 503,
          contentType: "application/problem+json",
          body: JSON.stringify({ code: "storage_full", detail: "the disk is full" }),
        })
      : route.fallback(),
  );
  await toolsButton(chat).click();
  await toolSwitch(chat, "Clock").click();
  const panel = page.getByRole("dialog", { name: "Tools in this chat" });
  await expect(panel.getByRole("alert")).toContainText("could not be changed");
  await expect(panel.getByRole("alert")).toContainText("disk is full");
  await isOn(toolSwitch(chat, "Clock"), true);
  await chat.accessibleInBoth();
});

test("26. A call that failed is run again by hand, and the answer stays as it is", async ({
  page,
}) => {
  await permit("countdown", "ask");
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Count down from 1");
  await expect(cards(chat)).toHaveAttribute("data-status", "awaiting-approval");
  await press(cards(chat), "Deny…");
  await page.keyboard.press("Enter");
  await chat.status("complete");
  await expect(cards(chat)).toHaveAttribute("data-status", "denied");
  await permit("countdown", "allow");
  await press(cards(chat), "Run again");
  const hand = chat.answer.getByRole("group", { name: "Run by hand" });
  await expect(hand).toContainText("It is not part of the answer");
  await expect(hand.locator("[data-slot=tool-call]")).toHaveAttribute("data-status", "done");
  await expect(hand.locator("[data-slot=output]")).toContainText("1");
  await expect(cards(chat).first()).toHaveAttribute("data-status", "denied");
  await chat.accessibleInBoth();
  await hand.getByRole("button", { name: "Put away" }).click();
  await expect(hand).toHaveCount(0);
});

test("26. A long result is folded, and read beside the thread", async ({ page }) => {
  for (let count = 0; count < 12; count += 1) {
    await server.post("/api/conversations", { title: `Barnacle ${count}` });
  }
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Search my conversations for barnacle");
  await chat.status("complete");
  await cards(chat)
    .getByRole("button", { name: /Search/ })
    .first()
    .click();
  const all = cards(chat)
    .getByRole("button", { name: /^Show all/ })
    .last();
  await all.click();
  const drawer = page.getByRole("complementary", { name: "Result" });
  await expect(drawer).toContainText("Barnacle 11");
  await expect(drawer).toBeFocused();
  await chat.accessibleInBoth();
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect(all).toBeFocused();
  await all.click();
  await expect(drawer).toBeVisible();
  // Where the room goes it lies over the thread.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(drawer).toHaveCount(0);
  await expect(page.getByRole("dialog", { name: "Result" })).toContainText("Barnacle 11");
  await chat.accessible();
  await page.keyboard.press("Escape");
  await expect(all).toBeFocused();
});

test("26. On a phone a card is as wide as the screen and no wider", async ({ browser }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await permit("calculator", "ask");
  const chat = new Chat(await context.newPage());
  await chat.open(server.url);
  // Nothing in it can be broken at a space.
  await chat.ask(`Calculate ${Array.from({ length: 30 }, () => "1111").join("+")}`);
  await expect(cards(chat)).toHaveAttribute("data-status", "awaiting-approval");
  await expect(cards(chat).getByRole("button", { name: "Allow once" })).toBeInViewport();
  await chat.accessibleInBoth();
  const fits = async () => {
    // The thread would scroll sideways where the page does not.
    const thread = chat.page.locator("[data-slot=thread]");
    await expect
      .poll(() => thread.evaluate((box) => box.scrollWidth - box.clientWidth))
      .toBeLessThanOrEqual(0);
    const { x = -1, width = 0 } = (await cards(chat).boundingBox()) ?? {};
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(390);
    await expect
      .poll(() => chat.page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(390);
  };
  await fits();
  await press(cards(chat), "Always for this tool");
  await chat.status("complete");
  await expect(cards(chat)).toHaveAttribute("data-status", "done");
  await fits();
  await context.close();
});
