import { expect, test } from "@playwright/test";
import { refuseWith } from "../lib/accounts.ts";
import { PASSWORD, Person } from "../lib/people.ts";
import { Server } from "../lib/server.ts";

const server = new Server("--accounts");
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

test("What is sent while nobody is signed in goes out after the sign-in, once", async ({
  browser,
}) => {
  const other = await Person.in(browser);
  await other.page.goto(`${server.url}/chat`);
  await other.signIn("mara");
  await other.isIn("mara");
  // The answers alone tell of the end: the stream goes on.
  for (const path of ["realtime", "me"]) {
    await other.page.route(`**/api/${path}`, (route) =>
      refuseWith(route, 401, "unauthorized", "sign in first"),
    );
  }
  await other.chat.composer.fill("Repeat after me: Sent in the wrong moment");
  await other.chat.composer.press("Enter");
  await expect(other.heading("Your session has ended")).toBeVisible();
  await other.page.unrouteAll();
  await other.password.fill(PASSWORD);
  await other.password.press("Enter");
  await other.chat.status("complete");
  await expect(other.chat.answer).toContainText("Sent in the wrong moment");
  const page = await other.ask<{ items: unknown[] }>(
    `/api/messages?conversationId=${other.chat.id}`,
  );
  expect(page.items).toHaveLength(2);
  await other.context.close();
});

test("Another person at an ended session gets a page of their own", async ({ browser }) => {
  const link = await owner.invite(server.url, "Member");
  const dora = await Person.in(browser);
  await dora.register(link, "dora");
  await dora.context.close();

  const shared = await Person.in(browser);
  await shared.page.goto(`${server.url}/chat`);
  await shared.signIn("mara");
  await shared.isIn("mara");
  await shared.chat.composer.fill("Words of the owner");
  await owner.endOtherSessions(server.url);
  await expect(shared.heading("Your session has ended")).toBeVisible();
  await shared.signIn("dora");
  await shared.isIn("dora");
  await expect(shared.chat.composer).toHaveValue("");
  await expect(shared.page.getByText("No chats yet")).toBeVisible();
  const kept = await shared.page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  expect(kept).not.toContain("Words of the owner");
  await shared.context.close();
});

test("All tabs of a browser go on with one sign-in", async ({ browser }) => {
  const person = await Person.in(browser);
  await person.page.goto(`${server.url}/chat`);
  await person.signIn("mara");
  await person.isIn("mara");
  const second = new Person(person.context, await person.context.newPage());
  await second.chat.open(server.url);
  await second.chat.composer.fill("In the second tab");
  await owner.endOtherSessions(server.url);
  await expect(person.heading("Your session has ended")).toBeVisible();
  await expect(second.heading("Your session has ended")).toBeVisible();
  await person.password.fill(PASSWORD);
  await person.password.press("Enter");
  await person.isIn("mara");
  await second.isIn("mara");
  await expect(second.chat.composer).toHaveValue("In the second tab");
  // A sign-out is one of the browser, too.
  await person.signOut();
  await expect(second.heading("Sign in")).toBeVisible();
  await person.context.close();
});
