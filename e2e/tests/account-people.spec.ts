import { expect, test } from "@playwright/test";
import { PASSWORD, Person } from "../lib/people.ts";
import { Server } from "../lib/server.ts";

const server = new Server("--accounts", "--guests", "--registration", "open");
let owner: Person;

test.beforeAll(async ({ browser }) => {
  await server.start();
  owner = await Person.in(browser);
  await owner.register(server.ownerLink, "mara");
});
test.afterAll(async () => {
  await owner.context.close();
  await server.close();
});

test("A guest makes an account and keeps their chats, here and elsewhere", async ({ browser }) => {
  const guest = await Person.in(browser);
  await guest.chat.open(server.url);
  await expect(guest.page.getByRole("button", { name: "Account: Guest" })).toBeVisible();
  await guest.chat.ask("Repeat after me: before I had a name");
  await guest.chat.status("complete");
  await guest.chat.composer.fill("A draft that stays");
  const { id } = guest.chat;

  await guest.page.getByRole("button", { name: "Account: Guest" }).click();
  await guest.page.getByRole("menuitem", { name: "Make an account" }).click();
  await guest.name.fill("emil");
  await guest.password.fill(PASSWORD);
  await guest.page.getByRole("button", { name: "Make the account" }).click();
  await guest.isIn("emil");
  await expect(guest.chat.composer).toHaveValue("A draft that stays");
  await expect(guest.chat.answer).toContainText("before I had a name");

  const elsewhere = await Person.in(browser);
  await elsewhere.chat.open(server.url);
  await elsewhere.page.getByRole("button", { name: "Account: Guest" }).click();
  await elsewhere.page.getByRole("menuitem", { name: "Sign in" }).click();
  await elsewhere.signIn("emil");
  await elsewhere.isIn("emil");
  await elsewhere.chat.open(server.url, id);
  await expect(elsewhere.chat.answer).toContainText("before I had a name");
  await elsewhere.context.close();
  await guest.context.close();
});

test("A name that is taken is told at the name", async ({ browser }) => {
  const late = await Person.in(browser);
  await late.page.goto(`${server.url}/account`);
  await late.page.getByRole("button", { name: "Make an account" }).click();
  await late.name.fill("Mara");
  await late.password.fill(PASSWORD);
  await late.page.getByRole("button", { name: "Make the account" }).click();
  await expect(late.name).toBeFocused();
  await expect(late.name).toHaveAttribute("aria-invalid", "true");
  await late.context.close();
});

test("A viewer is told that they may not write, and may look after their account", async ({
  browser,
}) => {
  const link = await owner.invite(server.url, "Viewer");
  const viewer = await Person.in(browser);
  await viewer.register(link, "reader");
  await expect(viewer.page.getByText("You may read here, not write.")).toBeVisible();
  await viewer.chat.composer.fill("Words that go nowhere");
  await viewer.chat.composer.press("Enter");
  await expect(viewer.chat.composer).toHaveValue("Words that go nowhere");
  await viewer.chat.accessible();
  await viewer.page.goto(`${server.url}/account`);
  await viewer.page.getByLabel(/What you are called/).fill("The reader");
  await viewer.page.getByRole("button", { name: "Save" }).click();
  await viewer.isIn("The reader");
  await viewer.context.close();
});

test("The owner gives roles, shuts out and deletes", async ({ browser }) => {
  const link = await owner.invite(server.url, "Member");
  const fred = await Person.in(browser);
  await fred.register(link, "fred");

  await owner.page.goto(`${server.url}/admin`);
  const row = owner.page.locator("[data-slot=user]").filter({ hasText: "fred" });
  await row.getByLabel("Role of fred").selectOption("Admin");
  await expect(row.getByLabel("Role of fred")).toHaveValue("admin");
  await fred.page.goto(`${server.url}/admin`);
  await expect(fred.page.locator("[data-slot=user]").filter({ hasText: "mara" })).toBeVisible();

  await row.getByRole("button", { name: "More for fred" }).click();
  await owner.page.getByRole("menuitem", { name: "Shut out" }).click();
  await expect(row).toHaveAttribute("data-disabled", "true");
  await expect(fred.heading("Your session has ended")).toBeVisible();
  await fred.signIn("fred");
  await expect(fred.page.getByText("The name or the password is wrong.")).toBeVisible();

  await row.getByRole("button", { name: "More for fred" }).click();
  await owner.page.getByRole("menuitem", { name: "Let in again" }).click();
  await expect(row).not.toHaveAttribute("data-disabled");
  await fred.signIn("fred");
  await fred.isIn("fred");

  await row.getByRole("button", { name: "More for fred" }).click();
  await owner.page.getByRole("menuitem", { name: "Delete…" }).click();
  await owner.page.getByLabel("To confirm, write fred").fill("fred");
  await owner.page.getByRole("button", { name: "Delete the account" }).click();
  await expect(row).toHaveCount(0);
  await expect(fred.heading("Your session has ended")).toBeVisible();
  await fred.context.close();
});

test("An invitation that was withdrawn makes no account", async ({ browser }) => {
  const link = await owner.invite(server.url, "Admin");
  await owner.page
    .getByRole("button", { name: /^Withdraw the invitation/ })
    .first()
    .click();
  await expect(owner.page.getByText("No invitation is open.")).toBeVisible();
  const late = await Person.in(browser);
  await late.page.goto(link);
  await late.name.fill("late");
  await late.password.fill(PASSWORD);
  await late.page.getByRole("button", { name: "Make the account" }).click();
  await expect(late.page.getByText(/used before or has run out/)).toBeVisible();
  await late.context.close();
});

test("The owner sees who did what, and finds it again", async () => {
  await owner.page.goto(`${server.url}/admin?part=audit`);
  const entries = owner.page.locator("[data-slot=audit-entry]");
  await expect(entries.filter({ hasText: "Account made" }).first()).toBeVisible();
  await owner.page.getByLabel("Action").selectOption("invitation");
  await expect(entries.filter({ hasText: "Account made" })).toHaveCount(0);
  const made = entries.filter({ hasText: "Invitation made" }).first();
  await made.click();
  await expect(made).toContainText("invitation.made");
  await made.getByRole("button", { name: "Everything by mara" }).click();
  await expect(owner.page.getByRole("button", { name: "By mara" })).toBeVisible();
  await owner.page.getByLabel("Search the trail").fill("no such words anywhere");
  await expect(owner.page.getByText("Nothing fits.")).toBeVisible();
});

test("A program has a key of its own until it is deleted", async ({ request }) => {
  const { page } = owner;
  await page.goto(`${server.url}/admin?part=keys`);
  await page.getByLabel("Name", { exact: true }).fill("nightly report");
  await page.getByLabel("Scopes").fill("read, write");
  await page.getByRole("button", { name: "Make a key" }).click();
  await expect(page.getByLabel("Scopes")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Scopes").fill("read room:*=publish+subscribe");
  await page.getByRole("button", { name: "Make a key" }).click();
  const shown = page.getByRole("region", { name: "The key of nightly report" });
  const key = (await shown.locator("code").textContent()) ?? "";
  expect(key).toMatch(/^tlk_[0-9a-f]{64}$/);
  const asProgram = () =>
    request.get(`${server.url}/api/me`, { headers: { authorization: `Bearer ${key}` } });
  const me = await (await asProgram()).json();
  expect(me.principal.role).toBe("service");

  await page.reload();
  const row = page.locator("[data-slot=service-key]").filter({ hasText: "nightly report" });
  await expect(row).toContainText(key.slice(0, 12));
  await expect(page.getByText(key)).toHaveCount(0);
  await row.getByRole("button", { name: "Delete the key of nightly report" }).click();
  await page.getByRole("button", { name: "Delete the key", exact: true }).click();
  await expect(row).toHaveCount(0);
  expect((await asProgram()).status()).toBe(401);
});
