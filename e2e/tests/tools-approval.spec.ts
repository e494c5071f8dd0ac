import { expect, test } from "@playwright/test";
import { Server } from "../lib/server.ts";
import { Tools } from "../lib/tools.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());
test.beforeEach(() => choose("countdown", "ask"));

async function choose(tool: string, permission: string, enabled = true): Promise<void> {
  await server.api(`/api/tools/${tool}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ permission, enabled }),
  });
}

test("27. A call that waits is allowed from a second browser", async ({ browser }) => {
  const [one, two] = await Promise.all([browser.newContext(), browser.newContext()]);
  const first = new Tools(await one.newPage());
  const second = new Tools(await two.newPage());
  await second.visit(server.url);
  await first.visit(server.url, "?tool=countdown");
  await first.run("Seconds", "1");
  await first.is("awaiting-approval");
  await expect(first.card).toContainText("Countdown wants to run");
  await expect(first.card).toContainText(/expires in \d+:\d\d/);
  await first.accessibleInBoth();
  await second.history
    .getByRole("link", { name: /needs you/ })
    .first()
    .click();
  await second.is("awaiting-approval");
  await second.button("Allow once").click();
  await first.is("done");
  await second.is("done");
  await expect(first.card.locator("[data-slot=decision]")).toHaveText("Allowed by the owner");
  await one.close();
  await two.close();
});

test("27. Denied with a reason, by the keyboard alone", async ({ page }) => {
  const tools = new Tools(page);
  await tools.visit(server.url, "?tool=countdown");
  await page.getByRole("textbox", { name: "Seconds" }).fill("1");
  await page.keyboard.press("Control+Enter");
  await tools.is("awaiting-approval");
  await tools.button("Allow once").focus();
  await page.keyboard.press("d");
  const reason = tools.card.getByRole("textbox");
  await expect(reason).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(tools.button("Deny…")).toBeFocused();
  await page.keyboard.press("d");
  await reason.fill("Not today");
  await page.keyboard.press("Enter");
  await tools.is("denied");
  await expect(tools.ending).toHaveText("Denied by the owner: Not today");
  await tools.accessibleInBoth();
});

test("27. The first answer counts, and the other device is shown it", async ({ page }) => {
  const tools = new Tools(page);
  await tools.visit(server.url, "?tool=countdown");
  await tools.run("Seconds", "1");
  await tools.is("awaiting-approval");
  // The answer of another device wins while this one's is on its way.
  await page.route("**/api/approvals/*", async (route) => {
    const id = new URL(route.request().url()).pathname.split("/").at(-1);
    await server.post(`/api/approvals/${id}`, { decision: "deny", reason: "faster" });
    await route.continue();
  });
  await tools.button("Allow once").click();
  await tools.is("denied");
  await expect(tools.ending).toHaveText("Denied by the owner: faster");
  await expect(tools.card.getByRole("alert")).toHaveCount(0);
});

test("27. Always for this tool is its permission from then on", async ({ page }) => {
  const tools = new Tools(page);
  await tools.visit(server.url, "?tool=countdown");
  await tools.run("Seconds", "1");
  await tools.is("awaiting-approval");
  await tools.button("Always for this tool").click();
  await tools.is("done");
  await expect(page.getByRole("radio", { name: "Allow" })).toBeChecked();
  await expect(tools.card.locator("[data-slot=decision]")).toContainText("always from now on");
  const { job } = tools;
  await tools.button("Run again").click();
  await expect.poll(() => tools.job).not.toBe(job);
  await tools.is("done");
});

test("Permissions and switches hold on the server, and other tabs see them", async ({
  page,
  context,
}) => {
  const tools = new Tools(page);
  const other = new Tools(await context.newPage());
  await tools.visit(server.url, "?tool=clock");
  await other.visit(server.url, "?tool=clock");
  await page.getByRole("radio", { name: "Deny" }).check();
  await expect(tools.runs).toBeDisabled();
  await expect(page.getByText("allow it above to run it")).toBeVisible();
  await expect(other.page.getByRole("radio", { name: "Deny" })).toBeChecked();
  await expect(tools.list.getByRole("link", { name: "Clock denied" })).toBeVisible();
  await page.getByRole("radio", { name: "Allow" }).check();
  await expect(other.page.getByRole("radio", { name: "Allow" })).toBeChecked();
  await page.getByRole("switch", { name: "Switched on" }).click();
  await expect(other.page.getByRole("switch")).toHaveAttribute("aria-checked", "false");
  await expect(tools.list.getByRole("link", { name: "Clock off" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("switch")).toHaveAttribute("aria-checked", "false");
  await tools.accessibleInBoth();
  await page.getByRole("switch").click();
  await expect(tools.runs).toBeEnabled();
  await expect
    .poll(async () => {
      const { items } = await server.api<{ items: { name: string; enabled: boolean }[] }>(
        "/api/tools",
      );
      return items.find(({ name }) => name === "clock")?.enabled;
    })
    .toBe(true);
});
