import { expect, test } from "@playwright/test";
import WebSocket from "ws";
import {
  type ConnectionState,
  openSocket,
  type SocketConstructor,
} from "../../sdk/client/src/index.ts";
import { Server } from "../lib/server.ts";

let server: Server;
test.beforeEach(async () => {
  server = await new Server().start();
});
test.afterEach(() => server.close());

type Frame = Record<string, unknown> & { readonly type: string };

test("a browser's own WebSocket is served, with compression", async ({ page }) => {
  await page.goto(`${server.url}/healthz`);
  const seen = await page.evaluate(
    () =>
      new Promise<{ extensions: string; protocol: string; frames: Frame[] }>((resolve) => {
        const socket = new window.WebSocket(`ws://${location.host}/api/ws`, "thalweg.v1");
        const frames: Frame[] = [];
        const args = { expression: "6 * 7" };
        const call = { type: "invoke_tool", id: "c", name: "calculator", args };
        socket.onopen = () => socket.send(JSON.stringify(call));
        socket.onmessage = ({ data }) => {
          const frame = JSON.parse(data) as Frame;
          frames.push(frame);
          if (frame.type !== "complete") return;
          const { extensions, protocol } = socket;
          resolve({ extensions, protocol, frames });
        };
      }),
  );
  expect(seen.protocol).toBe("thalweg.v1");
  expect(seen.extensions).toContain("permessage-deflate");
  expect(seen.frames.map(({ type }) => type)).toEqual(["welcome", "tool_update", "complete"]);
  expect(seen.frames.at(-1)).toMatchObject({ seq: 2, output: { result: "42" } });
});

test("another origin's page opens none", async ({ page }) => {
  const other = await new Server().start();
  try {
    await page.goto(`${other.url}/healthz`);
    const code = await page.evaluate(
      (host) =>
        new Promise<number>((resolve) => {
          const socket = new window.WebSocket(`ws://${host}/api/ws`, "thalweg.v1");
          socket.onclose = (event) => resolve(event.code);
        }),
      new URL(server.url).host,
    );
    expect(code).toBe(1006);
  } finally {
    await other.close();
  }
});

test("with `ws`, the SDK's calls and channels survive a kill", async () => {
  const states: ConnectionState["status"][] = [];
  const socket = openSocket({
    url: `${server.url.replace("http", "ws")}/api/ws`,
    WebSocket: WebSocket as unknown as SocketConstructor,
    onState: ({ status }) => states.push(status),
  });
  const conversation = await server.post<{ id: string }>("/api/conversations", {});
  const seen: string[] = [];
  socket.subscribe(`conversation:${conversation.id}`, {
    onEvent: ({ event, data }) => {
      if (event === "message") seen.push((data as { content: string }).content);
    },
  });
  const say = (content: string) =>
    server.post("/api/messages", { conversationId: conversation.id, content });
  await expect.poll(() => socket.state.status).toBe("live");
  const sum = await socket.invoke("calculator", { expression: "6 * 7" }).done;
  expect(sum.output).toMatchObject({ result: "42" });
  let progress = 0;
  const long = socket.invoke("countdown", { seconds: 60 }, { onUpdate: () => (progress += 1) });
  const ended = long.done.catch((error: { code: string }) => error.code);
  await expect.poll(() => progress).toBeGreaterThan(1);
  await say("before");
  await expect.poll(() => seen).toEqual(["before"]);

  await server.kill();
  const late = socket.invoke("calculator", { expression: "1 + 1" });
  await server.start();
  await say("after");
  expect(await ended).toBe("interrupted");
  expect((await late.done).output).toMatchObject({ result: "2" });
  await expect.poll(() => seen).toEqual(["before", "after"]);
  expect(states).toContain("reconnecting");
  socket.close();
});
