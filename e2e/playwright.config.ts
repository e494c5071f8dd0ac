import { defineConfig } from "@playwright/test";

// `cargo xtask test` names both; by hand, a Debian Chromium and the dev binary are assumed.
// The tests start their servers themselves (port 0, a data folder of their own), so that they
// may kill and restart them: there is deliberately no `webServer` here.
const chromium = process.env.THALWEG_CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  // Whole files beside each other: each has its server, and what runs in one browser at a time.
  fullyParallel: false,
  workers: 2,
  // A browser on a busy machine is late at times. What needs its second try is not hidden by it:
  // `lib/unsteady.ts` names it, and `cargo xtask test` ends with the list.
  retries: 1,
  forbidOnly: true,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./lib/unsteady.ts"]],
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
    video: "off",
    // Without pictures of every frame, which cost the machine a third of what the tests do.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: true },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
