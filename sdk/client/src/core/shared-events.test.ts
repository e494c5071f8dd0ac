import { expect, test } from "vitest";
import { fakeLog } from "../testing/fake-log.ts";
import { type FakeTab, fakeBrowser } from "../testing/fake-tabs.ts";
import { manualClock } from "../testing/manual-clock.ts";
import type { SharedEvents } from "./shared-events.ts";
import { shareEvents } from "./shared-events.ts";
import type { Subscription } from "./subscription.ts";

const A = "conversation:a";
const B = "conversation:b";

function setup() {
  const log = fakeLog();
  const browser = fakeBrowser();
  const clock = manualClock();
  const open = (): OpenTab => {
    const tab = browser.tab();
    const { tabs, environment } = tab;
    const share = shareEvents({ open: log.open, tabs, environment, clock });
    const read = (channel: string, cursor = log.head) => {
      let text = "";
      const states: string[] = [];
      const subscription = share.subscribe({
        channels: [channel],
        cursor,
        onEvent: (event) => {
          if (event.type === "token") text += event.data.text;
        },
        onState: (state) => states.push(state.status),
      });
      return {
        subscription,
        states,
        get text() {
          return text;
        },
        get due() {
          return log.textAfter(channel, cursor);
        },
      };
    };
    return { tab, share, read };
  };
  /** Time passes in small steps, and everybody hears what was said in each. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 500) {
      clock.advance(Math.min(500, left));
      await browser.settle();
    }
  };
  return { log, browser, clock, open, pass };
}

type Read = { readonly text: string; readonly due: string; readonly subscription: Subscription };
type OpenTab = {
  readonly tab: FakeTab;
  readonly share: SharedEvents;
  readonly read: (channel: string, cursor?: string) => Read & { readonly states: string[] };
};

test("three tabs hold one stream, and each hears what is its own", async () => {
  const { log, browser, open } = setup();
  const [one, two, three] = [open(), open(), open()];
  const reads = [one.read(A), two.read(B), three.read(A)];
  await browser.settle();
  for (const channel of [A, B, A, A]) log.append(channel);
  await browser.settle();
  expect(log.streams).toBe(1);
  expect(reads.map(({ text }) => text)).toEqual(["1 2 3 ", "1 ", "1 2 3 "]);
  expect(reads.map(({ subscription }) => subscription.state.status)).toEqual(Array(3).fill("live"));
  expect([one, two, three].map(({ share }) => share.leading)).toEqual([true, false, false]);
});

test("a leader that is closed is followed by the next from the last place", async () => {
  const { log, browser, open } = setup();
  const [one, two] = [open(), open()];
  one.read(A);
  const read = two.read(A);
  await browser.settle();
  log.append(A);
  await browser.settle();
  one.share.close();
  log.append(A);
  await browser.settle();
  log.append(A);
  await browser.settle();
  expect(two.share.leading).toBe(true);
  expect(log.streams).toBe(1);
  expect(read.text).toBe("1 2 3 ");
});

test("a leader that crashed before it told its last event leaves no gap", async () => {
  const { log, browser, open } = setup();
  const [one, two, three] = [open(), open(), open()];
  one.read(A);
  const reads = [two.read(A), three.read(B)];
  await browser.settle();
  log.append(A);
  log.append(B);
  // It has read both and told nobody.
  one.tab.crash();
  await browser.settle();
  log.append(A);
  await browser.settle();
  expect(reads.map(({ text }) => text)).toEqual(["1 2 ", "1 "]);
});

test("a leader that is frozen is deposed, and says nothing wrong when it wakes", async () => {
  const { log, browser, open, pass } = setup();
  const [one, two] = [open(), open()];
  const first = one.read(A);
  const second = two.read(A);
  await browser.settle();
  one.tab.freeze();
  log.append(A);
  await pass(8_000);
  expect(two.share.leading).toBe(true);
  log.append(A);
  await browser.settle();
  expect(second.text).toBe("1 2 ");
  one.tab.thaw();
  await browser.settle();
  log.append(A);
  await browser.settle();
  expect(one.share.leading).toBe(false);
  expect([first.text, second.text]).toEqual(["1 2 3 ", "1 2 3 "]);
  expect(log.streams).toBe(1);
});

test("events whose message came late are missed by nobody", async () => {
  const { log, browser, open } = setup();
  const [one, two] = [open(), open()];
  one.read(A);
  const read = two.read(A);
  await browser.settle();
  log.append(A);
  await Promise.resolve();
  log.append(A);
  await Promise.resolve();
  browser.deliver((waiting) => waiting - 1);
  expect(read.text).toBe("");
  await browser.settle();
  expect(read.text).toBe("1 2 ");
  log.append(A);
  await browser.settle();
  expect(read.text).toBe("1 2 3 ");
  expect(log.streams).toBe(1);
});

test("a leader that answers is left in peace", async () => {
  const { browser, open, pass } = setup();
  const [one, two] = [open(), open()];
  one.read(A);
  two.read(A);
  await browser.settle();
  await pass(60_000);
  expect(one.share.leading).toBe(true);
});

test("a leader that cannot be seen hands over to a tab that can, after a while", async () => {
  const { log, browser, open, pass } = setup();
  const [one, two] = [open(), open()];
  const reads = [one.read(A), two.read(A)];
  await browser.settle();
  one.tab.change("hidden");
  await browser.settle();
  await pass(25_000);
  expect(one.share.leading).toBe(true);
  await pass(10_000);
  expect([one.share.leading, two.share.leading]).toEqual([false, true]);
  log.append(A);
  await browser.settle();
  expect(reads.map(({ text }) => text)).toEqual(["1 ", "1 "]);
  expect(log.streams).toBe(1);
});

test("who comes in the middle of joined tokens hears none of them twice", async () => {
  const { log, browser, open } = setup();
  const one = open();
  one.read(B);
  await browser.settle();
  log.append(A);
  log.append(A);
  const place = log.head;
  log.append(A);
  log.append(A);
  // The stream goes on from before all four, and the server gives them as one.
  const late = open().read(A, place);
  await browser.settle();
  expect(late.text).toBe("3 4 ");
  log.append(A);
  await browser.settle();
  expect(late.text).toBe("3 4 5 ");
  expect(log.streams).toBe(1);
});

test("who comes from an earlier place than the stream's gets what lies between", async () => {
  const { log, browser, open } = setup();
  const [one, two] = [open(), open()];
  const early = one.read(A);
  await browser.settle();
  const place = log.head;
  for (let n = 0; n < 3; n += 1) log.append(A);
  await browser.settle();
  const late = two.read(A, place);
  await browser.settle();
  expect([early.text, late.text]).toEqual(["1 2 3 ", "1 2 3 "]);
  expect(log.streams).toBe(1);
});

test("a tab without others has its own stream, and lets it go while it is hidden", async () => {
  const { log, clock, browser } = setup();
  const { environment, change } = (() => {
    const tab = browser.tab();
    return { environment: tab.environment, change: tab.change.bind(tab) };
  })();
  let busy = true;
  const share = shareEvents({
    open: log.open,
    tabs: undefined,
    clock,
    environment,
    busy: () => busy,
  });
  let text = "";
  share.subscribe({
    channels: [A],
    cursor: log.head,
    onEvent: (event) => {
      if (event.type === "token") text += event.data.text;
    },
  });
  await browser.settle();
  log.append(A);
  change("hidden");
  await browser.settle();
  clock.advance(61_000);
  expect(log.streams).toBe(1);
  busy = false;
  clock.advance(61_000);
  expect(log.streams).toBe(0);
  log.append(A);
  change("visible");
  await browser.settle();
  expect(log.streams).toBe(1);
  expect(text).toBe("1 2 ");
});

/** How many courses of events are tried. */
const SEEDS = Number(process.env.SEEDS ?? 60);

/** A number generator that gives the same numbers for the same seed. */
function numbers(seed: number) {
  let state = seed * 2_654_435_761 + 1;
  return (below: number) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0;
    return (state >>> 8) % below;
  };
}

test("whatever tabs, network and time do, every reader has a copy of its channel", async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { log, browser, open, pass, clock } = setup();
    const next = numbers(seed);
    let tabs: OpenTab[] = [open(), open(), open()];
    let reads: { readonly read: Read; readonly tab: OpenTab }[] = [];
    const any = <T>(list: readonly T[]): T | undefined => list[next(list.length || 1)];
    for (let round = 0; round < 120; round += 1) {
      const tab = any(tabs);
      const dice = next(20);
      if (dice < 9) log.append(any([A, B, "conversation:c"]) ?? A);
      else if (dice < 11 && tab) {
        // A page is loaded at a place that is a little old by the time it is followed.
        const place = log.head;
        if (next(2) === 0) log.append(A);
        reads.push({ tab, read: tab.read(any([A, B]) ?? A, place) });
      } else if (dice === 11 && tab) {
        tab.tab.freeze();
      } else if (dice === 12) {
        for (const { tab } of tabs) tab.thaw();
      } else if (dice === 13 && tab && tabs.length > 1) {
        if (next(2) === 0) tab.tab.crash();
        else tab.share.close();
        tabs = tabs.filter((other) => other !== tab);
        reads = reads.filter((read) => read.tab !== tab);
        tabs.push(open());
      } else if (dice === 14) {
        clock.advance(next(12_000));
      } else if (dice === 15 && tab) {
        tab.tab.change(next(2) === 0 ? "hidden" : "visible");
      } else if (dice === 16) {
        const gone = any(reads);
        gone?.read.subscription.close();
        reads = reads.filter((read) => read !== gone);
      } else {
        await Promise.resolve();
        // Messages are delivered late, and at times out of their order.
        browser.deliver((waiting) => (next(4) === 0 ? next(waiting) : 0));
      }
    }
    for (const { tab } of tabs) tab.thaw();
    await browser.settle();
    await pass(20_000);
    for (const channel of [A, B, "conversation:c"]) log.append(channel);
    await browser.settle();
    await pass(20_000);
    for (const { read } of reads) expect(read.text, `seed ${seed}`).toBe(read.due);
    const leaders = tabs.filter(({ share }) => share.leading);
    expect(leaders, `seed ${seed}`).toHaveLength(1);
  }
}, 120_000);

test("more channels than one stream can have: who is left out reads by itself, and is live", async () => {
  const { log, browser, open, pass } = setup();
  const [one, two] = [open(), open()];
  const names = Array.from({ length: 103 }, (_, at) => `room:${at}`);
  const reads = names.map((name, at) => (at % 2 === 0 ? one : two).read(name));
  await browser.settle();
  for (const name of names) log.append(name);
  await browser.settle();
  await pass(6_000);
  for (const name of names) log.append(name);
  await browser.settle();
  expect(reads.map(({ text }) => text)).toEqual(names.map(() => "1 2 "));
  expect(new Set(reads.map(({ subscription }) => subscription.state.status))).toEqual(
    new Set(["live"]),
  );
  // One for a hundred of them, and one for each of the rest.
  expect(log.streams).toBe(4);
  // Who was left out is taken in as soon as there is room.
  for (const read of reads.slice(0, 3)) read.subscription.close();
  await browser.settle();
  for (const name of names) log.append(name);
  await browser.settle();
  expect(reads.slice(3).map(({ text }) => text)).toEqual(names.slice(3).map(() => "1 2 3 "));
  expect(log.streams).toBe(1);
});
