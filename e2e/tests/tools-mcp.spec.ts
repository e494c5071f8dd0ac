import { existsSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { EVERYTHING, EverythingOverHttp } from "../lib/everything.ts";
import { openOwnerLink } from "../lib/owner.ts";
import { Server } from "../lib/server.ts";
import { Tools } from "../lib/tools.ts";
import { Upstream } from "../lib/upstream.ts";

// The reference server of the protocol's authors, as somebody would add it.
const models = new Upstream();
let server: Server;
test.beforeAll(async () => {
  await models.start();
  const key = ["--openai-api-key", "sk-test", "--model", "openai/caller"];
  server = await new Server("--openai-base-url", models.url, ...key).start();
});
test.afterAll(() => Promise.all([server.close(), models.close()]));

const READY = { timeout: 30_000 };
const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const words = (page: Page) => page.locator("[data-slot=server-words]");
const problem = (page: Page) => page.locator("[data-slot=server-problem]");

type Known = { name: string; status: string };
const known = async () => (await server.api<{ items: Known[] }>("/api/mcp-servers")).items;

/** Asks for the page as who has shown that the machine is theirs. */
async function asOwner(page: Page): Promise<void> {
  await server.terminate();
  await server.start();
  await openOwnerLink(page, server);
}

async function addProgram(page: Page, name: string, command: string, ...args: string[]) {
  await new Tools(page).visit(server.url, "?do=add-server");
  await field(page, "Command").fill(command);
  await field(page, "Arguments optional").fill(args.join("\n"));
  await field(page, "Name").fill(name);
  await press(page, "Add the server");
  await expect(page).toHaveURL(new RegExp(`source=${name}$`));
}

async function addEverything(page: Page): Promise<Tools> {
  await asOwner(page);
  if ((await known()).some(({ name }) => name === "everything")) {
    await new Tools(page).visit(server.url, "?source=everything");
  } else await addProgram(page, "everything", process.execPath, EVERYTHING);
  await expect(words(page)).toHaveText(/Ready with \d+ tools/, READY);
  return new Tools(page);
}

async function allow(tools: Tools): Promise<void> {
  await tools.is("awaiting-approval");
  await tools.button("Allow once").click();
}

test("A program is tried, added, and its tools are run", async ({ page }) => {
  test.slow();
  await asOwner(page);
  const tools = new Tools(page);
  await tools.visit(server.url, "?do=add-server");
  await field(page, "Command").fill(process.execPath);
  await field(page, "Arguments optional").fill(`${EVERYTHING}.mjs`);
  await field(page, "Name").fill("everything");
  await press(page, "Test the connection");
  const tried = page.locator("[data-slot=tried]");
  await expect(tried).toContainText("exited with status 1", READY);
  await expect(page.locator("[data-slot=tried-log]")).toContainText("Cannot find module");
  await tools.accessibleInBoth();
  await field(page, "Arguments optional").fill(EVERYTHING);
  await press(page, "Test the connection");
  await expect(tried).toContainText(/It answers, with \d+ tools/, READY);
  expect(await known()).toEqual([]);
  await press(page, "Add the server");
  await expect(words(page)).toHaveText(/Ready with \d+ tools/, READY);
  await tools.accessibleInBoth();
  await page
    .locator("main section[aria-label='Its tools']")
    .getByRole("link", { name: /^Echo Tool/ })
    .click();
  await tools.run("Message", "ahoy");
  await expect(tools.card).toContainText("wants to run");
  await allow(tools);
  await tools.is("done");
  await expect(tools.result).toContainText("Echo: ahoy");
  expect(tools.complaints).toEqual([]);
});

test("A long call tells how far it is, over a reload too, and is stopped", async ({ page }) => {
  const tools = await addEverything(page);
  await tools.visit(server.url, "?tool=everything__trigger-long-running-operation");
  await field(page, "Steps optional").fill("200");
  await tools.run("Duration", "100");
  await allow(tools);
  await tools.is("running");
  const bar = tools.card.getByRole("progressbar");
  await expect(bar).toHaveAttribute("aria-valuenow", /^[1-9]/);
  await page.reload();
  await tools.is("running");
  await expect(bar).toHaveAttribute("aria-valuenow", /^[3-9]|^\d\d/);
  await tools.button("Stop").click();
  await tools.is("cancelled");
  // The server is told, and is there for the next one.
  await tools.visit(server.url, "?tool=everything__get-sum");
  await field(page, "A").fill("2");
  await tools.run("B", "40");
  await allow(tools);
  await tools.is("done");
  await expect(tools.result).toContainText("42");
});

test("It is restarted, outlives Thalweg’s restart, is removed and put back", async ({ page }) => {
  test.slow();
  const tools = await addEverything(page);
  const [first] = server.children;
  await press(page, "Restart");
  await expect.poll(() => server.children, READY).not.toContain(first);
  await expect.poll(async () => (await known())[0]?.status, READY).toBe("ready");
  const [second] = server.children;
  expect(second).toBeDefined();
  // It ends with the server that started it, and comes again with it.
  expect(await server.terminate()).toBe(0);
  expect(existsSync(`/proc/${second}`)).toBe(false);
  await server.start();
  await expect.poll(async () => (await known())[0]?.status, READY).toBe("ready");
  await openOwnerLink(page, server);
  await tools.visit(server.url, "?source=everything");
  await press(page, "Remove everything");
  await expect(page.getByText("Removed “everything”")).toBeVisible();
  await expect(tools.list.getByRole("link", { name: /Echo Tool/ })).toHaveCount(0);
  expect(await known()).toEqual([]);
  await press(page, "Undo");
  await expect(words(page)).toHaveText(/Ready with \d+ tools/, READY);
  await expect(tools.list.getByRole("link", { name: /Echo Tool/ })).toBeVisible();
});

test("What cannot be started says why, and is mended", async ({ page }) => {
  await asOwner(page);
  await addProgram(page, "wrong", "thalweg-no-such-program");
  await expect(words(page)).toHaveText("Cannot be reached");
  await expect(problem(page)).toContainText("thalweg-no-such-program was not found");
  await new Tools(page).accessibleInBoth();
  await press(page, "Edit wrong");
  await field(page, "Command").fill(process.execPath);
  await field(page, "Arguments optional").fill(`${EVERYTHING}.mjs`);
  await press(page, "Save");
  // It may come to be there, so it is tried again by itself, and at once if somebody wants that.
  await expect(words(page)).toContainText("Cannot be reached; ", READY);
  await expect(problem(page)).toContainText("exited with status 1");
  await press(page, "Try now");
  await press(page, "Edit wrong");
  await field(page, "Arguments optional").fill(EVERYTHING);
  await press(page, "Save");
  await expect(words(page)).toHaveText(/Ready with \d+ tools/, READY);
  await expect(problem(page)).toHaveCount(0);
  await press(page, "Remove wrong");
  await expect(page).not.toHaveURL(/source=/);
});

test("A model calls a tool of it once it is allowed to", async ({ page }) => {
  await addEverything(page);
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("ahoy there");
  const card = chat.answer.locator("[data-slot=tool-call]");
  await expect(card).toHaveAttribute("data-status", "awaiting-approval");
  await expect(card).toContainText("Echo Tool wants to run");
  await chat.accessibleInBoth();
  // Whose tool it is has room on a phone, too.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => card.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  await card.getByRole("button", { name: "Allow once", exact: true }).click();
  await chat.status("complete");
  await expect(card).toHaveAttribute("data-status", "done");
  await chat.says("The tool said: Echo: ahoy there");
});

test("Over HTTP it is reached where private addresses are allowed", async ({ page }) => {
  test.slow();
  const remote = await new EverythingOverHttp().start();
  await asOwner(page);
  const tools = new Tools(page);
  await tools.visit(server.url, "?do=add-server");
  await page.getByRole("radio", { name: "Address" }).check();
  await field(page, "URL").fill(remote.url);
  await field(page, "Name").fill("remote");
  await press(page, "Test the connection");
  await expect(page.locator("[data-slot=tried]")).toContainText("not on the public internet");
  await page.getByRole("switch", { name: "It may reach private addresses" }).click();
  await press(page, "Add the server");
  await expect(words(page)).toHaveText(/Ready with \d+ tools/, READY);
  await tools.visit(server.url, "?tool=remote__echo");
  await tools.run("Message", "over the wire");
  await allow(tools);
  await tools.is("done");
  await expect(tools.result).toContainText("Echo: over the wire");
  await remote.close();
});

test("A server asks back, and the answer comes from a second browser", async ({
  page,
  browser,
}) => {
  test.slow();
  const first = await addEverything(page);
  const context = await browser.newContext();
  const second = new Tools(await context.newPage());
  await second.visit(server.url);
  await first.visit(server.url, "?tool=everything__trigger-elicitation-request");
  await first.runs.click();
  await allow(first);
  await expect(first.card).toContainText("asks you something");
  const question = first.card.locator("[data-slot=question]");
  await expect(question).toContainText("The server everything asks:");
  await expect(question).toContainText("Please provide inputs for the following fields");
  await expect(first.card).toContainText(/expires in \d+:\d\d/);
  await first.accessibleInBoth();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => first.card.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  // What is wrong is told at its field, before anything is sent.
  const name = first.card.getByRole("textbox", { name: "String", exact: true });
  await first.button("Send the answer").click();
  await expect(name).toBeFocused();
  await expect(question.locator("[data-field='args.name'] [data-slot=fault]")).toHaveText(
    "This must be given.",
  );
  await name.fill("Only half");
  // Another device sees it wait, and is faster.
  await second.history
    .getByRole("link", { name: /needs you/ })
    .first()
    .click();
  await second.card.getByRole("textbox", { name: "String", exact: true }).fill("Ada");
  await second.card.getByRole("checkbox", { name: "Drums" }).check();
  const hero = second.card.locator("[data-field='args.titledSingleSelectEnum'] select");
  await hero.selectOption("Wonder Woman");
  await second.button("Send the answer").click();
  await second.is("done");
  await first.is("done");
  await expect(first.card.getByRole("status")).toHaveText(
    "Answered by the owner. Nothing was sent from here.",
  );
  await expect(first.card).toBeFocused();
  const answered = first.card.locator("[data-slot=answered]");
  for (const given of ["Ada", "hero-3", "Drums"]) await expect(answered).toContainText(given);
  await expect(first.result).toContainText("Name: Ada");
  expect(first.complaints).toEqual([]);
  await context.close();
});

test("A model’s call asks in the chat, and is declined there", async ({ page }) => {
  await addEverything(page);
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("please ask me");
  const card = chat.answer.locator("[data-slot=tool-call]");
  await card.getByRole("button", { name: "Allow once", exact: true }).click();
  await expect(card.locator("[data-slot=question]")).toBeVisible();
  await expect(card).toHaveAttribute("data-status", "awaiting-approval");
  await chat.accessibleInBoth();
  // A reload has it again.
  await page.reload();
  await card.getByRole("button", { name: "Decline", exact: true }).click();
  await chat.status("complete");
  await expect(card).toHaveAttribute("data-status", "done");
  await expect(chat.answer).toContainText("User declined to provide the requested information");
});
