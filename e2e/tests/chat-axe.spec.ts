import { expect, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(async () => {
  await server.start();
  for (const title of ["Beams and joists", "Sails"]) {
    await server.post("/api/conversations", { title });
  }
});
test.afterAll(() => server.close());

for (const width of [390, 768, 1440, 2560]) {
  test(`30., 32. Nothing to stumble over at ${width} px, light and dark`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ reducedMotion: "reduce" });
    const chat = new Chat(page);
    await chat.open(server.url);
    const wide = width >= 1024;
    if (wide) await expect(page.locator("[data-chat]:visible").first()).toBeVisible();
    await chat.accessibleInBoth();

    await page.keyboard.press("Control+k");
    await expect(page.getByRole("option").first()).toBeVisible();
    await chat.accessibleInBoth();
    await page.getByRole("combobox").fill("beams");
    await expect(page.getByRole("option", { name: /Beams/ })).toBeVisible();
    await chat.accessibleInBoth();
    await page.keyboard.press("Escape");
    for (const [keys, name] of [
      ["Control+,", "Settings"],
      ["Control+/", "Shortcuts"],
    ] as const) {
      await page.keyboard.press(keys);
      await expect(page.getByRole("dialog", { name })).toBeVisible();
      await chat.accessibleInBoth();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog", { name })).toHaveCount(0);
    }

    if (!wide) await page.keyboard.press("Control+b");
    const row = page.locator("[data-chat]:visible").first();
    await row.hover();
    await row.locator("xpath=..").getByRole("button").click();
    await expect(page.getByRole("menu")).toBeVisible();
    await chat.accessibleInBoth();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await expect(page.getByRole("textbox", { name: "Title of the chat" })).toBeFocused();
    await chat.accessibleInBoth();
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox").and(page.locator(":visible")).fill("beams");
    await expect(page.locator("[data-slot=hits]:visible a").first()).toBeVisible();
    await chat.accessibleInBoth();
  });
}
