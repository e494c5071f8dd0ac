import { expect, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { type Message, Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

test("24. Edit and regenerate make siblings, which are picked by keyboard too; nothing is lost", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: first");
  await chat.status("complete");
  await chat.answer.getByRole("button", { name: "Regenerate" }).press("Enter");
  const versions = chat.answer.getByRole("group", { name: "Versions" });
  await expect(versions).toContainText("2/2");
  await chat.status("complete");

  await page.getByRole("button", { name: "Edit question" }).press("Enter");
  await page.getByRole("textbox", { name: "Question" }).fill("Repeat after me: second");
  await page.keyboard.press("Enter");
  await expect(chat.answer).toContainText("second");
  await chat.status("complete");
  const question = page.locator("[data-role=user]").last();
  await expect(question.getByRole("group", { name: "Versions" })).toContainText("2/2");
  await chat.accessible();

  const previous = question.getByRole("button", { name: "Previous version" });
  await previous.focus();
  await page.keyboard.press("Enter");
  await expect(question).toContainText("first");
  await expect(chat.answer).toContainText("first");
  await expect(previous).toBeFocused();
  await question.getByRole("button", { name: "Next version" }).press("Enter");
  await expect(chat.answer).toContainText("second");

  const { items } = await server.api<{ items: Message[] }>(
    `/api/messages?conversationId=${chat.id}`,
  );
  expect(items).toHaveLength(5);
});

test("24. A chat goes on in a new one from any answer, and the first stays as it was", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: root");
  await chat.status("complete");
  await chat.ask("Repeat after me: left behind");
  await expect(chat.answer).toContainText("left behind");
  await chat.status("complete");
  const before = chat.id;
  const answers = page.locator("[data-slot=message][data-role=assistant]");
  await answers
    .first()
    .getByRole("button", { name: "Go on in a new chat from here" })
    .press("Enter");
  await expect(page).not.toHaveURL(new RegExp(before));
  await expect(answers).toHaveCount(1);
  await expect(chat.answer).toContainText("root");
  await chat.ask("Repeat after me: another way");
  await expect(chat.answer).toContainText("another way");
  await chat.status("complete");
  const { items } = await server.api<{ items: Message[] }>(
    `/api/messages?conversationId=${before}`,
  );
  expect(items).toHaveLength(4);
});
