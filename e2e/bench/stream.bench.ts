import { type CDPSession, expect, type Page, test } from "@playwright/test";
import { Chat } from "../lib/chat.ts";
import { importTurns } from "../lib/long.ts";
import { Script } from "../lib/script.ts";
import { Server } from "../lib/server.ts";
import { figure, summary, told } from "./figures.ts";
import { countWork, heapMegabytes, type Work, watch, work } from "./measure.ts";
import { tokens } from "./text.ts";

/*
 * What a stream costs the page. `BENCH_RUNS` is how often each is run (3 if absent), `BENCH_LONG=1`
 * adds the heap after 360,000 tokens.
 */
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const LONG = process.env.BENCH_LONG === "1";
const TURNS = 1000;
const PER_SECOND = 300;
const SECONDS = 10;
const TICK_MS = 10;

let script: Script;
let server: Server;
let longId: string;

test.beforeAll(async () => {
  script = await new Script().start();
  server = await new Server(...script.args).start();
  longId = await importTurns(server, TURNS);
});
test.afterAll(async () => {
  await server.close();
  await script.close();
});

/** A figure whose goal is that its median is at most so much. */
function atMost(what: string, most: number, values: readonly number[], digits = 0, unit = "") {
  const goal = `≤ ${most}${unit && ` ${unit}`}`;
  figure({ what, goal, measured: told(values, digits, unit), met: summary(values).median <= most });
}

async function open(page: Page): Promise<[Chat, CDPSession]> {
  const session = await page.context().newCDPSession(page);
  await countWork(session);
  const chat = new Chat(page);
  await chat.open(server.url, longId);
  await expect(chat.answer).toBeVisible();
  return [chat, session];
}

/** Sends tokens at a steady pace by the clock, however late the timer is. */
async function pour(count: number, perSecond: number): Promise<void> {
  const start = performance.now();
  let sent = 0;
  for (const token of tokens(count)) {
    script.say(token);
    sent += 1;
    while (sent > ((performance.now() - start) / 1000) * perSecond) {
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
  }
}

async function answerWith(chat: Chat, count: number, perSecond: number): Promise<void> {
  const asked = script.asked();
  await chat.ask("Measure this");
  await asked;
  await pour(count, perSecond);
}

async function end(chat: Chat): Promise<void> {
  script.finish();
  await chat.status("complete");
}

type Cost = {
  /** Milliseconds for each token. */
  readonly script: number;
  readonly layout: number;
  readonly style: number;
  readonly task: number;
  readonly longTasks: number;
  readonly missedFrames: number;
  readonly idleLongTasks: number;
  readonly idleMissedFrames: number;
  readonly nodes: number;
};

/**
 * What a stream costs: what the page does while it comes, less what the same page with the same
 * watching does when nothing happens on it for as long.
 */
async function streamOnce(page: Page, slowdown: number): Promise<Cost> {
  const [chat, session] = await open(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const stopIdle = await watch(page);
  const idleFrom = await work(session);
  await page.waitForTimeout(SECONDS * 1000);
  const idleTo = await work(session);
  const idle = await stopIdle();

  const count = PER_SECOND * SECONDS;
  await answerWith(chat, 30, PER_SECOND);
  const before = await work(session);
  const stop = await watch(page);
  await pour(count, PER_SECOND);
  const seen = await stop();
  const after = await work(session);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await end(chat);
  const per = (name: keyof Work) =>
    (after[name] - before[name] - (idleTo[name] - idleFrom[name])) / count;
  return {
    script: per("script"),
    layout: per("layout"),
    style: per("style"),
    task: per("task"),
    longTasks: seen.longTasks,
    missedFrames: seen.missedFrames,
    idleLongTasks: idle.longTasks,
    idleMissedFrames: idle.missedFrames,
    nodes: await page.evaluate(() => document.querySelectorAll("*").length),
  };
}

for (const slowdown of [1, 4]) {
  test(`a stream, processor slowed ${slowdown} times`, async ({ browser }) => {
    const runs: Cost[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const page = await browser.newPage();
      runs.push(await streamOnce(page, slowdown));
      await page.close();
    }
    const of = (name: keyof Cost) => runs.map((run) => run[name]);
    if (slowdown === 1) atMost("script per token", 0.2, of("script"), 3, "ms");
    else figure({ what: "script per token", goal: "", measured: told(of("script"), 3, "ms") });
    figure({ what: "layout per token", goal: "", measured: told(of("layout"), 3, "ms") });
    figure({ what: "styles per token", goal: "", measured: told(of("style"), 3, "ms") });
    figure({ what: "all work per token", goal: "", measured: told(of("task"), 3, "ms") });
    atMost("long tasks (> 50 ms)", 0, of("longTasks"));
    atMost("missed frames", slowdown === 1 ? 0 : 2, of("missedFrames"));
    const idle = `${told(of("idleLongTasks"), 0)}, ${told(of("idleMissedFrames"), 0)}`;
    figure({ what: "long tasks, missed frames of the page at rest", goal: "", measured: idle });
    figure({ what: "elements of the page", goal: "", measured: told(of("nodes"), 0) });
  });
}

test("a long chat is opened", async ({ browser }) => {
  const runs: { firstContentMs: number; coldMs: number }[] = [];
  // One of its own: the other ends in answers of thousands of tokens by now.
  const id = await importTurns(server, TURNS);
  for (let run = 0; run < RUNS * 2; run += 1) {
    const page = await browser.newPage();
    const chat = new Chat(page);
    await chat.open(server.url);
    const firstContentMs = await page.evaluate(async (id) => {
      const link = document.querySelector<HTMLElement>(`a[href*="${id}"]`);
      const start = performance.now();
      link?.click();
      return new Promise<number>((resolve) => {
        const look = () => {
          const message = document.querySelector("[data-slot=message]");
          if (message?.checkVisibility({ visibilityProperty: true })) {
            requestAnimationFrame(() => resolve(performance.now() - start));
          } else requestAnimationFrame(look);
        };
        look();
      });
    }, id);
    await page.close();
    const cold = await browser.newPage();
    await cold.goto(`${server.url}/chat?id=${id}`);
    await cold.locator("[data-slot=message]").last().waitFor();
    const coldMs = await cold.evaluate(() => performance.now());
    await cold.close();
    runs.push({ firstContentMs, coldMs });
  }
  const of = (name: "firstContentMs" | "coldMs") => runs.map((run) => run[name]);
  atMost(
    "a chat of 2,000 messages, from the click to its text",
    300,
    of("firstContentMs"),
    0,
    "ms",
  );
  figure({ what: "the same, from an empty tab", goal: "", measured: told(of("coldMs"), 0, "ms") });
});

test("somebody types while it streams", async ({ browser }) => {
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const page = await browser.newPage();
    const [chat] = await open(page);
    await answerWith(chat, 30, PER_SECOND);
    const stop = await watch(page);
    const poured = pour(PER_SECOND * 4, PER_SECOND);
    await chat.composer.focus();
    for (let at = 0; at < 40; at += 1) {
      await page.keyboard.press("KeyA");
      await page.waitForTimeout(60);
    }
    await poured;
    const seen = await stop();
    await end(chat);
    await chat.composer.fill("");
    await page.close();
    runs.push(seen.slowestInput);
  }
  atMost("the slowest key press", 100, runs, 0, "ms");
});

test("the heap after many tokens", async ({ browser }) => {
  const page = await browser.newPage();
  const [chat, session] = await open(page);
  const before = await heapMegabytes(session);
  figure({ what: "heap before", goal: "", measured: `${before.toFixed(1)} MB` });
  const rounds = LONG ? 10 : 1;
  for (let round = 1; round <= rounds; round += 1) {
    await answerWith(chat, 36_000, 3_000);
    await end(chat);
    if (round !== 1 && round !== 10) continue;
    const measured = `${(await heapMegabytes(session)).toFixed(1)} MB`;
    figure({ what: `heap after ${round * 36_000} tokens`, goal: "", measured });
  }
  await page.close();
});
