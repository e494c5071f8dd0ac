import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HeldRow } from "./held-row";

const onGrowth = vi.fn<() => void>();
const onReleased = vi.fn<() => void>();
/** What the browser calls in its next frames, one after the other. */
let frames: (() => void)[] = [];
let watched: Element[] = [];

class Watching {
  constructor(readonly grown: () => void) {}
  observe(element: Element) {
    watched.push(element);
  }
  disconnect() {
    watched = [];
  }
}

/** The next frame of the browser. */
function frame() {
  const due = frames;
  frames = [];
  for (const call of due) call();
}

/** An item of the list, the row in it, and the row's content; this high for the browser. */
function row(height = 120) {
  const item = document.createElement("div");
  item.innerHTML = "<div data-row><p></p></div>";
  document.body.append(item);
  const box = item.firstElementChild as HTMLElement;
  const content = box.firstElementChild as HTMLElement;
  Object.defineProperty(box, "offsetHeight", { value: height, configurable: true });
  item.style.contain = "layout style";
  return { item, box, content };
}

let held: HeldRow;
beforeEach(() => {
  frames = [];
  watched = [];
  onGrowth.mockReset();
  onReleased.mockReset();
  vi.stubGlobal("ResizeObserver", Watching);
  vi.stubGlobal("requestAnimationFrame", (call: () => void) => frames.push(call));
  vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.splice(id - 1, 1));
  held = new HeldRow({ onGrowth, onReleased });
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

it("keeps the height that a row had, and lets what it grows by be scrolled to", () => {
  const { item, box, content } = row();
  held.hold(content);
  expect([box.style.height, item.style.contain]).toEqual(["120px", "style"]);
  expect([held.active, watched]).toEqual([true, [content]]);
});

it("holds one row, and not one that is not measured", () => {
  const { content } = row();
  const other = row(80);
  held.hold(content);
  held.hold(other.content);
  expect(other.box.style.height).toBe("");
  held.end();
  const hidden = row();
  hidden.item.style.visibility = "hidden";
  held.hold(hidden.content);
  expect([hidden.box.style.height, held.active]).toEqual(["", false]);
  held.hold(undefined);
  expect(held.active).toBe(false);
});

it("is at work until the list has measured the row again, which takes a second frame", () => {
  const { item, box, content } = row();
  held.hold(content);
  held.release();
  expect([box.style.height, item.style.contain]).toEqual(["", "layout style"]);
  expect([watched, held.active]).toEqual([[], true]);
  frame();
  expect([held.active, onReleased.mock.calls.length]).toEqual([true, 0]);
  held.hold(content);
  expect(box.style.height).toBe("");
  frame();
  expect([held.active, onReleased.mock.calls.length]).toEqual([false, 1]);
  held.release();
  expect([held.active, frames]).toEqual([false, []]);
});

it("tells nobody once it has ended", () => {
  const { box, content } = row();
  held.hold(content);
  held.end();
  expect([box.style.height, held.active, frames]).toEqual(["", false, []]);
  frame();
  expect(onReleased).not.toHaveBeenCalled();
});
