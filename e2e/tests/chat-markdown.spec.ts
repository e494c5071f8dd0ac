import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { Chat, words } from "../lib/chat.ts";
import { EVERYTHING, ticks } from "../lib/markdown.ts";
import { Server } from "../lib/server.ts";
import { Upstream } from "../lib/upstream.ts";

let upstream: Upstream;
let server: Server;
test.beforeAll(async () => {
  upstream = await new Upstream().start();
  server = await new Server("--openai-base-url", upstream.url, "--model", "openai/told").start();
});
test.afterAll(async () => {
  await server.close();
  await upstream.close();
});

/** A chat whose model says what `upstream.tell` has it say, and waits in between. */
async function told(page: Page, ...pieces: (string | null)[]): Promise<Chat> {
  const chat = new Chat(page);
  await chat.open(server.url);
  upstream.tell(...pieces);
  await chat.ask("Go on");
  return chat;
}

const body = (chat: Chat) => chat.answer.locator("[data-slot=markdown]");

test("6. Text flows evenly, and no more than 150 ms behind what has come", async ({ page }) => {
  const burst = `${"slow water wears stone away ".repeat(10)}\n\n`;
  const chat = await told(page, "Now. ");
  await chat.read(4);
  const now = Date.now();
  await page.clock.install({ time: now });
  // Not so far ahead that the page takes its stream for dead, and waits for timers to try again.
  await page.clock.pauseAt(now + 8_000);
  const start = await length(chat);
  for (const round of [1, 2, 3]) {
    upstream.tell(burst);
    // Frames of 16 ms by the page's own clock, so that a slow machine changes nothing.
    const seen: number[] = [];
    const whole = start + round * (burst.trim().length + 1);
    while ((seen.at(-1) ?? 0) < whole - 4) {
      expect(seen.length, "frames until it is shown").toBeLessThan(600);
      await page.clock.runFor(16);
      seen.push(await length(chat));
    }
    const first = seen.findIndex((now) => now > (seen[0] ?? 0));
    const frames = seen.length - first;
    const steps = seen.slice(first).map((now, at) => now - (seen[first + at - 1] ?? 0));
    expect(frames * 16).toBeLessThanOrEqual(150);
    expect(frames).toBeGreaterThanOrEqual(5);
    expect(Math.max(...steps)).toBeLessThanOrEqual((burst.length / frames) * 2.5);
  }
  // The end waits for nothing.
  upstream.tell(burst, null);
  await expect
    .poll(async () => {
      await page.clock.runFor(1);
      return chat.answer.getAttribute("data-status");
    })
    .toBe("complete");
  expect(await length(chat)).toBeGreaterThanOrEqual(start + 4 * burst.trim().length);
});

const length = async (chat: Chat) =>
  ((await body(chat).textContent()) ?? "").replace(/\s+/g, " ").length;

test("7. Half-written markdown has a stable form and nothing jumps", async ({ page }) => {
  const chat = await told(page, "Begin.\n\n");
  await chat.read(5);
  await watch(page);
  for (const piece of ticks(EVERYTHING, 3)) {
    upstream.tell(piece);
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  upstream.tell(null);
  await chat.status("complete");
  const look = () => page.evaluate(() => (window as unknown as { seen: Seen }).seen);
  // The colours come from a worker, which may be later than the answer's end.
  await expect.poll(async () => (await look()).colored).toBeGreaterThanOrEqual(2);
  const seen = await look();
  // A busy machine draws every third frame and not every second.
  expect(seen.count).toBeGreaterThan(30);
  // Marks that are opened are never shown as letters.
  expect(seen.raw).toEqual([]);
  // The head of a block of code, and what is pressed in it, keeps its place.
  expect(seen.jumps).toEqual([]);
  // A line that had its colours once has them in every later frame.
  expect(seen.bleached).toEqual([]);
  await expect(body(chat).locator("[data-slot=math][data-state=drawn]")).toHaveCount(2);
  expect(chat.complaints).toEqual([]);
});

type Seen = {
  count: number;
  raw: string[];
  jumps: string[];
  bleached: string[];
  colored: number;
};

/** Looks at the answer after every change of it. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { count: 0, raw: [], jumps: [], bleached: [], colored: 0 } as Seen;
    Object.assign(window, { seen });
    const places = new Map<string, string>();
    const colored = new Set<string>();
    const look = () => {
      seen.count += 1;
      const answer = document.querySelector("[data-slot=message][data-role=assistant]");
      const top = answer?.getBoundingClientRect().top ?? 0;
      for (const p of answer?.querySelectorAll("[data-slot=markdown] :is(p, li, td, th)") ?? []) {
        const bare = p.cloneNode(true) as Element;
        for (const code of bare.querySelectorAll("code, .katex")) code.remove();
        const raw = /\*\*|~~|\]\(|\$\$|\\\(|\|\s*:?-|^\s*[-#|]\s*$/.exec(bare.textContent ?? "");
        if (raw) seen.raw.push(bare.textContent ?? "");
      }
      const blocks = answer?.querySelectorAll("[data-slot=code-block]") ?? [];
      blocks.forEach((block, index) => {
        for (const [at, part] of [...block.querySelectorAll("button, pre")].entries()) {
          const { left, top: partTop } = part.getBoundingClientRect();
          const place = `${Math.round(left)},${Math.round(partTop - top)}`;
          const key = `${index}/${at}`;
          if (places.has(key) && places.get(key) !== place) {
            seen.jumps.push(`${key}: ${places.get(key)} to ${place}`);
          }
          places.set(key, place);
        }
        block.querySelectorAll("code > span > span").forEach((line, at) => {
          const key = `${index}/${at}`;
          const has = line.querySelector("[class^=code-]") !== null;
          if (colored.has(key) && !has) seen.bleached.push(`${key}: ${line.textContent}`);
          if (has) colored.add(key);
        });
        seen.colored = colored.size;
      });
    };
    const options = { subtree: true, childList: true, characterData: true } as const;
    const log = document.querySelector("[data-slot=thread]");
    if (log) new MutationObserver(look).observe(log, options);
  });
}

test("8. Opening what was thought moves nothing above it, by mouse and by keyboard", async ({
  page,
}) => {
  const demo = await new Server().start();
  const chat = new Chat(page);
  await chat.open(demo.url);
  await chat.ask("Think first, stream slowly: write 120 words about tides");
  const head = chat.answer.getByRole("button", { name: /Thinking…/ });
  await expect(head).toHaveAttribute("aria-expanded", "false");
  await expect(head).toContainText(/\d s/);
  const top = async () =>
    Math.round((await chat.answer.locator("[data-slot=reasoning] button").boundingBox())?.y ?? -1);
  const before = await top();
  await head.press("Enter");
  await expect(head).toHaveAttribute("aria-expanded", "true");
  await expect(chat.answer.locator("[data-slot=reasoning] [data-slot=markdown]")).toBeVisible();
  expect(await top()).toBe(before);
  await chat.accessible();
  await chat.answer.locator("[data-slot=reasoning] button").press("Space");
  expect(await top()).toBe(before);
  await expect(chat.answer.locator("[data-slot=reasoning] [data-slot=markdown]")).toBeHidden();
  await page.keyboard.press("Escape");
  await demo.close();
});

test("8. How long was thought is told once the answer begins", async ({ page }) => {
  const demo = await new Server().start();
  const chat = new Chat(page);
  await chat.open(demo.url);
  await chat.ask("Think first: why is the sky blue?");
  await chat.status("complete");
  const head = chat.answer.getByRole("button", { name: /^Thought for \d+ s$/ });
  await expect(head).toHaveAttribute("aria-expanded", "false");
  await head.click();
  await expect(chat.answer.locator("[data-slot=reasoning] [data-slot=markdown]")).toBeVisible();
  await demo.close();
});

test("9. A selection stays while the answer grows", async ({ page }) => {
  const code = "```ts\nconst first = 1;\nconst second = 2;\n";
  const chat = await told(page, `One **bold** word and more.\n\n- an item\n\n${code}`);
  await expect(body(chat).locator(".code-keyword").nth(1)).toBeVisible();
  await page.evaluate(() => {
    const answer = document.querySelector("[data-role=assistant] [data-slot=markdown]");
    const from = answer?.querySelector("strong")?.firstChild;
    const to = answer?.querySelector("code > span > span")?.lastChild;
    if (from && to) getSelection()?.setBaseAndExtent(from, 1, to, 1);
  });
  const selected = () => page.evaluate(() => getSelection()?.toString() ?? "");
  const before = await selected();
  expect(before).toMatch(/^old word and more\.[\s\S]*an item[\s\S]*const first/);
  for (const piece of ticks(
    "const third = 3;\n```\n\nAnd **much** more text.\n\n- a\n- b\n\nEnd",
    4,
  )) {
    upstream.tell(piece);
  }
  await expect(body(chat)).toContainText("End");
  expect(await selected()).toBe(before);
  upstream.tell(null);
  await chat.status("complete");
  expect(await selected()).toBe(before);
});

test("10. Copies are exact, long lines wrap, and code is saved under a fitting name", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const source = `fn main() {\n\n\tprintln!("a  b & <c>");${" // long".repeat(40)}\n}`;
  const text = `# A *title*\n\n\`\`\`rust src/main.rs\n${source}\n\`\`\`\n\n* one\n* two  \nthree &amp; $x$`;
  const chat = await told(page, text, null);
  await chat.status("complete");
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await body(chat).getByRole("button", { name: "Copy code" }).click();
  await expect.poll(clipboard).toBe(source);
  await chat.answer.getByRole("button", { name: "Copy answer" }).click();
  await expect.poll(clipboard).toBe(text);

  const pre = body(chat).locator("pre");
  const overflows = () => pre.evaluate((box) => box.scrollWidth > box.clientWidth);
  expect(await overflows()).toBe(true);
  const wrap = body(chat).getByRole("button", { name: "Wrap long lines" });
  await wrap.click();
  await expect(wrap).toHaveAttribute("aria-pressed", "true");
  expect(await overflows()).toBe(false);

  const saved = page.waitForEvent("download");
  await body(chat).getByRole("button", { name: "Download main.rs" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe("main.rs");
  expect(await readFile(await download.path(), "utf8")).toBe(source);
});

test("10. A selection of source is copied as it is, blank lines and all", async ({ page }) => {
  const source = Array.from({ length: 90 }, (_, n) =>
    n % 4 === 3 ? "" : `  let v${n} = ${n};`,
  ).join("\n");
  const chat = await told(page, `\`\`\`js\n${source}\n\`\`\``, null);
  await chat.status("complete");
  await expect(body(chat).locator(".code-keyword")).toHaveCount(68);
  const selected = await body(chat)
    .locator("code")
    .evaluate((code) => {
      getSelection()?.selectAllChildren(code);
      return getSelection()?.toString();
    });
  expect(selected).toBe(source);
});

test("34. Text from right to left stands on its side, and code does not turn", async ({ page }) => {
  const text =
    "# כותרת\n\nשלום `cargo test` עולם.\n\n- ראשון\n- שני\n\n> ציטוט\n\n| שם | ערך |\n|---|---|\n| א | 1 |\n\n```js\nlet a = 1; // שלום\n```\n\nAnd English.";
  const chat = await told(page, text, null);
  await chat.status("complete");
  const direction = (selector: string) =>
    body(chat)
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).direction);
  for (const selector of ["h3", "p", "ul", "li", "blockquote", "td"]) {
    expect(await direction(selector), selector).toBe("rtl");
  }
  for (const selector of ["pre", "p code", ":scope > p:last-child"]) {
    expect(await direction(selector), selector).toBe("ltr");
  }
  const box = async (selector: string) => body(chat).locator(selector).first().boundingBox();
  const [list, all] = [await box("li"), await box(":scope ul")];
  expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThan((all?.x ?? 0) + (all?.width ?? 0));
  const question = page.locator("[data-role=user] [dir=auto]");
  await expect(question).toHaveText("Go on");
  await chat.accessible();
});

test("35. Code, maths and their fonts come from the server alone", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const text = `${EVERYTHING}\n\n![plan](https://images.example/plan.png)\n\n\`\`\`python\nx = 1\n\`\`\`\n\n\`\`\`sql\nselect 1\n\`\`\``;
  const chat = await told(page, text, null);
  await chat.status("complete");
  await expect(body(chat).locator(".katex").first()).toBeVisible();
  for (const block of await body(chat).locator("[data-slot=code-block]").all()) {
    await expect(block.locator("[class^=code-]").first()).toBeVisible();
  }
  await page.evaluate(() => document.fonts.ready);
  const font = () => page.evaluate(() => document.fonts.check("16px KaTeX_Main"));
  expect(await font()).toBe(true);
  const fonts = asked.filter((url) => /KaTeX.*\.woff2/.test(url));
  expect(fonts.length).toBeGreaterThan(0);
  const foreign = asked.filter(
    (url) => !/^(data|blob):/.test(url) && new URL(url).origin !== server.url,
  );
  expect(foreign).toEqual([]);
  expect(chat.complaints).toEqual([]);
  await chat.accessible();
  await page.emulateMedia({ colorScheme: "dark" });
  await chat.accessible();
});

test("37. Images wait for leave, links show where they lead, markup is text", async ({ page }) => {
  const asked: string[] = [];
  const pixel = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  await page.route(/images\.example/, async (route) => {
    asked.push(`${route.request().url()} ${route.request().headers().referer ?? "no referrer"}`);
    await route.fulfill({ body: pixel, contentType: "image/png" });
  });
  const text = [
    "![a plan](https://images.example/one.png?q=secret) ![two](https://images.example/two.png)",
    "[good](https://example.com/path) [https://bank.example](https://evil.example/x)",
    "[bad](javascript:window.hit=1) [data](data:text/html,x) [call](tel:+123) [in](/chat)",
    '<img src="https://images.example/raw.png" onerror="window.hit=1"> <script>window.hit=1</script>',
  ].join("\n\n");
  const chat = await told(page, text, null);
  await chat.status("complete");
  await expect(body(chat).locator("img, script")).toHaveCount(0);
  await expect(body(chat)).toContainText("<script>window.hit=1</script>");
  expect(asked).toEqual([]);

  const link = body(chat).getByRole("link", { name: "good" });
  await expect(link).toHaveAttribute("rel", /noopener noreferrer/);
  await expect(link).toHaveAttribute("target", "_blank");
  await link.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByText("https://example.com/path", { exact: true })).toBeVisible();
  await expect(body(chat)).toContainText("https://bank.example (evil.example)");
  const hrefs = await body(chat)
    .locator("a")
    .evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  expect(hrefs).toEqual(["https://example.com/path", "https://evil.example/x", "tel:+123"]);
  await chat.accessible();

  await body(chat).getByRole("button", { name: "Load image: a plan, from images.example" }).click();
  await expect(body(chat).getByRole("img", { name: "a plan" })).toHaveJSProperty("naturalWidth", 1);
  expect(asked).toEqual(["https://images.example/one.png?q=secret no referrer"]);
  await body(chat).getByRole("button", { name: "Always from images.example" }).click();
  await expect(body(chat).getByRole("img", { name: "two" })).toHaveJSProperty("naturalWidth", 1);
  await page.reload();
  await expect(body(chat).getByRole("img", { name: "a plan" })).toHaveJSProperty("naturalWidth", 1);
  expect(words((await body(chat).textContent()) ?? "")).not.toContain("Load image");
  expect(await page.evaluate(() => "hit" in window)).toBe(false);
  expect(chat.complaints).toEqual([]);
});
