import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { openOwnerLink } from "../lib/owner.ts";
import { Server } from "../lib/server.ts";
import { fakeSources, refuse } from "../lib/sources.ts";
import { Tools } from "../lib/tools.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

/** A service on this machine that tells what it was asked. */
async function service() {
  const asked: string[] = [];
  const http = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers["x-kind"] ?? ""}`.trim());
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ tides: { high: "06:12", asked: request.url } }));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}`, close: () => http.close() };
}

test("An HTTP tool is added behind the owner's link, tried, run, changed, removed and put back", async ({
  page,
  context,
}) => {
  const tides = await service();
  const tools = new Tools(page);
  await tools.visit(server.url);
  await press(page, "Add tools");
  await press(page, "HTTP tool");
  await expect(page).toHaveURL(/do=add-http/);
  await field(page, "URL").fill(`${tides.url}/{harbour}`);
  await press(page, "From the address: harbour");
  await press(page, "Add a header");
  await field(page, "Name of header 1").fill("X-Kind");
  await field(page, "Value of header 1").fill("spring");
  await page.getByRole("switch", { name: "It may reach private addresses" }).click();
  await field(page, "Name").fill("tides");
  await field(page, "Title optional").fill("Tides");
  await field(page, "Description").fill("Tells the tides of a harbour.");
  await field(page, "Part of the answer optional").fill("/tides");
  await press(page, "Add the tool");
  // Not before this browser has shown whose it is; what was written stays.
  await expect(page.locator("[data-slot=owner-link]")).toBeVisible();
  await tools.accessibleInBoth();
  const second = await context.newPage();
  await openOwnerLink(second, server);
  await second.close();

  await press(page, "Try it");
  await field(page, "Harbour").fill("Saint Malo");
  await press(page, "Ask once");
  await expect(page.locator("[data-slot=tried]")).toContainText("06:12");
  expect(tides.asked).toEqual(["GET /Saint%20Malo spring"]);
  await press(page, "Add the tool");
  await expect(page).toHaveURL(/tool=tides$/);
  await expect(tools.list.getByRole("link", { name: "Tides" })).toBeVisible();

  await tools.run("Harbour", "Brest");
  // It asks first, as what comes from elsewhere does, or runs at once.
  const allow = tools.button("Allow once");
  await expect(allow.or(tools.result)).toBeVisible();
  if (await allow.isVisible()) await allow.click();
  await tools.is("done");
  await expect(tools.result).toContainText("/Brest");

  await press(page, "Edit Tides");
  await expect(page.getByRole("heading", { name: "Edit Tides" })).toBeVisible();
  await field(page, "Title optional").fill("High water");
  await press(page, "Save");
  await expect(page.getByRole("heading", { name: "High water", level: 2 })).toBeVisible();
  await expect(tools.list.getByRole("link", { name: "High water" })).toBeVisible();

  await press(page, "Remove High water");
  await expect(page.getByText("Removed “High water”")).toBeVisible();
  await expect(tools.list.getByRole("link", { name: "High water" })).toHaveCount(0);
  await tools.accessible();
  await press(page, "Undo");
  await expect(tools.list.getByRole("link", { name: "High water" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "High water", level: 2 })).toBeVisible();
  tides.close();
});

test("What is wrong is told at its field, by the page and by the server", async ({ page }) => {
  const tools = new Tools(page);
  await tools.visit(server.url, "?do=add-http");
  await press(page, "Add the tool");
  await expect(field(page, "URL")).toBeFocused();
  await expect(page.locator("[data-field=url] [data-slot=fault]")).toContainText("https://");
  await tools.accessibleInBoth();
  await refuse(page, "**/api/http-tools", 422, {
    code: "invalid_fields",
    errors: [{ path: "headers.0.value", message: "there is no secret `TIDES`" }],
  });
  await field(page, "URL").fill("https://example.com/");
  await field(page, "Name").fill("tides");
  await field(page, "Description").fill("Tells the tides.");
  await press(page, "Add a header");
  await field(page, "Name of header 1").fill("X-Api-Key");
  await field(page, "Value of header 1").fill("open");
  await expect(page.locator("[data-slot=open-secret]")).toBeVisible();
  await field(page, "Value of header 1").fill("{{secret:TIDES}}");
  await press(page, "Add the tool");
  await expect(page.getByText("there is no secret `TIDES`")).toBeVisible();
  await expect(field(page, "Value of header 1")).toBeFocused();
});

for (const width of [390, 1440]) {
  test(`Every state of a source stands up to a look at ${width} px, light and dark`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await fakeSources(page);
    const tools = new Tools(page);
    const looks: readonly (readonly [string, string])[] = [
      ["?source=files", "Ready with 2 tools"],
      ["?source=github", "trying again"],
      ["?source=notes", "Cannot be reached"],
      ["?source=weather-station", "Switched off"],
    ];
    for (const [query, words] of looks) {
      await tools.visit(server.url, query);
      await expect(page.locator("[data-slot=server-words]")).toContainText(words);
      await tools.accessibleInBoth();
    }
    for (const query of ["?do=add-server", "?tool=tides&do=edit", "?source=gone"]) {
      await tools.visit(server.url, query);
      await expect(page.locator("form[aria-label], [data-slot=no-source]").first()).toBeVisible();
      await tools.accessibleInBoth();
    }
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(width);
  });
}

test("Servers stand in the list with their state, are reached by the keyboard, and narrow it", async ({
  page,
}) => {
  await fakeSources(page);
  const tools = new Tools(page);
  await tools.visit(server.url);
  const row = (name: string) => tools.list.getByRole("link", { name });
  await expect(row("Files of the household MCP server, some fail")).toBeVisible();
  await expect(row("GitHub MCP server, waiting")).toBeVisible();
  await expect(row("weather-station MCP server, off")).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await expect(row("weather-station MCP server, off")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/source=weather-station/);
  await tools.list.getByRole("combobox", { name: "Show the tools of" }).selectOption("mcp:files");
  await expect(page).toHaveURL(/from=mcp%3Afiles/);
  await expect(tools.list.getByRole("link")).toHaveCount(3);
  await row("Read a text file").click();
  await expect(page).toHaveURL(/tool=files__read_text_file.*from=mcp%3Afiles/);
  await page.reload();
  await expect(tools.list.getByRole("link")).toHaveCount(3);
  // What stands in the configuration is not changed here.
  await tools.visit(server.url, "?source=notes");
  await expect(page.locator("[data-slot=fixed]")).toContainText("thalweg.toml");
  await expect(page.getByRole("button", { name: "Edit notes" })).toHaveCount(0);
});

test("Guests have no sources, and are told so where a link leads there", async ({ page }) => {
  const guests = await new Server("--guests").start();
  const tools = new Tools(page);
  await tools.visit(guests.url, "?source=files");
  await expect(page.locator("[data-slot=no-source]")).toContainText("for the owner");
  await expect(page.getByRole("button", { name: "Add tools" })).toHaveCount(0);
  // Nothing was asked for that does not exist for them.
  expect(tools.complaints).toEqual([]);
  await guests.close();
});
