import { expect, type Page, test } from "@playwright/test";
import { fakeAccounts, refuseWith } from "../lib/accounts.ts";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

/** The pages by their addresses, and what is there once they are loaded. */
const PARTS = [
  ["/account", "Safari on iPhone"],
  ["/admin", "Li Wen"],
  ["/admin?part=invitations", "runs out in"],
  ["/admin?part=keys", "nightly report"],
  ["/admin?part=audit", "Sign-in refused"],
] as const;

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name });

for (const [name, viewport] of [
  ["wide", { width: 1440, height: 900 }],
  ["narrow", { width: 390, height: 844 }],
] as const) {
  test.describe(name, () => {
    test.use({ viewport });

    test("The ways in are accessible, also when something is wrong", async ({ page }) => {
      const chat = new Chat(page);
      await fakeAccounts(page, { who: null, registration: "open", guests: true });
      await page.route("**/api/auth/login", (route) =>
        refuseWith(route, 429, "rate_limited", "slow down", { "retry-after": "42" }),
      );
      await page.goto(`${server.url}/chat`);
      await expect(heading(page, "Sign in")).toBeVisible();
      await expect(page.getByLabel("Name")).toBeFocused();
      await page.keyboard.type("mara");
      await page.keyboard.press("Tab");
      await page.keyboard.type("guess");
      await page.keyboard.press("Enter");
      await expect(page.getByText("Too many tries. Wait a moment.")).toBeVisible();
      await expect(page.getByRole("button", { name: /Try again in 4\d s/ })).toBeVisible();
      await chat.accessibleInBoth();
      await page.getByRole("button", { name: "Make an account" }).click();
      await page.keyboard.press("Enter");
      await chat.accessibleInBoth();
    });

    test("The way in with an identity provider is accessible, and says what went wrong", async ({
      page,
    }) => {
      const chat = new Chat(page);
      const provider = "The Harbour Authority of the Outer Isles";
      await fakeAccounts(page, { who: null, registration: "open", provider });
      await page.route("**/api/auth/oidc/start", (route) =>
        refuseWith(route, 503, "overloaded", "It cannot be reached now. Try again in a moment."),
      );
      await page.goto(`${server.url}/chat#signin=invite`);
      await expect(page.getByText(/Ask whoever runs this server for an invitation/)).toBeVisible();
      await expect(page.getByLabel("Name")).toBeFocused();
      expect(new URL(page.url()).hash).toBe("");
      // Before the name, for who has no password to write.
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Enter");
      await expect(page.getByText(/It cannot be reached now/)).toBeVisible();
      await chat.accessibleInBoth();
      await page.getByRole("button", { name: "Make an account" }).click();
      await expect(page.getByRole("button", { name: `Continue with ${provider}` })).toBeVisible();
      await chat.accessibleInBoth();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over).toBeLessThanOrEqual(0);
    });

    test("An account without a password is accessible", async ({ page }) => {
      const chat = new Chat(page);
      await fakeAccounts(page, { who: "member", provider: "Harbour ID" });
      await page.route("**/api/auth/account", (route) =>
        refuseWith(route, 403, "forbidden", "sign in again"),
      );
      await page.goto(`${server.url}/account`);
      await expect(page.getByText("You sign in with Harbour ID")).toBeVisible();
      await page.getByRole("button", { name: "Delete the account…" }).click();
      await page.getByLabel("To confirm, write wen.li").fill("wen.li");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("button", { name: /with Harbour ID again/ })).toBeVisible();
      await chat.accessibleInBoth();
    });

    for (const [part, shown] of PARTS) {
      test(`${part} is accessible, and no wider than the screen`, async ({ page }) => {
        const chat = new Chat(page);
        await fakeAccounts(page, { who: "owner" });
        await page.goto(server.url + part);
        await expect(page.getByText(shown).first()).toBeVisible();
        if (part.endsWith("audit")) await page.getByText("Account changed").click();
        await chat.accessibleInBoth();
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over).toBeLessThanOrEqual(0);
      });
    }
  });
}

test("A refusal moves nothing of the form", async ({ page }) => {
  await fakeAccounts(page, { who: null });
  await page.route("**/api/auth/login", (route) =>
    refuseWith(route, 401, "unauthorized", "the name or the password is wrong"),
  );
  await page.goto(`${server.url}/chat`);
  const button = page.getByRole("button", { name: "Sign in" });
  await expect(button).toBeVisible();
  await page
    .locator("[data-slot=access]")
    .evaluate((dialog) => Promise.all(dialog.getAnimations().map(({ finished }) => finished)));
  const before = await button.boundingBox();
  await button.click();
  await expect(page.getByText("Write your name.")).toBeVisible();
  expect(await button.boundingBox()).toEqual(before);
  await page.getByLabel("Name").fill("mara");
  await page.getByLabel("Password", { exact: true }).fill("guess");
  await button.click();
  await expect(page.getByText("The name or the password is wrong.")).toBeVisible();
  expect(await button.boundingBox()).toEqual(before);
});

test("The menu of the rail works by keyboard, and leads to account and admin", async ({ page }) => {
  const chat = new Chat(page);
  await fakeAccounts(page, { who: "owner" });
  await chat.open(server.url);
  const button = page.getByRole("button", { name: "Account: Mara Lind" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Account" })).toBeFocused();
  await chat.accessibleInBoth();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Admin" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/admin$/);
  await expect(page.getByRole("button", { name: "Account: Mara Lind" })).toBeVisible();
});

test("A local server shows nothing of accounts, and says so at /account", async ({ page }) => {
  const chat = new Chat(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await chat.open(server.url);
  await expect(page.getByRole("button", { name: /^Account/ })).toHaveCount(0);
  expect(asked).not.toContain("/api/auth");
  await page.goto(`${server.url}/account`);
  await expect(heading(page, "There are no accounts here")).toBeVisible();
  await page.goto(`${server.url}/admin`);
  await expect(heading(page, "There is no such page")).toBeVisible();
});

test("Admin is no page for members", async ({ page }) => {
  await fakeAccounts(page, { who: "member" });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${server.url}/admin`);
  await expect(heading(page, "There is no such page")).toBeVisible();
  expect(asked.filter((path) => path.startsWith("/api/admin"))).toEqual([]);
});

test("A long list of users is searched through to its end", async ({ page }) => {
  await fakeAccounts(page, { who: "owner" });
  const users = Array.from({ length: 250 }, (_, index) => ({
    id: `u${index}`,
    name: `user-${index}`,
    role: "member",
    createdAt: "2026-01-01T09:00:00.000Z",
    disabled: false,
  }));
  await page.route("**/api/admin/users?*", (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
    const nextCursor = from + 100 < users.length ? String(from + 100) : undefined;
    return route.fulfill({ json: { items: users.slice(from, from + 100), nextCursor } });
  });
  await page.goto(`${server.url}/admin`);
  await expect(page.locator("[data-slot=user]")).toHaveCount(100);
  await page.getByRole("button", { name: "Show more users" }).click();
  await expect(page.locator("[data-slot=user]")).toHaveCount(200);
  await page.getByRole("searchbox", { name: "Search users" }).fill("user-249");
  await expect(page.locator("[data-slot=user]")).toHaveCount(1);
});
