import { expect, test } from "@playwright/test";
import { Chat, words } from "../lib/chat.ts";
import { controlVisibility, setHidden } from "../lib/hidden.ts";
import { Server } from "../lib/server.ts";
import { Wire } from "../lib/wire.ts";

const KEY = "sk-e2e-0123456789abcdef";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

test("3. Between sending and the first word there is an indicator, with seconds after a while", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: before");
  await chat.status("complete");
  // What the page shows two frames after the key: no clock, for the machine may be slow.
  await page.evaluate(() => {
    const seen = new Promise((resolve) => {
      const look = () =>
        requestAnimationFrame(() =>
          requestAnimationFrame(() => resolve(document.querySelector("main")?.textContent)),
        );
      document.addEventListener("keydown", look, { once: true });
    });
    Object.defineProperty(window, "seenAfterEnter", { value: seen });
  });
  await chat.composer.fill("Wait 5 seconds, then stream fast");
  await chat.composer.press("Enter");
  const shown = await page.evaluate(
    () => (window as unknown as { seenAfterEnter: Promise<string> }).seenAfterEnter,
  );
  expect(shown).toContain("Wait 5 seconds, then stream fast");
  expect(shown).toMatch(/Sending…|Waiting for|Thinking/);
  const stage = page.locator("[data-slot=stage]");
  await expect(stage).toContainText("Waiting for the model…");
  await expect(stage).toContainText(/[3-9] s/);
  await chat.accessible();
  await chat.status("complete");
  await expect(stage).toHaveCount(0);
});

test("11. What ends out of sight is told by title, icon and notification, and is whole on return", async ({
  page,
}) => {
  await controlVisibility(page);
  await page.addInitScript(() => {
    const told: string[] = [];
    class Told {
      static permission = "granted";
      onclick = null;
      constructor(title: string, { body }: { body: string }) {
        told.push(`${title}: ${body}`);
      }
      close() {}
    }
    Object.defineProperty(window, "Notification", { value: Told });
    Object.defineProperty(window, "told", { value: told });
    localStorage.setItem("thalweg.settings", JSON.stringify({ notify: true }));
  });
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 60 words about mists");
  await chat.read(20);
  await setHidden(page, true);
  await expect(page).toHaveTitle(/^✓ /, { timeout: 30_000 });
  await expect(page.locator("link[rel=icon]")).toHaveAttribute("href", /^data:image\/svg/);
  const told = await page.evaluate(() => (window as unknown as { told: string[] }).told);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("The answer is complete.");
  // Nothing is painted while it is hidden, and all of it is there.
  expect(await chat.text()).toBe(words((await server.answer(chat.id)).content));
  await setHidden(page, false);
  await expect(page).not.toHaveTitle(/✓/);
  await expect(page.locator("link[rel=icon]")).toHaveAttribute("href", /icon/);
  await chat.ask("Fail in the middle");
  await setHidden(page, true);
  await expect(page).toHaveTitle(/^! /, { timeout: 30_000 });
});

test("16. Stop answers in the same frame, and offers continue, regenerate and edit", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 3000 words about dams");
  await chat.read(60);
  const status = await page.evaluate(
    () =>
      new Promise((resolve) => {
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
        requestAnimationFrame(() => {
          const answers = document.querySelectorAll<HTMLElement>("[data-role=assistant]");
          resolve(answers[answers.length - 1]?.dataset.status);
        });
      }),
  );
  expect(status).toBe("stopped");
  await expect(chat.ending).toContainText("Stopped");
  await expect(chat.ending.getByRole("button", { name: "Continue" })).toBeVisible();
  await expect(chat.answer.getByRole("button", { name: "Regenerate" })).toBeVisible();
  await page.getByRole("button", { name: "Edit question" }).focus();
  await expect(page.getByRole("button", { name: "Edit question" })).toBeVisible();
  await expect.poll(async () => (await server.answer(chat.id)).status).toBe("stopped");
  expect(await chat.text()).toBe(words((await server.answer(chat.id)).content));
  await chat.accessible();
});

test("17. A refresh in mid-answer shows the text so far at once and goes on, without a step back", async ({
  page,
}) => {
  await page.addInitScript(() => {
    const lengths: number[] = [];
    Object.defineProperty(window, "lengths", { value: lengths });
    new MutationObserver(() => {
      const answer = document.querySelector("[data-role=assistant] [data-slot=markdown]");
      if (answer) lengths.push(answer.textContent?.length ?? 0);
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Write 200 words about ferries");
  const before = await chat.read(100);
  await page.reload();
  await chat.read(before.length);
  const lengths = await page.evaluate(() => (window as unknown as { lengths: number[] }).lengths);
  // The first that is drawn of the answer has all that was there, and it never gets shorter.
  expect(lengths[0]).toBeGreaterThanOrEqual(before.length * 0.9);
  for (let n = 1; n < lengths.length; n += 1) {
    expect(lengths[n]).toBeGreaterThanOrEqual((lengths[n - 1] ?? 0) * 0.9);
  }
  await chat.status("complete");
  expect(await chat.text()).toBe(words((await server.answer(chat.id)).content));
  expect(chat.complaints).toEqual([]);
});

test("18. A lost network is a small line with a countdown, and trying now works", async ({
  page,
}) => {
  const wire = await new Wire(() => server.port).start();
  const chat = new Chat(page);
  // Else the page comes back by itself before anybody can press anything.
  await page.route("**/healthz", (route) => route.abort());
  await chat.open(wire.url);
  await chat.ask("Repeat after me: it stays");
  await chat.status("complete");
  wire.cut();
  await expect(chat.line).toContainText("Reconnecting…");
  await expect(chat.line).toContainText(/next try in \d+ s/);
  await expect(chat.answer).toContainText("it stays");
  await chat.accessible();
  wire.heal();
  await chat.line.getByRole("button", { name: "Try now" }).click();
  await expect(chat.dot).toHaveAttribute("data-state", "live");
  await expect(chat.line).toBeHidden();
  await wire.close();
});

test("23. Another device sees the stop, the edit and the title as they happen", async ({
  browser,
}) => {
  const [one, two] = await Promise.all([browser.newContext(), browser.newContext()]);
  const here = new Chat(await one.newPage());
  const there = new Chat(await two.newPage());
  await here.open(server.url);
  await here.ask("Write 3000 words about deltas");
  await here.read(40);
  await there.open(server.url, here.id);
  await there.read(40);
  await there.page.keyboard.press("Escape");
  await here.status("stopped");
  await here.page.getByRole("button", { name: "Edit question" }).focus();
  await here.page.keyboard.press("Enter");
  await here.page.getByRole("textbox", { name: "Question" }).fill("Repeat after me: edited");
  await here.page.keyboard.press("Enter");
  await expect(there.answer).toContainText("edited");
  await expect(there.page.getByText("2/2").first()).toBeVisible();
  const body = JSON.stringify({ title: "Renamed elsewhere" });
  const headers = { "content-type": "application/json" };
  await server.api(`/api/conversations/${here.id}`, { method: "PATCH", headers, body });
  for (const chat of [here, there]) {
    await expect(chat.page.getByRole("heading", { name: "Renamed elsewhere" })).toBeVisible();
    await expect(chat.page).toHaveTitle(/Renamed elsewhere/);
  }
  await one.close();
  await two.close();
});

test("36. Each answer tells its model, tokens, times, speed and run", async ({ page }) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await chat.ask("Repeat after me: facts");
  await chat.status("complete");
  const details = chat.answer.getByRole("button", { name: "Details" });
  await details.press("Enter");
  await expect(details).toHaveAttribute("aria-expanded", "true");
  const facts = chat.answer.locator("[data-slot=facts]");
  for (const name of ["Model", "In", "Out", "First token", "In all", "Speed", "Run"]) {
    await expect(facts.getByText(name, { exact: true })).toBeVisible();
  }
  await chat.accessible();
});

test("38. Keys never reach the browser", async ({ page }) => {
  const own = await new Server(
    "--openai-base-url",
    "http://127.0.0.1:9/v1",
    "--openai-api-key",
    KEY,
    "--model",
    "openai/any",
  ).start();
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.headers()["content-type"]?.startsWith("text/event-stream")) return;
    const head = JSON.stringify(response.headers());
    bodies.push(
      response.text().then(
        (text) => head + text,
        () => head,
      ),
    );
  });
  const chat = new Chat(page);
  await chat.open(own.url);
  await chat.ask("Hello");
  await chat.status("error");
  await chat.ending.getByRole("button", { name: "Details" }).click();
  expect(await page.content()).not.toContain(KEY);
  const all = await Promise.all(bodies);
  expect(all.length).toBeGreaterThan(10);
  for (const text of all) expect(text).not.toContain(KEY);
  for (const path of ["/api/models", "/api/me", "/api/openapi.json", "/healthz"]) {
    expect(await (await fetch(own.url + path)).text()).not.toContain(KEY);
  }
  await own.close();
});

test("The browser complains of nothing: on load, on reload, with a running answer", async ({
  page,
}) => {
  const chat = new Chat(page);
  await chat.open(server.url);
  await page.reload();
  await expect(chat.dot).toHaveAttribute("data-state", "live");
  await chat.ask("Write 300 words about quays");
  await chat.read(40);
  await page.reload();
  await chat.read(60);
  await page.keyboard.press("Escape");
  await chat.status("stopped");
  expect(chat.complaints).toEqual([]);
});
