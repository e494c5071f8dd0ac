import { expect, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { EVERYTHING } from "../lib/everything.ts";
import { openOwnerLink } from "../lib/owner.ts";
import { Server } from "../lib/server.ts";
import { Upstream } from "../lib/upstream.ts";

// A model that calls a tool of the reference server, in a chat that two browsers have open.
const models = new Upstream();
let server: Server;
test.beforeAll(async () => {
  await models.start();
  const key = ["--openai-api-key", "sk-test", "--model", "openai/caller"];
  server = await new Server("--openai-base-url", models.url, ...key).start();
});
test.afterAll(() => Promise.all([server.close(), models.close()]));

type Known = { readonly status: string };

test("A second browser sees the call wait, its leave and its result, live", async ({
  page,
  browser,
}) => {
  await openOwnerLink(page, server);
  const transport = { type: "stdio", command: process.execPath, args: [EVERYTHING] };
  const data = { name: "everything", transport };
  const made = await page.request.post(`${server.url}/api/mcp-servers`, {
    data,
    headers: { origin: server.url },
  });
  expect(made.status()).toBe(201);
  const status = async () => {
    const { items } = await server.api<{ items: Known[] }>("/api/mcp-servers");
    return items[0]?.status;
  };
  await expect.poll(status, { timeout: 30_000 }).toBe("ready");

  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("ahoy there");
  const card = chat.answer.locator("[data-slot=tool-call]");
  await expect(card).toHaveAttribute("data-status", "awaiting-approval");

  const other = new Chat(await (await browser.newContext()).newPage());
  await other.page.goto(page.url());
  const seen = other.answer.locator("[data-slot=tool-call]");
  await expect(seen).toHaveAttribute("data-status", "awaiting-approval");
  await expect(seen).toContainText("Echo Tool wants to run");
  // Only what is told can be seen from here on: the chat is not loaded again.
  const loads: string[] = [];
  other.page.on("request", (request) => {
    if (/\/api\/(messages|conversations)/.test(request.url())) loads.push(request.url());
  });

  // The second one gives leave, and the first sees that without a word.
  await seen.getByRole("button", { name: "Allow once", exact: true }).click();
  for (const [shown, at] of [
    [card, chat],
    [seen, other],
  ] as const) {
    await expect(shown).toHaveAttribute("data-status", "done");
    await at.says("The tool said: Echo: ahoy there");
    await at.status("complete");
  }
  expect(loads).toEqual([]);

  // The next one waits in the second browser as soon as it does in the first.
  await chat.ask("once more");
  const next = other.page.locator("[data-slot=tool-call]").last();
  await expect(next).toHaveAttribute("data-status", "awaiting-approval");
  const mine = page.locator("[data-slot=tool-call]").last();
  await expect(mine).toHaveAttribute("data-status", "awaiting-approval");
  await mine.getByRole("button", { name: "Deny…", exact: true }).click();
  await mine.getByRole("textbox").fill("Not twice");
  await mine.getByRole("textbox").press("Enter");
  await expect(next).toHaveAttribute("data-status", "denied");
  await expect(next.locator("[data-slot=ending]")).toHaveText("Denied by the owner: Not twice");
  await chat.status("complete");
  await other.status("complete");
  expect([...chat.complaints, ...other.complaints]).toEqual([]);
  await other.page.context().close();
});
