import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { FIGURE, type Figure } from "./figures.ts";

/** Between these lines of docs/PERFORMANCE.md lies what a run wrote. */
const BEGIN = "<!-- measured in the browser: begin -->";
const END = "<!-- measured in the browser: end -->";
const FILE = new URL("../../docs/PERFORMANCE.md", import.meta.url);

/** Prints the figures of a run; with `THALWEG_BENCH_WRITE` they take the place of those before. */
export default class FiguresReporter implements Reporter {
  readonly #load = loadavg()[0] ?? 0;
  readonly #sections: { name: string; rows: Figure[] }[] = [];
  #broken = false;

  onTestEnd(test: TestCase, result: TestResult): void {
    const rows = result.annotations
      .filter((annotation) => annotation.type === FIGURE)
      .map((annotation) => JSON.parse(annotation.description ?? "") as Figure);
    this.#sections.push({ name: test.title, rows });
    console.log(`\n${test.title}`);
    for (const { what, goal, measured, met } of rows) {
      console.log(`  ${what.padEnd(64)} ${measured.padStart(30)}  ${goal} ${verdict(met)}`);
    }
    if (result.status !== "passed" && result.status !== "skipped") {
      this.#broken = true;
      console.log(result.errors.map((error) => error.stack ?? error.message).join("\n"));
    }
  }

  onEnd(result: FullResult): void {
    if (process.env.THALWEG_BENCH_WRITE === undefined) return;
    if (this.#broken || result.status !== "passed") {
      console.log("\nNothing was written: not everything could be measured.");
      return;
    }
    const text = readFileSync(FILE, "utf8");
    const begin = text.indexOf(BEGIN);
    const end = text.indexOf(END);
    if (begin < 0 || end < begin) throw new Error("docs/PERFORMANCE.md has no place for figures");
    const head = text.slice(0, begin + BEGIN.length);
    writeFileSync(FILE, `${head}\n${this.#markdown()}\n${text.slice(end)}`);
  }

  #markdown(): string {
    const processor = cpus();
    const machine = `${processor.length} × ${processor[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`;
    const today = new Date().toISOString().slice(0, 10);
    const parts = [
      `\nMeasured on ${today} on ${machine} with \`cargo xtask bench-web -- --write\`. Load average of the machine before: ${this.#load.toFixed(2)}.`,
    ];
    for (const { name, rows } of this.#sections) {
      const lines = rows.map(
        ({ what, goal, measured, met }) => `| ${what} | ${goal} | ${measured} | ${verdict(met)} |`,
      );
      parts.push(
        `### ${name}\n\n| | goal | measured | |\n| --- | --- | --- | --- |\n${lines.join("\n")}`,
      );
    }
    return `${parts.join("\n\n")}\n`;
  }
}

function verdict(met: boolean | undefined): string {
  if (met === undefined) return "";
  return met ? "met" : "**not met**";
}
