import { describe, expect, test } from "vitest";
import { live, machine, names } from "../testing/resume-machine.ts";
import type { ProlongOutcome } from "./resume-types.ts";

const DAY = 86_400_000;
const time = (ms: number) => new Date(ms).toISOString();

/** A machine whose stream counts for `lifeMs` more. */
function mortal(lifeMs: number, canProlong = true) {
  const m = machine({ canProlong });
  m.feed({ type: "start" });
  return { m, effects: welcome(m, lifeMs) };
}

const welcome = (m: ReturnType<typeof machine>, lifeMs: number) =>
  m.event("welcome", "c00", { streamId: "s1", expiresAt: time(m.now + lifeMs) });

const ring = (m: ReturnType<typeof machine>) => m.feed({ type: "timer", timer: "prolong" });

const said = (m: ReturnType<typeof machine>, outcome: ProlongOutcome) =>
  m.feed({ type: "prolonged", connection: m.model.connection, outcome });

describe("a stream whose credential ends", () => {
  test("is prolonged after four fifths of its life, and again of the new one", () => {
    const { m, effects } = mortal(100_000);
    expect(effects).toContainEqual({ type: "set-timer", timer: "prolong", at: m.now + 80_000 });
    const wish = { type: "prolong", connection: 1, streamId: "s1" };
    expect(ring(m.pass(80_000))).toEqual([wish]);
    expect(said(m, { ok: true, expiresAt: m.now + 50_000 })).toEqual([
      { type: "set-timer", timer: "prolong", at: m.now + 40_000 },
    ]);
    expect(ring(m.pass(40_000))).toEqual([wish]);
    expect(said(m, { ok: true })).toEqual([{ type: "clear-timer", timer: "prolong" }]);
  });

  test("is left alone where nothing can prolong it, or if it has no end, or a wrong clock", () => {
    expect(names(mortal(100_000, false).effects)).toEqual(["deliver"]);
    expect(names(mortal(-1).effects)).not.toContain("set-timer:prolong");
    expect(names(live({ canProlong: true }).event("welcome", "c01"))).not.toContain(
      "set-timer:prolong",
    );
  });

  test("follows a repeated welcome, and the one of a new connection", () => {
    const { m } = mortal(100_000);
    const effects = welcome(m.pass(10_000), 200_000);
    expect(effects).toContainEqual({ type: "set-timer", timer: "prolong", at: m.now + 160_000 });
    expect(names(m.lost())).toContain("clear-timer:prolong");
    expect(ring(m)).toEqual([]);
    m.feed({ type: "retry-now" });
    expect(welcome(m, 1_000)).toContainEqual({
      type: "set-timer",
      timer: "prolong",
      at: m.now + 800,
    });
  });

  test("waits in pieces that a timer can take", () => {
    const { m, effects } = mortal(400 * DAY);
    const longest = 2 ** 31 - 1;
    expect(effects).toContainEqual({ type: "set-timer", timer: "prolong", at: m.now + longest });
    expect(ring(m.pass(longest))).toContainEqual({
      type: "set-timer",
      timer: "prolong",
      at: m.now + longest,
    });
    expect(names(ring(m.pass(320 * DAY - longest)))).toEqual(["prolong"]);
  });

  test("is prolonged at once after a sleep in which no timer rang", () => {
    for (const type of ["visible", "online"] as const) {
      const { m } = mortal(100_000);
      m.pass(90_000).feed({ type: "life", connection: 1 });
      expect(names(m.feed({ type }))).toContain("prolong");
      expect(names(m.feed({ type })), "asked once").not.toContain("prolong");
    }
  });

  test("asks again where that can help, until it is too late", () => {
    const { m } = mortal(1_000_000);
    ring(m.pass(800_000));
    const again = { ok: false, again: true } as const;
    expect(said(m, again)).toEqual([{ type: "set-timer", timer: "prolong", at: m.now + 60_000 }]);
    ring(m.pass(160_000));
    expect(said(m, again)).toEqual([{ type: "set-timer", timer: "prolong", at: m.now + 20_000 }]);
    ring(m.pass(39_500));
    expect(said(m, again)).toEqual([{ type: "clear-timer", timer: "prolong" }]);
  });

  test("asks no more where that cannot help", () => {
    const { m } = mortal(100_000);
    ring(m.pass(80_000));
    expect(said(m, { ok: false, again: false })).toEqual([
      { type: "clear-timer", timer: "prolong" },
    ]);
    m.event("expired");
    m.lost();
    expect(m.state.status).toBe("expired");
  });

  test("goes on from its cursor if it expires although the credential was renewed", () => {
    const { m } = mortal(100_000);
    ring(m.pass(80_000));
    said(m, { ok: true, expiresAt: m.now + 100_000 });
    m.event("token", "c07");
    m.event("expired");
    const open = { type: "open", connection: 2, cursor: "c07" };
    expect(m.lost()).toContainEqual(open);
    m.event("expired");
    expect(names(m.pass(100).lost()), "not in a loop").not.toContain("open");
    expect(m.state.status).toBe("expired");
  });

  test("goes on from its cursor if the answer comes after the end", () => {
    const { m } = mortal(100_000);
    ring(m.pass(80_000));
    m.event("expired");
    m.pass(20_000).lost();
    expect(m.state.status).toBe("expired");
    expect(said(m, { ok: true, expiresAt: m.now + 100_000 })).toContainEqual({
      type: "open",
      connection: 2,
      cursor: "c00",
    });
  });
});
