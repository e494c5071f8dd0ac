import { expect, test } from "@playwright/test";
import { AtProvider, Identity } from "../lib/identity.ts";
import { Person } from "../lib/people.ts";
import { Server } from "../lib/server.ts";

let identity: Identity;
let server: Server;

// One story of one server and a real identity provider.
test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  identity = await Identity.start();
  const options = ["--accounts", "--guests", "--registration", "open", ...identity.options];
  server = await new Server(...options).start();
});
test.afterAll(async () => {
  await server.close();
  await identity.close();
});

let chatId = "";

test("A provider that is down is said where one is, and nothing is lost", async ({ browser }) => {
  const guest = await Person.in(browser);
  await guest.chat.open(server.url);
  await guest.chat.composer.fill("Not sent yet");
  await guest.page.getByRole("button", { name: "Account: Guest" }).click();
  await guest.page.getByRole("menuitem", { name: "Sign in" }).click();
  await guest.page.getByRole("button", { name: "Sign in with Harbour ID" }).click();
  await expect(guest.page.getByText("Harbour ID cannot be reached now.")).toBeVisible();
  await expect(guest.page).toHaveURL(/\/chat/);
  identity.serve(server.url);
  // The chat's server asks it again after a few seconds.
  await expect(async () => {
    await guest.page.getByRole("button", { name: "Sign in with Harbour ID" }).click();
    await expect(guest.page.locator("input[name=login]")).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await guest.context.close();
});

test("A guest signs in with the provider and keeps chats and draft", async ({ browser }) => {
  const ada = await Person.in(browser);
  await ada.chat.open(server.url);
  await ada.chat.ask("Repeat after me: of the guest");
  await ada.chat.status("complete");
  chatId = ada.chat.id;
  await ada.chat.composer.fill("Not sent yet");
  await ada.page.getByRole("button", { name: "Account: Guest" }).click();
  await ada.page.getByRole("menuitem", { name: "Sign in" }).click();

  const provider = new AtProvider(ada.page);
  // Not at all, once they see what is asked.
  await ada.page.getByRole("button", { name: "Sign in with Harbour ID" }).click();
  await provider.say("ada");
  await provider.decline();
  await expect(ada.page.getByText(/declined at Harbour ID/)).toBeVisible();
  expect(new URL(ada.page.url()).hash).toBe("");
  expect(ada.chat.id).toBe(chatId);

  await ada.page.getByRole("button", { name: "Sign in with Harbour ID" }).click();
  await provider.agree();
  await ada.isIn("ada of the harbour");
  expect(ada.chat.id).toBe(chatId);
  await expect(ada.chat.answer).toContainText("of the guest");
  await expect(ada.chat.composer).toHaveValue("Not sent yet");
  expect(await ada.ask("/api/me")).toMatchObject({
    principal: { role: "member" },
    account: { name: "ada", provider: true },
  });

  await ada.page.goto(`${server.url}/account`);
  await expect(ada.page.getByText("You sign in with Harbour ID")).toBeVisible();
  await expect(ada.page.getByLabel(/password/i)).toHaveCount(0);
  await ada.page.goto(`${server.url}/chat`);
  await ada.chat.composer.fill("");
  await ada.page.getByRole("button", { name: /^Account:/ }).click();
  await ada.page.getByRole("menuitem", { name: "Sign out" }).click();
  await ada.page.getByRole("button", { name: "Sign out" }).click();
  await ada.page.getByRole("button", { name: "Account: Guest" }).click();
  await ada.page.getByRole("menuitem", { name: "Sign in" }).click();
  await ada.page.getByRole("button", { name: "Sign in with Harbour ID" }).click();
  // The provider's own session goes on.
  await ada.isIn("ada of the harbour");
  await ada.chat.open(server.url, chatId);
  await expect(ada.chat.answer).toContainText("of the guest");
  await ada.context.close();
});

test("The same person has the same account in another browser, and another has none of it", async ({
  browser,
}) => {
  const again = await Person.in(browser);
  await again.page.goto(`${server.url}/account`);
  await again.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await again.page.getByRole("button", { name: "Sign in with Harbour ID" }).click();
  const provider = new AtProvider(again.page);
  await provider.say("ada");
  await provider.agree();
  await again.page.waitForURL(`${server.url}/account`);
  await expect(again.page.getByText("You sign in with Harbour ID")).toBeVisible();
  await again.chat.open(server.url, chatId);
  await expect(again.chat.answer).toContainText("of the guest");
  await again.context.close();

  const ben = await Person.in(browser);
  await ben.page.goto(`${server.url}/account`);
  await ben.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await ben.page.getByRole("button", { name: "Sign in with Harbour ID" }).click();
  const at = new AtProvider(ben.page);
  await at.say("ben");
  await at.agree();
  await ben.page.waitForURL(`${server.url}/account`);
  await ben.chat.open(server.url, chatId);
  await expect(ben.heading("There is no such chat")).toBeVisible();

  // The way out: by the name, shortly after the sign-in.
  await ben.page.goto(`${server.url}/account`);
  await ben.page.getByRole("button", { name: "Delete the account…" }).click();
  await ben.page.getByLabel("To confirm, write ben").fill("ben");
  await ben.page.getByRole("button", { name: "Delete it for good" }).click();
  await expect(ben.heading("Sign in")).toBeVisible();
  await ben.context.close();
});

test("A session that ends elsewhere is begun again by the provider, and other tabs hear of it", async ({
  browser,
}) => {
  const ada = await Person.in(browser);
  await ada.page.goto(`${server.url}/account`);
  await ada.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await ada.page.getByRole("button", { name: "Sign in with Harbour ID" }).click();
  const provider = new AtProvider(ada.page);
  await provider.say("ada");
  await provider.agree();
  await ada.page.waitForURL(`${server.url}/account`);
  await ada.chat.open(server.url, chatId);
  await ada.chat.composer.fill("Written before it ended");
  const other = new Person(ada.context, await ada.context.newPage());
  await other.chat.open(server.url, chatId);
  await expect(other.chat.dot).toHaveAttribute("data-state", "live");
  // As another browser would end it.
  await ada.page.evaluate(async () => {
    const { items } = await (await fetch("/api/auth/sessions")).json();
    for (const { id } of items) await fetch(`/api/auth/sessions/${id}`, { method: "DELETE" });
  });
  for (const tab of [ada, other]) await expect(tab.heading("Your session has ended")).toBeVisible();
  await expect(ada.password).toHaveCount(0);
  await ada.page.getByRole("button", { name: "Sign in with Harbour ID" }).click();
  for (const tab of [ada, other]) await tab.isIn("ada of the harbour");
  await expect(ada.chat.composer).toHaveValue("Written before it ended");
  await ada.context.close();
});
