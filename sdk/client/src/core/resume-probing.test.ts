import { describe, expect, test } from "vitest";
import { live, names } from "../testing/resume-machine.ts";

describe("probing", () => {
  test("asks every 500 ms for a minute after the loss and opens at the first good answer", () => {
    const m = live();
    expect(names(m.pass(10_000).lost())).toContain("set-timer:probe");
    expect(m.pass(250).feed({ type: "timer", timer: "probe" })).toEqual([{ type: "probe" }]);
    expect(m.feed({ type: "health", ok: false })).toEqual([
      { type: "set-timer", timer: "probe", at: m.now + 500 },
    ]);
    m.pass(500).feed({ type: "timer", timer: "probe" });
    expect(names(m.feed({ type: "health", ok: true }))).toContain("open");
  });

  test("ends a minute after the loss", () => {
    const m = live();
    m.pass(10_000).lost();
    expect(m.pass(59_000).feed({ type: "timer", timer: "probe" })).toEqual([{ type: "probe" }]);
    expect(m.pass(1000).feed({ type: "timer", timer: "probe" })).toEqual([]);
    expect(m.feed({ type: "health", ok: false })).toEqual([]);
  });

  test("is for visible pages only; becoming visible tries at once", () => {
    const m = live();
    m.feed({ type: "hidden" });
    expect(names(m.pass(10_000).lost())).not.toContain("set-timer:probe");
    expect(names(m.feed({ type: "visible" }))).toContain("open");
  });

  test("stops when a server that is well does not keep the stream", () => {
    const m = live();
    m.pass(10_000).lost();
    m.feed({ type: "timer", timer: "probe" });
    m.feed({ type: "health", ok: true });
    expect(names(m.lost(false))).not.toContain("set-timer:probe");
  });
});

describe("the network", () => {
  test("coming back tries at once", () => {
    const m = live();
    m.feed({ type: "offline" });
    m.lost();
    expect(m.state).toMatchObject({ status: "offline" });
    expect(names(m.feed({ type: "online" }))).toContain("open");
  });

  test("being reported away makes a live stream be checked, not cut", () => {
    const m = live();
    expect(m.feed({ type: "offline" })).toEqual([{ type: "probe" }]);
    m.feed({ type: "health", ok: true });
    expect(m.state.status).toBe("live");
    m.feed({ type: "health", ok: false });
    expect(m.state.status).toBe("offline");
  });

  test("a page that wakes up after a long sleep does not trust its stream", () => {
    const m = live();
    m.pass(3_600_000).feed({ type: "visible" });
    expect(m.state).toMatchObject({ status: "reconnecting", reason: "silence" });
  });
});
