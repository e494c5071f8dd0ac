import { describe, expect, it } from "vitest";
import { type Row, rowsOf, shift } from "./rows";
import { pinned } from "./use-pinned-rows";

const isQuestion = (id: string) => id.startsWith("q");
const rows = (ids: string, before: readonly Row[] = []) =>
  rowsOf(ids === "" ? [] : ids.split(" "), isQuestion, before);
const shape = (of: readonly Row[]) => of.map((row) => row.messageIds.join(" "));

describe("rowsOf", () => {
  it("begins a row with each question", () => {
    expect(shape(rows("q1 a1 q2 q3 a3"))).toEqual(["q1 a1", "q2", "q3 a3"]);
    expect(shape(rows("a0 q1 a1"))).toEqual(["a0", "q1 a1"]);
    expect(rows("")).toEqual([]);
  });

  it("keeps the rows that did not change, by identity", () => {
    const before = rows("q1 a1 q2");
    const after = rows("q1 a1 q2 a2", before);
    expect(after[0]).toBe(before[0]);
    expect(shape(after)).toEqual(["q1 a1", "q2 a2"]);
  });

  it("keeps the row of an answer whose question comes with an older page", () => {
    const before = rows("a1 q2 a2");
    const after = rows("q1 a1 q2 a2", before);
    expect(shape(after)).toEqual(["q1", "a1", "q2 a2"]);
    expect(after[1]).toBe(before[0]);
  });
});

describe("shift", () => {
  const before = rows("q2 a2 q3");

  it("counts the rows that came before", () => {
    expect(shift(before, rows("q1 a1 q2 a2 q3", before))).toBe(1);
    expect(shift(before, rows("q2 a2 q3", before))).toBe(0);
  });

  it("counts the oldest rows that are gone", () => {
    expect(shift(before, rows("q3", before))).toBe(-1);
  });

  it("knows a thread in which anything else is another", () => {
    for (const other of ["q2 a2 q3 a3", "q2 a2 q3 q4", "q2 a2", "q8 a8", ""]) {
      expect(shift(before, rows(other, before))).toBeUndefined();
    }
    expect(shift([], before)).toBeUndefined();
  });
});

describe("pinned", () => {
  const thread = rows("q1 q2 q3 q4 q5");
  const none = { from: undefined, to: undefined, focused: undefined };

  it("keeps the marked rows, the one in focus and the one being written", () => {
    expect(pinned(none, thread, false)).toEqual([]);
    expect(pinned(none, thread, true)).toEqual([4]);
    expect(pinned({ from: "q4", to: "q2", focused: "q1" }, thread, false).toSorted()).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it("knows rows that are gone", () => {
    expect(pinned({ from: "gone", to: "q2", focused: "gone" }, thread, false)).toEqual([1]);
  });

  it("keeps only the ends of a selection that is too long to be mounted", () => {
    const long = rows(Array.from({ length: 500 }, (_, at) => `q${at}`).join(" "));
    expect(pinned({ from: "q3", to: "q400", focused: undefined }, long, false)).toEqual([3, 400]);
  });
});
