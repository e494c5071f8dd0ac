import { expect, test } from "@playwright/test";
import { PASSWORD, Person } from "../lib/people.ts";
import { Script } from "../lib/script.ts";
import { Server } from "../lib/server.ts";

const script = new Script();
let server: Server;
let owner: Person;

test.beforeAll(async ({ browser }) => {
  await script.start();
  server = await new Server("--accounts", ...script.args).start();
  owner = await Person.in(browser);
  await owner.register(server.ownerLink, "mara");
});
test.afterAll(async () => {
  await owner.context.close();
  await server.close();
  await script.close();
});

test("A session that is ended elsewhere ends here at once, and nothing that was written is lost", async ({
  browser,
}) => {
  const other = await Person.in(browser);
  await other.page.goto(`${server.url}/chat`);
  await other.signIn("mara");
  await other.isIn("mara");
  const asked = script.asked();
  await other.chat.ask("Tell me of the tides");
  await asked;
  script.say("The tide comes in. ");
  await expect(other.chat.answer).toContainText("The tide comes in.");
  await other.chat.composer.fill("A draft that stays");

  await owner.endOtherSessions(server.url);

  await expect(other.heading("Your session has ended")).toBeVisible();
  // The page is as it was: it was left by nobody.
  await expect(other.chat.answer).toContainText("The tide comes in.");
  script.say("It goes out again.");
  script.finish();
  await expect(other.name).toHaveValue("mara");
  await other.password.fill(PASSWORD);
  await other.password.press("Enter");
  await other.isIn("mara");
  await expect(other.chat.composer).toHaveValue("A draft that stays");
  await other.chat.status("complete");
  await expect(other.chat.answer).toContainText("It goes out again.");
  await other.context.close();
});
