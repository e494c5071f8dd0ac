import { expect, test } from "@playwright/test";
import { PASSWORD, Person } from "../lib/people.ts";
import { Server } from "../lib/server.ts";

const server = new Server("--accounts");
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

// One story of one server, whose owner is made first.
test.describe.configure({ mode: "serial" });

let owner: Person;
/** A chat of the owner's. */
let chatId = "";

test("The owner's link makes the owner's account, once", async ({ browser }) => {
  const nobody = await Person.in(browser);
  await nobody.page.goto(`${server.url}/chat`);
  await expect(nobody.heading("Sign in")).toBeVisible();
  await expect(nobody.page.getByText(/no owner yet/)).toBeVisible();

  owner = await Person.in(browser);
  await owner.register(server.ownerLink, "mara");
  expect(await owner.ask("/api/me")).toMatchObject({
    principal: { role: "owner" },
    account: { name: "mara", role: "owner" },
  });

  await nobody.page.goto(server.ownerLink);
  await nobody.name.fill("late");
  await nobody.password.fill(PASSWORD);
  await nobody.page.getByRole("button", { name: "Make the account" }).click();
  await expect(nobody.page.getByText(/used before or has run out/)).toBeVisible();
  await nobody.context.close();
});

test("Somebody who is invited has chats of their own", async ({ browser }) => {
  await owner.chat.open(server.url);
  await owner.chat.ask("Repeat after me: only of the owner");
  await owner.chat.status("complete");
  chatId = owner.chat.id;
  const link = await owner.invite(server.url, "Member");

  const ben = await Person.in(browser);
  await ben.register(link, "ben");
  await expect(ben.page.getByText("No chats yet")).toBeVisible();
  await ben.chat.open(server.url, chatId);
  await expect(ben.heading("There is no such chat")).toBeVisible();
  await ben.page.goto(`${server.url}/admin`);
  await expect(ben.heading("There is no such page")).toBeVisible();
  await ben.context.close();

  const late = await Person.in(browser);
  await late.page.goto(link);
  await late.name.fill("late");
  await late.password.fill(PASSWORD);
  await late.page.getByRole("button", { name: "Make the account" }).click();
  await expect(late.page.getByText(/used before or has run out/)).toBeVisible();
  await late.context.close();
});

test("A wrong password is told, a right one opens the page where it was", async ({ browser }) => {
  const somewhere = await Person.in(browser);
  await somewhere.page.goto(`${server.url}/chat?id=${chatId}`);
  await expect(somewhere.heading("Sign in")).toBeVisible();
  await somewhere.signIn("mara", "not the password");
  await expect(somewhere.page.getByText("The name or the password is wrong.")).toBeVisible();
  await expect(somewhere.password).toBeFocused();
  await somewhere.signIn("MARA");
  await somewhere.isIn("mara");
  await expect(somewhere.page).toHaveURL(/[?&]id=/);
  await expect(somewhere.chat.answer).toContainText("only of the owner");
  await somewhere.page.reload();
  await somewhere.isIn("mara");
  await somewhere.context.close();
});

test("A sign-out forgets what was kept, and the next person sees nothing of it", async ({
  browser,
}) => {
  const shared = await Person.in(browser);
  await shared.page.goto(`${server.url}/chat`);
  await shared.signIn("mara");
  await shared.isIn("mara");
  await shared.chat.composer.fill("A secret that was not sent");
  await shared.signOut();
  const kept = await shared.page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  expect(kept).not.toContain("secret");
  await shared.signIn("ben");
  await shared.isIn("ben");
  await expect(shared.chat.composer).toHaveValue("");
  await expect(shared.page.getByText("only of the owner")).toHaveCount(0);
  await shared.context.close();
});

test("A password is changed, and every other browser is signed out", async ({ browser }) => {
  const [here, there] = [await Person.in(browser), await Person.in(browser)];
  for (const person of [here, there]) {
    await person.page.goto(`${server.url}/chat`);
    await person.signIn("ben");
    await person.isIn("ben");
  }
  await here.page.goto(`${server.url}/account`);
  await here.page.getByLabel("Current password", { exact: true }).fill("not the password");
  await here.page.getByLabel("New password", { exact: true }).fill("another long one");
  await here.page.getByRole("button", { name: "Change the password" }).click();
  await expect(here.page.locator("[data-field=current]")).toContainText(/password/i);
  await expect(here.page.getByLabel("Current password", { exact: true })).toBeFocused();
  await here.page.getByLabel("Current password", { exact: true }).fill(PASSWORD);
  await here.page.getByRole("button", { name: "Change the password" }).click();
  await expect(here.page.getByText("Changed. Every other browser")).toBeVisible();
  await expect(there.heading("Your session has ended")).toBeVisible();
  await there.signIn("ben");
  await expect(there.page.getByText("The name or the password is wrong.")).toBeVisible();
  await there.signIn("ben", "another long one");
  await there.isIn("ben");
  await here.page.reload();
  await here.isIn("ben");
  await here.context.close();
  await there.context.close();
});

test("Somebody deletes their account, and it is gone", async ({ browser }) => {
  const link = await owner.invite(server.url, "Member");
  const carl = await Person.in(browser);
  await carl.register(link, "carl");
  await carl.page.goto(`${server.url}/account`);
  await carl.page.getByRole("button", { name: "Delete the account…" }).click();
  await carl.page.getByLabel("To confirm, write carl").fill("carl");
  await carl.password.fill(PASSWORD);
  await carl.page.getByRole("button", { name: "Delete it for good" }).click();
  await expect(carl.heading("Sign in")).toBeVisible();
  await carl.signIn("carl");
  await expect(carl.page.getByText("The name or the password is wrong.")).toBeVisible();
  await carl.context.close();
});
