import { expect, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { openOwnerLink } from "../lib/owner.ts";
import { Server } from "../lib/server.ts";

const server = new Server("--guests");
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

test("Each browser is a guest of its own", async ({ browser }) => {
  const [one, two] = await Promise.all([browser.newContext(), browser.newContext()]);
  const mine = new Chat(await one.newPage());
  const theirs = new Chat(await two.newPage());
  await mine.open(server.url);
  await mine.ask("Repeat after me: only mine");
  await mine.status("complete");
  await theirs.open(server.url);
  await expect(theirs.page.getByText("No chats yet")).toBeVisible();
  await theirs.open(server.url, mine.id);
  await expect(theirs.page.getByRole("heading", { name: "There is no such chat" })).toBeVisible();
  await mine.page.reload();
  await expect(mine.answer).toContainText("only mine");
  await one.close();
  await two.close();
});

test("The owner's link makes this browser the owner, once", async ({ browser }) => {
  const context = await browser.newContext();
  const chat = new Chat(await context.newPage());
  await openOwnerLink(chat.page, server);
  await expect(chat.dot).toHaveAttribute("data-state", "live");
  const role = () =>
    chat.page.evaluate(async () => (await (await fetch("/api/me")).json()).principal.role);
  expect(await role()).toBe("owner");
  expect(new URL(chat.page.url()).hash).toBe("");
  const late = await browser.newContext();
  const other = await late.newPage();
  await other.goto(server.ownerLink);
  await expect
    .poll(() => other.evaluate(async () => (await (await fetch("/api/me")).json()).principal.role))
    .toBe("guest");
  await context.close();
  await late.close();
});
