import { expect, type Page, test } from "@playwright/test";
import { SHORTCUTS } from "../../web/src/lib/shortcuts.ts";
import { Chat } from "../lib/chat.ts";
import { Server } from "../lib/server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

const make = (title: string) => server.post<{ id: string }>("/api/conversations", { title });
const palette = (page: Page) => page.getByRole("combobox", { name: "Search chats and commands" });
const title = (page: Page) => page.getByRole("heading", { level: 1 });
const run = async (page: Page, words: string) => {
  await page.keyboard.press("Control+k");
  await palette(page).fill(words);
  await page.keyboard.press("Enter");
};

test("30. The palette finds chats, words in them and commands, by keys alone", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: a cormorant dries its wings");
  await chat.status("complete");
  const { id } = chat;
  await make("Ledger of the ferry");

  await expect(chat.composer).toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(palette(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(chat.composer).toBeFocused();

  await run(page, "ferry led");
  await expect(title(page)).toHaveText("Ledger of the ferry");
  await page.keyboard.press("Control+k");
  await palette(page).fill("cormorant dries");
  const hit = page.getByRole("option", { name: /cormorant dries/ }).last();
  await expect(hit).toBeVisible();
  while ((await hit.getAttribute("aria-selected")) !== "true") {
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect.poll(() => chat.id).toBe(id);

  await run(page, "rename");
  await expect(page.getByRole("textbox", { name: "Title of the chat" })).toBeFocused();
  await page.keyboard.type("Birds of the quay");
  await page.keyboard.press("Enter");
  await expect(title(page)).toHaveText("Birds of the quay");
  await expect(chat.composer).toBeFocused();
  await run(page, "pin");
  await expect(page.getByRole("heading", { name: "Pinned" })).toBeVisible();
  await run(page, "dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await run(page, "delete");
  await expect(page.getByText("Deleted “Birds of the quay”")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(title(page)).toHaveText("Birds of the quay");
  await run(page, "archive this");
  await expect(page.getByText("Archived “Birds of the quay”")).toBeVisible();
  await run(page, "new chat");
  await expect(title(page)).toHaveText("New chat");
  await expect(chat.composer).toBeFocused();
  expect(chat.complaints).toEqual([]);
});

test("30. Every shortcut stands on the sheet, which opens and goes by keys", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.composer.fill("what? ");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await chat.composer.fill("");
  await page.locator("[data-slot=connection-dot]").focus();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Shortcuts" });
  for (const { label } of Object.values(SHORTCUTS)) {
    await expect(sheet.getByText(label, { exact: true }).first()).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(page.locator("[data-slot=connection-dot]")).toBeFocused();
  await page.keyboard.press("Control+,");
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
  // Over a dialog the palette alone opens, in its place.
  await page.keyboard.press("Control+k");
  await expect(palette(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Escape");
  await expect(chat.composer).toBeFocused();
});

test("30. The chats fold by a key; that holds, and loses no focus", async ({ page }) => {
  const chat = new Chat(page);
  await make("A chat to be seen");
  await chat.open(server.url);
  const panel = page.getByRole("complementary", { name: "Chats" });
  await expect(panel).toBeVisible();
  await page.getByRole("searchbox").focus();
  await page.keyboard.press("Control+b");
  await expect(panel).toBeHidden();
  await expect(chat.composer).toBeFocused();
  await page.reload();
  await expect(chat.dot).toHaveAttribute("data-state", "live");
  await expect(panel).toBeHidden();
  await page.getByRole("button", { name: "Show the chats" }).press("Enter");
  await expect(panel).toBeVisible();
  await page.keyboard.press("Control+b");
  await page.keyboard.press("Control+Shift+f");
  await expect(page.getByRole("searchbox")).toBeFocused();
});

test("30. Tab goes through the page in the order in which it is read", async ({ page }) => {
  const chat = new Chat(page);
  await make("One to tab through");
  await chat.open(server.url);
  await expect(page.locator("[data-chat]").first()).toBeVisible();
  await page.locator("body").evaluate((body) => {
    body.tabIndex = -1;
    body.focus();
  });
  const names: string[] = [];
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const at = document.activeElement;
      if (at === null || at === document.body) return "";
      return at.getAttribute("aria-label") ?? at.textContent ?? at.tagName;
    });
    if (name === "") break;
    names.push(name);
  }
  const at = (part: string) => names.findIndex((name) => name.includes(part));
  expect(at("Skip to the composer")).toBe(0);
  const order = [
    "Skip to the composer",
    "Chat",
    "Search chats and commands",
    "Settings",
    "Connection",
    "Search all chats",
    "New chat",
    "Hide the chats",
    "More for",
    "Archive",
    "Show me what you can do",
    "Message",
  ].map(at);
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  // The skip link leads where it says.
  await page.locator("body").evaluate((body) => body.focus());
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(chat.composer).toBeFocused();
});

test("32. Motion is as the system wishes, unless the reader wishes otherwise", async ({ page }) => {
  const chat = new Chat(page);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await chat.open(server.url);
  await chat.ask("Write 900 words about tides, stream slowly");
  const moves = () =>
    page
      .locator("[data-slot=mark][data-state=running] svg")
      .first()
      .evaluate((path) => getComputedStyle(path).animationName);
  await expect.poll(moves).toBe("none");
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("radiogroup", { name: "Motion" }).getByText("Full").click();
  expect(await moves()).toBe("flow");
  await page.getByRole("radiogroup", { name: "Motion" }).getByText("Reduced").click();
  await page.emulateMedia({ reducedMotion: "no-preference" });
  expect(await moves()).toBe("none");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await chat.status("stopped");
});

test("32. At 400 % of zoom nothing is cut off and all is in reach", async ({ page }) => {
  const chat = new Chat(page);
  await make("A title that is longer than such a narrow window can show on one line");
  for (const [width, height] of [
    [640, 450],
    [320, 640],
    [320, 256],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto(`${server.url}/chat`);
    await expect(chat.composer).toBeInViewport();
    await expect(
      page.getByRole("button", { name: "Search chats and commands" }).and(page.locator(":visible")),
    ).toBeInViewport();
    const cut = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    expect(await cut()).toBe(0);
    for (const [keys, name] of [
      ["Control+k", "Search chats and commands"],
      ["Control+,", "Settings"],
      ["Control+/", "Shortcuts"],
      ["Control+b", "Chats"],
    ] as const) {
      await page.keyboard.press(keys);
      const dialog = page.getByRole("dialog", { name });
      await expect(dialog).toBeInViewport({ ratio: 0.99 });
      const sideways = await dialog.evaluate((box) =>
        [box, ...box.querySelectorAll("*")].some(
          (part) =>
            part.scrollWidth > part.clientWidth + 1 &&
            /auto|scroll/.test(getComputedStyle(part).overflowX) &&
            part.tagName !== "INPUT",
        ),
      );
      expect(sideways, `${name} at ${width}`).toBe(false);
      await page.keyboard.press("Escape");
      await expect(dialog).toHaveCount(0);
    }
  }
});

test("32. In forced colours the open chat and the choice are still told apart", async ({
  page,
}) => {
  const { id } = await make("One of two");
  await make("Two of two");
  const chat = new Chat(page);
  await page.emulateMedia({ forcedColors: "active" });
  await chat.open(server.url, id);
  const outline = (at: string) =>
    page
      .locator(at)
      .first()
      .evaluate((element) => getComputedStyle(element).outlineStyle);
  await expect.poll(() => outline(`[data-chat="${id}"]`)).toBe("solid");
  expect(await outline(`[data-chat]:not([data-chat="${id}"])`)).toBe("none");
  await page.keyboard.press("Control+k");
  await expect.poll(() => outline("[role=option][aria-selected=true]")).toBe("solid");
});

test("34. What was chosen is there at the first paint, and in every tab", async ({
  page,
  context,
}) => {
  const chat = new Chat(page);
  await page.emulateMedia({ colorScheme: "light" });
  await chat.open(server.url);
  const other = new Chat(await context.newPage());
  await other.open(server.url);
  const fonts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "font") fonts.push(request.url());
  });
  await page.getByRole("button", { name: "Settings" }).click();
  expect(fonts).toEqual([]);
  await page.getByRole("radiogroup", { name: "Theme" }).getByText("Dark").click();
  await page.getByRole("radiogroup", { name: "Density" }).getByText("Compact").click();
  await page.getByRole("radiogroup", { name: "Font" }).getByText("Geist").click();
  await expect.poll(() => fonts.length).toBe(1);
  await expect(other.page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(other.page.locator("html")).toHaveAttribute("data-density", "compact");

  // The page as it is drawn before any script file has come.
  const bare = await context.newPage();
  await bare.emulateMedia({ colorScheme: "light" });
  await bare.route(/\/_next\/.*\.js/, () => {});
  await bare.goto(`${server.url}/chat`, { waitUntil: "commit" });
  const drawn = () =>
    bare.evaluate(() => {
      const { backgroundColor, fontFamily } = getComputedStyle(document.documentElement);
      return { backgroundColor, font: fontFamily.toLowerCase().split(",")[0] };
    });
  await expect(bare.locator("main")).toBeVisible();
  expect((await drawn()).backgroundColor).toBe("rgb(9, 9, 11)");
  expect((await drawn()).font).toContain("geist");
  await bare.close();

  // Without a choice, the system's.
  await page.getByRole("radiogroup", { name: "Theme" }).getByText("System").click();
  const ground = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await ground()).toBe("rgb(250, 250, 250)");
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await ground()).toBe("rgb(9, 9, 11)");
});

test("35. The page asks nobody but its own server for anything", async ({ page }) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== server.url && !/^(data|blob):/.test(url.protocol)) foreign.push(url.href);
  });
  const chat = new Chat(page);
  await chat.open(server.url);
  await page.getByRole("button", { name: "Settings" }).click();
  for (const font of ["Geist", "IBM Plex", "Manrope", "Mona", "Inter"]) {
    await page.getByRole("radiogroup", { name: "Font" }).getByText(font).click();
    await page.evaluate(() => document.fonts.ready);
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(palette(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await chat.ask("Show me what you can do, stream fast");
  await chat.status("complete");
  expect(foreign).toEqual([]);
  expect(chat.complaints).toEqual([]);
});
