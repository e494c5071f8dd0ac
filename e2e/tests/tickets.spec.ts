import { createServer, type Server as HttpServer } from "node:http";
import { type AddressInfo, connect, createServer as createLine, type Socket } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { Server } from "../lib/server.ts";

/** Somebody else's page: another origin, with nothing of ours on it. */
const elsewhere: HttpServer = createServer((_, response) => {
  response.setHeader("content-type", "text/html").end("<title>Elsewhere</title>");
});
let origin = "";
let server: Server;
test.beforeAll(async () => {
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  server = await new Server("--guests", "--allowed-origins", origin).start();
});
test.afterAll(async () => {
  await server.close();
  elsewhere.close();
});

/** A line to the server that can be cut. */
async function line() {
  const open = new Set<Socket>();
  const ends = createLine((here) => {
    const there = connect(server.port, "127.0.0.1");
    for (const socket of [here, there]) {
      open.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => open.delete(socket));
    }
    here.pipe(there).pipe(here);
  });
  await new Promise<void>((resolve) => ends.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const close = () => {
    cut();
    ends.close();
  };
  return { url: `http://127.0.0.1:${(ends.address() as AddressInfo).port}`, cut, close };
}

type Seen = { readonly type: string; readonly id: string; readonly data: string };
type Listening = Window & { heard: Seen[]; listening: EventSource };

/** A guest without a browser. */
async function guest() {
  const response = await fetch(`${server.url}/api/me`);
  const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
  return async <T>(path: string, body: unknown): Promise<T> => {
    const headers = { "content-type": "application/json", cookie, origin: server.url };
    const answer = await fetch(server.url + path, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.status).toBeLessThan(300);
    return (await answer.json()) as T;
  };
}

/** The browser's own EventSource, which is given an address and sends nothing else. */
async function listen(page: Page, url: string): Promise<void> {
  await page.goto(origin);
  await page.evaluate((url) => {
    const here = window as unknown as Listening;
    here.heard = [];
    here.listening = new EventSource(url);
    for (const type of ["welcome", "message"]) {
      here.listening.addEventListener(type, (event) => {
        const { lastEventId, data } = event as MessageEvent<string>;
        here.heard.push({ type, id: lastEventId, data });
      });
    }
  }, url);
}

const heard = (page: Page) => page.evaluate(() => (window as unknown as Listening).heard);
const state = (page: Page) =>
  page.evaluate(() => (window as unknown as Listening).listening.readyState);
const count = async (page: Page, type: string) =>
  (await heard(page)).filter((event) => event.type === type).length;

test("a page elsewhere follows by a ticket and comes back to its place", async ({ page }) => {
  const post = await guest();
  const { id } = await post<{ id: string }>("/api/conversations", {});
  const say = (content: string) => post("/api/messages", { conversationId: id, content });
  const path = `/api/conversations/${id}/events`;
  const { url } = await post<{ url: string }>("/api/auth/ticket", { path, origin });
  const wire = await line();
  await listen(page, wire.url + url);
  await expect.poll(() => count(page, "welcome")).toBe(1);
  await say("one");
  await expect.poll(() => count(page, "message")).toBe(1);
  wire.cut();
  await say("two");
  await expect.poll(() => count(page, "message"), { timeout: 20_000 }).toBe(2);
  await say("three");
  await expect.poll(() => count(page, "message")).toBe(3);
  const messages = (await heard(page)).filter((event) => event.type === "message");
  expect(messages.map((event) => JSON.parse(event.data).content)).toEqual(["one", "two", "three"]);
  wire.close();
});

test("without a ticket, or with one that was used, it is told to stop", async ({ page }) => {
  const post = await guest();
  const { id } = await post<{ id: string }>("/api/conversations", {});
  const path = `/api/conversations/${id}/events`;
  await listen(page, server.url + path);
  await expect.poll(() => state(page)).toBe(2);
  const { url } = await post<{ url: string }>("/api/auth/ticket", { path, origin });
  await listen(page, server.url + url);
  await expect.poll(() => count(page, "welcome")).toBe(1);
  await listen(page, server.url + url);
  await expect.poll(() => state(page)).toBe(2);
  expect(await heard(page)).toEqual([]);
});
