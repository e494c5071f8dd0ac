import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inNextFrame } from "@/lib/frame";
import { HeldRow } from "./held-row";

let paint: (now: number) => void;
let resized: () => void;
let height = 0;

beforeEach(() => {
  paint = () => {};
  height = 100;
  vi.stubGlobal("requestAnimationFrame", (run: typeof paint) => {
    paint = run;
    return 1;
  });
  vi.stubGlobal("cancelAnimationFrame", () => {});
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(told: () => void) {
        resized = told;
      }
      observe() {}
      disconnect() {}
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** What a list makes of one row, of the height that the test says. */
function rowContent(): HTMLElement {
  const item = document.createElement("div");
  item.innerHTML = "<div data-row><div data-last></div></div>";
  const content = item.querySelector<HTMLElement>("[data-last]");
  if (!content) throw new Error("there is no content");
  Object.defineProperty(content, "offsetHeight", { get: () => height });
  return content;
}

test("growth is told at the end of the drawing that made it, and not again when it is measured", () => {
  const onGrowth = vi.fn();
  const held = new HeldRow({ onGrowth, onReleased: () => {} });
  held.hold(rowContent());
  resized();
  expect(onGrowth).toHaveBeenCalledTimes(1);

  inNextFrame("view", () => {
    height = 120;
  });
  paint(performance.now());
  expect(onGrowth).toHaveBeenCalledTimes(2);
  resized();
  expect(onGrowth).toHaveBeenCalledTimes(2);

  // Something that nobody draws: an image that has come.
  height = 300;
  resized();
  expect(onGrowth).toHaveBeenCalledTimes(3);
});

test("a row that was let go of is looked at no more", () => {
  const onGrowth = vi.fn();
  const held = new HeldRow({ onGrowth, onReleased: () => {} });
  held.hold(rowContent());
  held.end();
  // Long after the drawing before, so that this one is made in the next frame.
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + 1000);
  inNextFrame("view", () => {
    height = 120;
  });
  paint(performance.now());
  expect(height).toBe(120);
  expect(onGrowth).not.toHaveBeenCalled();
});
