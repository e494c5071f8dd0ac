import { describe, expect, it } from "vitest";
import { type Box, FOLLOWING, type ScrollInput, type ScrollState, step } from "./scroll-machine";

/** A thread of 2,000 pixels in a window of 500, at its end unless said otherwise. */
const box = (scrollTop = 1500, more: Partial<Box> = {}): Box => ({
  scrollTop,
  scrollHeight: 2000,
  clientHeight: 500,
  ...more,
});
const READING: ScrollState = { ...FOLLOWING, mode: "reading" };
const mode = (state: ScrollState, input: ScrollInput, at = box()) =>
  step(state, input, at).state.mode;

const key = (name: string, shift = false): ScrollInput => ({ type: "key", key: name, shift });
const wheel = (deltaY: number, zooms = false): ScrollInput => ({ type: "wheel", deltaY, zooms });
const grown: ScrollInput = { type: "layout", below: true };

describe("letting go of the end", () => {
  it.each<readonly [string, ScrollInput, ScrollState["mode"]]>([
    ["the least wheel upwards", wheel(-1), "reading"],
    ["a wheel downwards", wheel(1), "following"],
    ["a wheel that zooms", wheel(-1, true), "following"],
    ["a finger on its way down", { type: "touch-move", by: 1 }, "reading"],
    ["a finger on its way up", { type: "touch-move", by: -9 }, "following"],
    ["a finger at rest", { type: "touch-start" }, "following"],
    ["Arrow Up", key("ArrowUp"), "reading"],
    ["Page Up", key("PageUp"), "reading"],
    ["Home", key("Home"), "reading"],
    ["Shift and Space", key(" ", true), "reading"],
    ["Space", key(" "), "following"],
    ["Page Down", key("PageDown"), "following"],
    ["a letter", key("a"), "following"],
    ["marking text", { type: "select" }, "reading"],
    ["unfolding", { type: "toggle" }, "reading"],
    ["going to a place", { type: "seek" }, "reading"],
  ])("by %s", (_, input, expected) => {
    expect(mode(FOLLOWING, input)).toBe(expected);
  });

  it("happens at once: what grows right after moves nothing", () => {
    const { state } = step(FOLLOWING, wheel(-1), box());
    expect(step(state, grown, box(1500, { scrollHeight: 2100 })).move).toBe("hold");
  });

  it("is seen by the place alone, as with the scrollbar", () => {
    expect(mode(FOLLOWING, { type: "scroll", from: 1500 }, box(900))).toBe("reading");
  });

  it("is not for a thread that has nothing to scroll", () => {
    const short = box(0, { scrollHeight: 400 });
    expect(mode(FOLLOWING, wheel(-1), short)).toBe("following");
    expect(mode(FOLLOWING, { type: "select" }, short)).toBe("following");
  });

  it("is not for a thread that became shorter, whose end is still in sight", () => {
    const shorter = box(1400, { scrollHeight: 1900 });
    expect(mode(FOLLOWING, { type: "scroll", from: 1500 }, shorter)).toBe("following");
  });
});

describe("following", () => {
  it("goes to the end as text grows and as the window changes", () => {
    const taller = box(1500, { scrollHeight: 2100 });
    expect(step(FOLLOWING, grown, taller)).toEqual({ state: FOLLOWING, move: "end" });
    const keyboard = box(1500, { clientHeight: 300 });
    expect(step(FOLLOWING, { type: "resize" }, keyboard).move).toBe("end");
  });

  it("waits while a finger is on the thread, and catches up when it leaves", () => {
    const held = step(FOLLOWING, { type: "touch-start" }, box()).state;
    const taller = box(1500, { scrollHeight: 2100 });
    expect(step(held, grown, taller).move).toBe("none");
    expect(step(held, { type: "touch-end" }, taller).move).toBe("end");
  });

  it("leaves an elastic scroll beyond the end to itself", () => {
    expect(step(FOLLOWING, grown, box(1540)).move).toBe("none");
  });

  it("begins again at the end, by whatever way the reader came there", () => {
    expect(mode(READING, { type: "scroll", from: 1300 }, box(1490))).toBe("following");
    expect(mode(READING, { type: "scroll", from: 1300 }, box(1480))).toBe("reading");
    expect(mode(READING, { type: "scroll", from: 1500 }, box(1490))).toBe("reading");
  });

  it("begins again when marked text is let go at the end, not further up", () => {
    expect(mode(READING, { type: "idle" })).toBe("following");
    expect(mode(READING, { type: "idle" }, box(900))).toBe("reading");
  });

  it("is what sending and the button ask for, from anywhere", () => {
    const far = { ...READING, fresh: true };
    expect(step(far, { type: "follow" }, box(10))).toEqual({ state: FOLLOWING, move: "end" });
  });
});

describe("reading", () => {
  it("holds what is read through growth, older messages and other window sizes", () => {
    expect(step(READING, { type: "layout", below: false }, box(700)).move).toBe("hold");
    expect(step(READING, grown, box(700)).move).toBe("hold");
    expect(step(READING, { type: "resize" }, box(700)).move).toBe("hold");
  });

  it("marks what came below, until the end is reached", () => {
    expect(step(READING, { type: "layout", below: false }, box(700)).state.fresh).toBe(false);
    const { state } = step(READING, grown, box(700));
    expect(state.fresh).toBe(true);
    expect(step(state, { type: "layout", below: false }, box(700)).state).toBe(state);
    expect(step(state, { type: "scroll", from: 700 }, box()).state).toEqual(FOLLOWING);
  });

  it("is not moved by the reader's own hands", () => {
    for (const input of [wheel(-5), wheel(5), key("PageUp"), key("ArrowDown")]) {
      expect(step(READING, input, box(700))).toEqual({ state: READING, move: "none" });
    }
  });
});

it("never follows between leaving the end and coming back, whatever happens", () => {
  const harmless: readonly ScrollInput[] = [
    grown,
    { type: "layout", below: false },
    { type: "resize" },
    wheel(-3),
    key("PageUp"),
    { type: "touch-start" },
    { type: "touch-move", by: -4 },
    { type: "touch-end" },
    { type: "select" },
    { type: "toggle" },
    { type: "idle" },
    { type: "scroll", from: 650 },
    { type: "scroll", from: 900 },
  ];
  let seed = 7;
  let state = READING;
  for (let turn = 0; turn < 2000; turn += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const input = harmless[seed % harmless.length] as ScrollInput;
    const next = step(state, input, box(700));
    expect(next.move).not.toBe("end");
    state = next.state;
  }
});
