import { test } from "@playwright/test";
import { type Device, type Judgement, judge } from "../lib/lighthouse.ts";
import { Server } from "../lib/server.ts";
import { figure, summary, told } from "./figures.ts";

/* `BENCH_LOADS` is how often each is loaded. */
const LOADS = Number(process.env.BENCH_LOADS ?? 5);

const server = new Server("--guests");
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

for (const [device, goal] of [
  ["desktop", 100],
  ["mobile", 95],
] as const) {
  test(`Lighthouse, ${device}, /chat, median of ${LOADS} loads`, async ({ launchOptions }) => {
    const loads = await several(device, () => judge(`${server.url}/chat`, device, launchOptions));
    const of = (read: (load: Judgement) => number) => loads.map(read);
    const scored = (what: string, least: number, values: number[]) =>
      figure({
        what,
        goal: least === 100 ? "100" : `≥ ${least}`,
        measured: told(values, 0),
        met: summary(values).median >= least,
      });
    scored(
      "performance",
      goal,
      of((load) => load.performance),
    );
    scored(
      "accessibility",
      100,
      of((load) => load.accessibility),
    );
    scored(
      "best practices",
      100,
      of((load) => load.bestPractices),
    );
    figure({
      what: "largest contentful paint",
      goal: "",
      measured: told(
        of((load) => load.largestPaintMs),
        0,
        "ms",
      ),
    });
    figure({
      what: "total blocking time",
      goal: "",
      measured: told(
        of((load) => load.blockingMs),
        0,
        "ms",
      ),
    });
    figure({
      what: "cumulative layout shift",
      goal: "",
      measured: told(
        of((load) => load.layoutShift),
        3,
      ),
    });
  });
}

async function several(
  device: Device,
  load: () => Promise<Judgement>,
): Promise<readonly Judgement[]> {
  const loads: Judgement[] = [];
  while (loads.length < LOADS) {
    loads.push(await test.step(`${device} load ${loads.length + 1}`, load));
  }
  return loads;
}
