import { expect, test } from "@playwright/test";
import { Server } from "../lib/server.ts";
import { Tools } from "../lib/tools.ts";
import { Wire } from "../lib/wire.ts";

let server: Server;
test.beforeEach(async () => {
  server = await new Server().start();
});
test.afterEach(() => server.close());

test("28. A network that was cut in mid-call leaves no trace in its log", async ({ page }) => {
  const wire = await new Wire(() => server.port).start();
  const tools = new Tools(page);
  await tools.visit(wire.url, "?tool=countdown");
  await tools.run("Seconds", "20");
  await expect(tools.log).toContainText("19 s left");
  wire.cut();
  await expect(tools.card.locator("[data-slot=lost]")).toContainText("Reconnecting");
  await expect(tools.log).toContainText("19 s left");
  await tools.accessible();
  const told = async () => ((await tools.log.textContent()) ?? "").trim().split("\n");
  const before = await told();
  wire.heal();
  await expect(tools.card.locator("[data-slot=lost]")).toHaveCount(0);
  const lines = Array.from({ length: 20 }, (_, index) => `${20 - index} s left`);
  // The end tells all of the log once more, and would mend what was missing until then.
  await expect.poll(async () => (await told()).length).toBeGreaterThan(before.length);
  const after = await told();
  expect(after).toEqual(lines.slice(0, after.length));
  await tools.is("running");
  await tools.is("done");
  await expect(tools.log).toHaveText(lines.join("\n"));
  await wire.close();
});

test("28. kill -9 in mid-call is told as interrupted soon after the return", async ({ page }) => {
  const tools = new Tools(page);
  await tools.visit(server.url, "?tool=countdown");
  await tools.run("Seconds", "300");
  await expect(tools.log).toContainText("299 s left");
  await server.kill();
  await expect(tools.dot).toHaveAttribute("data-state", "reconnecting");
  await server.start();
  await tools.is("interrupted", 6_000);
  await expect(tools.ending).toContainText("Interrupted: the server went down");
  await expect(tools.log).toContainText("299 s left");
  await expect(tools.history.locator("[data-status=interrupted]")).toBeVisible();
  await tools.accessible();
  await tools.button("Run again").click();
  await tools.is("running");
});

test("A server that cannot be reached leaves what is in sight, and the page comes back", async ({
  page,
}) => {
  const tools = new Tools(page);
  await tools.visit(server.url, "?tool=calculator");
  await page.getByRole("textbox", { name: "Expression" }).fill("2 ^ 10");
  await server.kill();
  await expect(tools.dot).toHaveAttribute("data-state", "reconnecting");
  await tools.runs.click();
  await expect(page.locator("[data-slot=problem]")).toContainText("cannot be reached");
  await expect(page.getByRole("textbox", { name: "Expression" })).toHaveValue("2 ^ 10");
  await server.start();
  await expect(tools.dot).toHaveAttribute("data-state", "live");
  await tools.runs.click();
  await tools.is("done");
  await expect(tools.result).toContainText("1024");
  await expect(tools.history.getByRole("link")).toHaveCount(1);
});
