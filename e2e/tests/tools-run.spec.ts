import { expect, test } from "@playwright/test";
import { Server } from "../lib/server.ts";
import { Tools } from "../lib/tools.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

test("A tool is found, run, and its result shown and kept", async ({ page }) => {
  const tools = new Tools(page);
  await tools.visit(server.url);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("calc");
  await expect(tools.list.getByRole("link")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/tool=calculator/);
  await tools.run("Expression", "17% of 2,340");
  await tools.is("done");
  await expect(tools.result).toContainText("397.8");
  await expect(tools.card.locator("[data-slot=elapsed]")).toBeVisible();
  await expect(
    tools.history.getByRole("link", { name: /Calculator.*17% of/ }).first(),
  ).toBeVisible();
  await tools.card.locator("[data-slot=output]").getByRole("button", { name: "JSON" }).click();
  await expect(tools.result).toContainText('"result": "397.8"');
  // The address is all that is needed to see it again.
  await page.reload();
  await tools.is("done");
  await expect(tools.result).toContainText("397.8");
  expect(tools.complaints).toEqual([]);
});

test("What is wrong is told at its field before anything is sent", async ({ page }) => {
  const tools = new Tools(page);
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().includes("/api/tools/")) sent += 1;
  });
  await tools.visit(server.url, "?tool=countdown");
  const field = page.getByRole("textbox", { name: "Seconds" });
  const fault = page.locator("[data-field='args.seconds'] [data-slot=fault]");
  await tools.runs.click();
  await expect(fault).toHaveText("This must be given.");
  await expect(field).toBeFocused();
  await field.fill("4000");
  await expect(fault).toHaveText("Give a number from 1 to 3600.");
  await field.fill("two");
  await expect(fault).toHaveText("Give a number.");
  await field.fill("1");
  await expect(fault).toHaveCount(0);
  expect(sent).toBe(0);

  await page.getByRole("button", { name: "Edit as JSON" }).click();
  const raw = page.getByRole("textbox", { name: "Arguments as JSON" });
  await expect(raw).toHaveValue('{\n  "seconds": 1\n}');
  await raw.fill('{"seconds": 1, "more": 2}');
  await page.getByRole("button", { name: "Back to the form" }).click();
  await expect(page.getByText("The form has no place for some of this.")).toBeVisible();
  await raw.fill('{"seconds": 1');
  await tools.runs.click();
  await expect(page.getByText("This is not JSON")).toBeVisible();
  await expect(raw).toBeFocused();
  expect(sent).toBe(0);
  await raw.fill('{"seconds": 1}');
  await tools.runs.click();
  await tools.is("done");
});

test("What the server finds wrong is told at the field too", async ({ page }) => {
  const tools = new Tools(page);
  await page.route("**/api/tools/calculator", (route) =>
    route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      json: {
        code: "invalid_fields",
        status: 422,
        title: "Some fields are wrong",
        errors: [{ path: "args.expression", message: "`1 +` ends too early" }],
      },
    }),
  );
  await tools.visit(server.url, "?tool=calculator");
  await page.getByRole("textbox", { name: "Expression" }).fill("1 +");
  await tools.runs.click();
  await expect(page.locator("[data-field='args.expression'] [data-slot=fault]")).toHaveText(
    "1 + ends too early.",
  );
  await expect(page.getByRole("textbox", { name: "Expression" })).toBeFocused();
});

test("28. Progress and log come live, after a reload too, and a call can be stopped", async ({
  page,
}) => {
  const tools = new Tools(page);
  await tools.visit(server.url, "?tool=countdown");
  await tools.run("Seconds", "120");
  await tools.is("running");
  await expect(tools.log).toContainText("119 s left");
  await expect(tools.card.getByRole("progressbar")).toBeVisible();
  await page.reload();
  await tools.is("running");
  // From its first line on, and then the next.
  await expect(tools.log).toContainText("120 s left");
  await expect(tools.log).toContainText("117 s left");
  await tools.button("Stop").click();
  await tools.is("cancelled");
  await expect(tools.ending).toContainText("Stopped.");
  await tools.button("Run again").click();
  await tools.is("running");
  await tools.button("Stop").click();
  await tools.is("cancelled");
});

test("A tool that fails says why, and its arguments can be mended", async ({ page }) => {
  const tools = new Tools(page);
  await tools.visit(server.url, "?tool=calculator");
  await tools.run("Expression", "1 / 0");
  await tools.is("error");
  await expect(tools.ending).not.toBeEmpty();
  await page.getByRole("textbox", { name: "Expression" }).fill("something else");
  await tools.button("Edit the arguments").click();
  await expect(page.getByRole("textbox", { name: "Expression" })).toHaveValue("1 / 0");
  await tools.run("Expression", "1 / 4");
  await tools.is("done");
  await expect(tools.result).toContainText("0.25");
});

test("Two calls are held beside each other, line by line", async ({ page }) => {
  const tools = new Tools(page);
  await tools.visit(server.url, "?tool=calculator");
  await tools.run("Expression", "6 * 7");
  await tools.is("done");
  await expect(tools.result).toContainText("42");
  await tools.run("Expression", "6 * 8");
  await expect(tools.result).toContainText("48");
  await page.getByRole("button", { name: "Compare two calls" }).click();
  await tools.history.getByRole("button", { name: /6 \* 7/ }).click();
  const dialog = page.getByRole("dialog");
  const result = dialog.getByRole("region", { name: "Result" });
  await expect(result).toContainText("1 line differs");
  const cells = result.locator("tr[data-same=false] td");
  await expect(cells).toHaveText([/"result": "48"/, /"result": "42"/]);
  await tools.accessibleInBoth();
  await page.reload();
  await expect(dialog.getByRole("heading", { name: "Calculator" })).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(tools.result).toContainText("48");
});

test("A call or a tool that is not there is told so", async ({ page }) => {
  const tools = new Tools(page);
  await tools.visit(server.url, "?tool=nothing&job=01900000-0000-7000-8000-000000000000");
  await expect(page.getByText("There is no tool nothing here.")).toBeVisible();
  await expect(page.getByText("There is no such call")).toBeVisible();
  await tools.accessible();
});

test("Older calls come when they are wanted", async ({ page }) => {
  const first = await server.post<{ jobId: string }>("/api/tools/clock", { args: {} });
  for (let count = 0; count < 35; count += 1) {
    await server.post("/api/tools/calculator", { args: { expression: `${count} + 1` } });
  }
  const tools = new Tools(page);
  await tools.visit(server.url);
  await expect(tools.history.getByRole("link")).toHaveCount(30);
  await page.getByRole("button", { name: "Show older calls" }).click();
  const oldest = tools.history.locator(`[data-row="${first.jobId}"]`);
  await expect(oldest).toBeVisible();
  await oldest.click();
  await expect(tools.card.locator(`[data-slot=output]`)).toContainText("UTC");
  expect(tools.job).toBe(first.jobId);
});
