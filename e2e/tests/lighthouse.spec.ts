import { expect, test } from "@playwright/test";
import { judge } from "../lib/lighthouse.ts";
import { Server } from "../lib/server.ts";

// Lighthouse drives a browser of its own, of which there is nothing to trace.
test.use({ trace: "off", screenshot: "off" });

const server = new Server("--guests");
test.beforeAll(() => server.start());
test.afterAll(() => server.close());

// Its score for speed is a measurement, which a loaded machine spoils: `cargo xtask bench-web` takes it.
test("Lighthouse finds nothing to mend but time on a desktop", async ({ launchOptions }) => {
  test.setTimeout(120_000);
  const { accessibility, bestPractices, layoutShift, faults } = await judge(
    `${server.url}/chat`,
    "desktop",
    launchOptions,
  );
  expect({ accessibility, bestPractices }, faults.join("\n")).toEqual({
    accessibility: 100,
    bestPractices: 100,
  });
  expect(layoutShift).toBeLessThan(0.01);
});
