import { expect, type Page, test } from "@playwright/test";
import { Server } from "../lib/server.ts";

let server: Server;
test.beforeEach(async () => {
  server = await new Server().start();
});
test.afterEach(() => server.close());

type Seen = { readonly type: string; readonly id: string; readonly data: string };
declare global {
  interface Window {
    seen: Seen[];
    source: EventSource;
  }
}

/** The browser's own EventSource, with nothing of ours around it. */
async function listen(page: Page, path: string): Promise<void> {
  await page.goto(`${server.url}/healthz`);
  await page.evaluate((path) => {
    window.seen = [];
    window.source = new EventSource(path);
    for (const type of ["welcome", "message", "run", "token", "done", "reset"]) {
      window.source.addEventListener(type, (event) => {
        const { lastEventId, data } = event as MessageEvent<string>;
        window.seen.push({ type, id: lastEventId, data });
      });
    }
  }, path);
  await expect.poll(() => count(page, "welcome")).toBe(1);
}

const seen = (page: Page) => page.evaluate(() => window.seen);
const count = async (page: Page, type: string) =>
  (await seen(page)).filter((event) => event.type === type).length;

async function say(conversationId: string, content: string): Promise<void> {
  await server.post("/api/messages", { conversationId, content });
}

test("it goes on after a kill of the server, without gap or repetition", async ({ page }) => {
  const { id } = await server.post<{ id: string }>("/api/conversations", {});
  await listen(page, `/api/conversations/${id}/events`);
  await say(id, "before");
  await expect.poll(() => count(page, "message")).toBe(1);
  await server.kill();
  await server.start();
  await say(id, "while away or after");
  await expect.poll(() => count(page, "message"), { timeout: 20_000 }).toBe(2);
  await say(id, "after");
  await expect.poll(() => count(page, "message")).toBe(3);
  const events = (await seen(page)).filter((event) => event.type === "message");
  const contents = events.map((event) => JSON.parse(event.data).content);
  expect(contents).toEqual(["before", "while away or after", "after"]);
  const ids = events.map((event) => event.id);
  expect(ids).toEqual([...ids].sort());
  expect(await count(page, "reset")).toBe(0);
});

test("it loses nothing even if no event had come before the cut", async ({ page }) => {
  const { id } = await server.post<{ id: string }>("/api/conversations", {});
  await listen(page, `/api/conversations/${id}/events`);
  await server.kill();
  await server.start();
  await say(id, "while it was away");
  await expect.poll(() => count(page, "message"), { timeout: 20_000 }).toBe(1);
});

test("a finished run ends it for good", async ({ page }) => {
  const run = await server.post<{ runId: string }>("/api/realtime", {
    prompt: "Repeat after me: done",
  });
  await listen(page, `/api/realtime/${run.runId}`);
  await expect.poll(() => count(page, "done"), { timeout: 20_000 }).toBe(1);
  // It comes back once, is told that there is no more, and stays closed.
  await expect
    .poll(() => page.evaluate(() => window.source.readyState), { timeout: 20_000 })
    .toBe(2);
  expect(await count(page, "done")).toBe(1);
});
