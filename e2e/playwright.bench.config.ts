import { defineConfig } from "@playwright/test";
import base from "./playwright.config.ts";

/** What `cargo xtask bench-web` runs: measurements, which have goals but do not fail. */
export default defineConfig(base, {
  testDir: "bench",
  testMatch: "*.bench.ts",
  timeout: 900_000,
  // One after the other: what runs beside a measurement is in it.
  workers: 1,
  reporter: [["./bench/report.ts"]],
  use: { trace: "off", screenshot: "off" },
});
