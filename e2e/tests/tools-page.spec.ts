import { expect, test } from "@playwright/test";
import { Server } from "../lib/server.ts";
import { Tools } from "../lib/tools.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

test("The page is reached from the rail and the palette, and back", async ({ page }) => {
  const tools = new Tools(page);
  await tools.open(server.url);
  await page.getByRole("link", { name: "Tools" }).click();
  await expect(page).toHaveURL(/\/tools$/);
  await expect(tools.list.getByRole("link", { name: "Calculator" })).toBeVisible();
  await expect(page).toHaveTitle("Tools · Thalweg");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("chat");
  await page.getByRole("option", { name: "Go to the chat" }).click();
  await expect(tools.composer).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("tools");
  await page.getByRole("option", { name: "Go to the tools" }).click();
  await expect(page).toHaveURL(/\/tools$/);
  await expect(tools.list.getByRole("link", { name: "Calculator" })).toBeVisible();
});

test("A chat that the palette finds is opened from here", async ({ page }) => {
  const { id } = await server.post<{ id: string }>("/api/conversations", { title: "Sails" });
  const tools = new Tools(page);
  await tools.visit(server.url);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("sails");
  await page.getByRole("option", { name: "Sails" }).click();
  await expect(page).toHaveURL(`${server.url}/chat?id=${id}`);
  await expect(page.getByRole("heading", { name: "Sails" })).toBeVisible();
});

test("Everything is reached by the keyboard", async ({ page }) => {
  const tools = new Tools(page);
  await tools.visit(server.url);
  const rows = tools.list.getByRole("link");
  await expect(rows.first()).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(rows.last()).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/tool=calculator/);
  const field = page.getByRole("textbox", { name: "Expression" });
  await field.focus();
  await field.fill("1 + 1");
  await page.keyboard.press("Control+Enter");
  await tools.is("done");
  // Out of the field, then away from the call, then back to all tools.
  await page.keyboard.press("Escape");
  await expect(field).not.toBeFocused();
  await page.keyboard.press("Escape");
  await expect(tools.card).toHaveCount(0);
  await expect(page).toHaveURL(/tool=calculator$/);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/tools$/);
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL(/tool=calculator$/);
});

test("On a phone the tools, a tool and the calls come one after the other", async ({ browser }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const tools = new Tools(await context.newPage());
  const { page } = tools;
  await tools.visit(server.url);
  await expect(tools.history).toBeHidden();
  await tools.choose("Countdown");
  await expect(tools.list).toBeHidden();
  await tools.run("Seconds", "60");
  await tools.is("running");
  await expect(tools.button("Stop")).toBeInViewport();
  await tools.accessibleInBoth();
  const calls = page.getByRole("button", { name: "Calls" }).and(page.locator(":visible"));
  await calls.click();
  await expect(tools.card).toBeHidden();
  await expect(tools.history.getByRole("link").first()).toBeVisible();
  await tools.accessibleInBoth();
  await tools.history.getByRole("link").first().click();
  await expect(tools.card).toBeVisible();
  await tools.button("Stop").click();
  await tools.is("cancelled");
  await page.getByRole("button", { name: "All tools" }).click();
  await expect(tools.list).toBeVisible();
  // Nothing is wider than the screen.
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(390);
  await context.close();
});

for (const width of [390, 1024, 1440]) {
  test(`Nothing to stumble over at ${width} px, light and dark`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ reducedMotion: "reduce" });
    const tools = new Tools(page);
    await tools.visit(server.url);
    await expect(tools.list.getByRole("link").first()).toBeVisible();
    await tools.accessibleInBoth();
    await tools.choose("Calculator");
    await tools.runs.click();
    await expect(page.locator("[data-slot=fault]")).toBeVisible();
    await tools.accessibleInBoth();
    await page.getByRole("button", { name: "Edit as JSON" }).click();
    await page.getByRole("textbox", { name: "Arguments as JSON" }).fill('{"expression": "1 / 0"}');
    await tools.runs.click();
    await tools.is("error");
    await tools.accessibleInBoth();
  });
}

test("Nobody has a call of somebody else's", async ({ page }) => {
  const guests = await new Server("--guests").start();
  const tools = new Tools(page);
  await tools.visit(guests.url);
  await expect(page.getByText("None yet.")).toBeVisible();
  await expect(tools.list.getByRole("link", { name: "Calculator" })).toBeVisible();
  await expect(tools.list.getByRole("link", { name: "Read a file" })).toHaveCount(0);
  await tools.choose("Clock");
  await tools.runs.click();
  await tools.is("done");
  const { job } = tools;
  const other = new Tools((await (await page.context().browser())?.newPage()) ?? page);
  await other.visit(guests.url, `?job=${job}`);
  await expect(other.page.getByText("There is no such call")).toBeVisible();
  await other.page.close();
  await guests.close();
});
