import { test } from "@playwright/test";

/** One measured figure, as `report.ts` prints it and writes it to docs/PERFORMANCE.md. */
export type Figure = {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  /** Absent for a figure without a goal. */
  readonly met?: boolean;
};

/** Under which a test's figures travel to the reporter. */
export const FIGURE = "figure";

export function figure(row: Figure): void {
  test.info().annotations.push({ type: FIGURE, description: JSON.stringify(row) });
}

/** Median and spread of repeated measurements. Throws if there are none. */
export function summary(values: readonly number[]): { median: number; min: number; max: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const min = sorted.at(0);
  const max = sorted.at(-1);
  const low = sorted.at(Math.floor((sorted.length - 1) / 2));
  const high = sorted.at(Math.ceil((sorted.length - 1) / 2));
  if (min === undefined || max === undefined || low === undefined || high === undefined) {
    throw new Error("nothing was measured");
  }
  return { median: (low + high) / 2, min, max };
}

/** `0.12 ms (0.10–0.31)`. */
export function told(values: readonly number[], digits: number, unit = ""): string {
  const { median, min, max } = summary(values);
  const text = (value: number) => value.toFixed(digits);
  const middle = `${text(median)}${unit && ` ${unit}`}`;
  return values.length > 1 ? `${middle} (${text(min)}–${text(max)})` : middle;
}
