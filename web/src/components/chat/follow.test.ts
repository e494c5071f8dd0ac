import { describe, expect, it } from "vitest";
import { isAtBottom, leavesBottom } from "./follow";

const box = { scrollTop: 0, scrollHeight: 2000, clientHeight: 500 };

describe("isAtBottom", () => {
  it("allows for sub-pixels and no more than a finger's width", () => {
    expect(isAtBottom({ ...box, scrollTop: 1500 })).toBe(true);
    expect(isAtBottom({ ...box, scrollTop: 1484 })).toBe(true);
    expect(isAtBottom({ ...box, scrollTop: 1483 })).toBe(false);
  });
});

describe("leavesBottom", () => {
  it.each([
    ["a wheel upwards", new WheelEvent("wheel", { deltaY: -1 }), true],
    ["a wheel downwards", new WheelEvent("wheel", { deltaY: 1 }), false],
    ["a finger", new Event("touchmove"), true],
    ["Page Up", new KeyboardEvent("keydown", { key: "PageUp" }), true],
    ["Page Down", new KeyboardEvent("keydown", { key: "PageDown" }), false],
    ["a letter", new KeyboardEvent("keydown", { key: "a" }), false],
  ])("is asked by %s", (_, event, leaves) => {
    expect(leavesBottom(event, box)).toBe(leaves);
  });

  it("is not asked where there is nothing to scroll", () => {
    const short = { ...box, scrollHeight: 400 };
    expect(leavesBottom(new WheelEvent("wheel", { deltaY: -1 }), short)).toBe(false);
  });
});
