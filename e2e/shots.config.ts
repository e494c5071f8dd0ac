import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";

/** Pictures of the page to look at, not to compare: `THALWEG_SHOTS` names their folder. */
export default defineConfig({
  ...config,
  testDir: ".",
  testMatch: "shots.ts",
  outputDir: "test-results/shots",
  timeout: 240_000,
  use: { ...config.use, trace: "off", screenshot: "off" },
});
