import { expect, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

const server = new Server("--guests");
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

test("each browser is a guest of its own", async ({ browser }) => {
  const [one, two] = await Promise.all([browser.newContext(), browser.newContext()]);
  const mine = new Chat(await one.newPage());
  const theirs = new Chat(await two.newPage());
  await mine.open(server.url);
  await mine.ask("Repeat after me: only mine");
  await mine.status("complete");
  await theirs.open(server.url);
  await expect(theirs.page.getByText("No chats yet")).toBeVisible();
  await theirs.open(server.url, mine.id);
  await expect(theirs.page.getByText(/gone/i).first()).toBeVisible();
  await mine.page.reload();
  await expect(mine.answer).toContainText("only mine");
  await one.close();
  await two.close();
});
