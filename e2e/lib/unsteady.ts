import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FullConfig, Reporter, Suite, TestCase } from "@playwright/test/reporter";

/**
 * Writes the titles of the tests that failed first and passed on their second try into
 * `test-results/unsteady.txt`, a line each; an empty file if there are none.
 */
export default class Unsteady implements Reporter {
  #suite: Suite | undefined;
  #folder = "";

  onBegin(config: FullConfig, suite: Suite): void {
    this.#suite = suite;
    this.#folder = join(config.rootDir, "..", "test-results");
  }

  onEnd(): void {
    const unsteady = (this.#suite?.allTests() ?? []).filter((test) => test.outcome() === "flaky");
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(join(this.#folder, "unsteady.txt"), unsteady.map(lineOf).join(""));
  }

  printsToStdio(): boolean {
    return false;
  }
}

function lineOf(test: TestCase): string {
  const [, , file, ...titles] = test.titlePath();
  return `${file} › ${titles.join(" › ")}\n`;
}
