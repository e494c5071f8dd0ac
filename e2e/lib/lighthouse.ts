import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect, type LaunchOptions } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";

export type Device = "desktop" | "mobile";

/** What Lighthouse says of one page load: scores from 0 to 100, times in milliseconds. */
export type Judgement = {
  readonly performance: number;
  readonly accessibility: number;
  readonly bestPractices: number;
  readonly largestPaintMs: number;
  readonly blockingMs: number;
  readonly layoutShift: number;
  /** Audits below the best score that count, by id. */
  readonly faults: readonly string[];
};

const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;

/** Loads `url` once in a browser of its own and gives Lighthouse's judgement. */
export async function judge(
  url: string,
  device: Device,
  launchOptions: LaunchOptions,
): Promise<Judgement> {
  const profile = mkdtempSync(join(tmpdir(), "thalweg-lighthouse-"));
  const context = await chromium.launchPersistentContext(profile, {
    ...launchOptions,
    args: [...(launchOptions.args ?? []), "--remote-debugging-port=0"],
  });
  try {
    const port = Number(readFileSync(join(profile, "DevToolsActivePort"), "utf8").split("\n")[0]);
    const flags = { port, logLevel: "silent" as const, onlyCategories: [...CATEGORIES] };
    const result = await lighthouse(url, flags, device === "desktop" ? desktopConfig : undefined);
    if (!result) throw new Error("Lighthouse gave no result");
    const { audits, categories, runtimeError } = result.lhr;
    if (runtimeError) throw new Error(`${runtimeError.code}: ${runtimeError.message}`);
    const score = (id: (typeof CATEGORIES)[number]) => {
      const category = categories[id];
      expect(category, id).toBeDefined();
      return Math.round((category?.score ?? 0) * 100);
    };
    const figure = (id: string) => audits[id]?.numericValue ?? Number.NaN;
    const weighty = CATEGORIES.flatMap((id) => categories[id]?.auditRefs ?? []).filter(
      (reference) => reference.weight > 0,
    );
    const faults = weighty
      .map((reference) => audits[reference.id])
      .filter((audit) => audit !== undefined && audit.score !== null && audit.score < 1)
      .map((audit) => `${audit?.id} ${audit?.score}`);
    return {
      performance: score("performance"),
      accessibility: score("accessibility"),
      bestPractices: score("best-practices"),
      largestPaintMs: figure("largest-contentful-paint"),
      blockingMs: figure("total-blocking-time"),
      layoutShift: figure("cumulative-layout-shift"),
      faults,
    };
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
