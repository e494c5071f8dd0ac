import { describe, expect, test } from "vitest";
import { live, machine, names, refusal } from "../testing/resume-machine.ts";
import { clientProblem } from "./errors.ts";
import type { ReceivedEvent } from "./resume-types.ts";

describe("opening", () => {
  test("connects at once, from the given cursor", () => {
    const m = machine({}, "c05");
    expect(m.feed({ type: "start" })).toContainEqual({
      type: "open",
      connection: 1,
      cursor: "c05",
    });
    expect(m.state.status).toBe("connecting");
  });

  test("is live with the first event, not before", () => {
    const m = machine();
    m.feed({ type: "start" });
    m.feed({ type: "life", connection: 1 });
    expect(m.state.status).toBe("connecting");
    m.event("welcome", "c01");
    expect(m.state).toEqual({ status: "live", since: m.now });
  });

  test("ignores what an earlier connection still says", () => {
    const m = live();
    m.lost();
    m.feed({ type: "retry-now" });
    const late = { type: "token", id: "c09", data: {} };
    expect(m.feed({ type: "event", connection: 1, event: late })).toEqual([]);
    expect(m.feed({ type: "lost", connection: 1, answered: true })).toEqual([]);
    expect(m.model.cursor).toBe("c00");
  });
});

describe("the cursor", () => {
  test("is taken from every event, welcome included, and used to reconnect", () => {
    const m = live();
    expect(m.model.cursor).toBe("c00");
    m.event("token", "c01");
    m.event("token", "c02");
    m.lost();
    expect(m.feed({ type: "retry-now" })).toContainEqual({
      type: "open",
      connection: 2,
      cursor: "c02",
    });
  });

  test("drops events at or before it", () => {
    const m = live();
    for (const id of ["c01", "c02", "c01", "c02", "c03"]) m.event("token", id);
    expect(m.delivered.map((event) => event.id)).toEqual(["c00", "c01", "c02", "c03"]);
  });

  test("moves with a welcome that a filtering stream repeats, never back", () => {
    const m = live();
    m.event("welcome", "c07");
    expect(m.model.cursor).toBe("c07");
    m.event("welcome", "c03");
    expect(m.model.cursor).toBe("c07");
  });

  test("is not moved by events without one, and these are delivered each time", () => {
    const m = live();
    m.event("typing");
    m.event("typing");
    expect(m.model.cursor).toBe("c00");
    expect(m.delivered.filter((event) => event.type === "typing")).toHaveLength(2);
  });

  test("is set by a reset, also to an earlier place, and the reset is delivered", () => {
    const m = live();
    m.event("token", "c50");
    m.event("reset", "c10", { reason: "epoch_changed", channels: [] });
    expect(m.model.cursor).toBe("c10");
    expect(m.delivered.at(-1)?.type).toBe("reset");
    m.event("token", "c11");
    expect(m.delivered.at(-1)?.id).toBe("c11");
  });
});

describe("loss", () => {
  test("backs off 1, 2, 4, 8, 16, 16 s while nothing answers", () => {
    const m = live();
    m.pass(10_000).lost();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt++) {
      const { state } = m;
      if (state.status !== "reconnecting") throw new Error(`unexpected ${state.status}`);
      expect(state.attempt).toBe(attempt);
      waits.push(state.retryAt - m.now);
      m.pass(state.retryAt - m.now).feed({ type: "timer", timer: "retry" });
      m.lost(false);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 16000]);
  });

  test("keeps the time and reason of the loss over the tries", () => {
    const m = live();
    const lostAt = m.pass(10_000).now;
    m.lost();
    m.pass(1000).feed({ type: "timer", timer: "retry" });
    m.lost(false);
    expect(m.state).toMatchObject({ status: "reconnecting", since: lostAt, reason: "network" });
  });

  test("starts over after a stream that was stable, not after one that flaps", () => {
    const m = live();
    m.pass(10_000).lost();
    for (const attempt of [2, 3]) {
      m.feed({ type: "retry-now" });
      m.event("welcome", "c01");
      m.pass(1000).lost();
      expect(m.state).toMatchObject({ attempt });
    }
    m.feed({ type: "retry-now" });
    m.event("welcome", "c01");
    m.pass(6000).lost();
    expect(m.state).toMatchObject({ attempt: 1 });
  });

  test("silence for 20 s is one; a comment or an event puts it off", () => {
    const m = live();
    m.pass(15_000).feed({ type: "life", connection: 1 });
    expect(m.pass(5000).feed({ type: "timer", timer: "silence" })).toEqual([
      { type: "set-timer", timer: "silence", at: m.now + 15_000 },
    ]);
    m.pass(15_000).feed({ type: "timer", timer: "silence" });
    expect(m.state).toMatchObject({ status: "reconnecting", reason: "silence" });
  });

  test("a connection that never answers is given up after 5 s, the later ones after 10 and 20 s", () => {
    const m = machine();
    m.feed({ type: "start" });
    for (const limit of [5000, 5000, 10_000, 20_000, 20_000]) {
      expect(m.pass(limit - 1).feed({ type: "timer", timer: "silence" })).toEqual([
        { type: "set-timer", timer: "silence", at: m.now + 1 },
      ]);
      const effects = m.pass(1).feed({ type: "timer", timer: "silence" });
      expect(names(effects)).toContain("abort");
      expect(m.state.status).toBe("reconnecting");
      m.feed({ type: "retry-now" });
    }
  });

  test("a server that has answered may be silent for 20 s, also before its first event", () => {
    const m = machine();
    m.feed({ type: "start" });
    m.feed({ type: "life", connection: 1 });
    expect(m.pass(5000).feed({ type: "timer", timer: "silence" })).toEqual([
      { type: "set-timer", timer: "silence", at: m.now + 15_000 },
    ]);
  });
});

describe("what the server asks for", () => {
  test("`reconnect` is followed to the millisecond, without probing, and not delivered", () => {
    const m = live();
    m.pass(10_000).event("reconnect", undefined, { retryMs: 2345, reason: "draining" });
    const effects = m.lost();
    expect(m.state).toMatchObject({ reason: "server", retryAt: m.now + 2345 });
    expect(names(effects)).not.toContain("set-timer:probe");
    expect(m.delivered.map((event) => event.type)).toEqual(["welcome"]);
  });

  test("a wait that it named is not cut short by a network or an eye, only by the consumer", () => {
    const m = live();
    m.event("reconnect", undefined, { retryMs: 5000 });
    m.lost();
    expect(m.feed({ type: "online" })).toEqual([]);
    expect(m.feed({ type: "visible" })).toEqual([]);
    expect(names(m.feed({ type: "retry-now" }))).toContain("open");
  });

  test("a refused stream (200 with `reconnect`) never counts as live", () => {
    const m = machine();
    m.feed({ type: "start" });
    m.event("reconnect", undefined, { retryMs: 1000, reason: "overload" });
    expect(m.state.status).toBe("connecting");
  });

  test("`retry:` is the first wait", () => {
    const m = live();
    m.feed({ type: "server-retry", connection: 1, ms: 3000 });
    m.pass(10_000).lost();
    expect(m.state).toMatchObject({ retryAt: m.now + 3000 });
  });

  test("429 and 503 wait as long as `Retry-After` says", () => {
    for (const status of [429, 503]) {
      const m = machine();
      m.feed({ type: "start" });
      m.refused(refusal(status, { retryAfterMs: 7000 }));
      expect(m.state).toMatchObject({ status: "reconnecting", retryAt: m.now + 7000 });
    }
  });
});

describe("ends", () => {
  test("204 is one", () => {
    const m = machine({}, "c09");
    m.feed({ type: "start" });
    m.feed({ type: "no-content", connection: 1 });
    expect(m.state.status).toBe("ended");
    expect(m.feed({ type: "retry-now" })).toEqual([]);
  });

  test("the end after the terminal event is one, any other end is a loss", () => {
    const isTerminal = (event: ReceivedEvent) => event.type === "done";
    const ended = live({ isTerminal });
    ended.event("done", "c01");
    expect(ended.state.status).toBe("live");
    ended.lost();
    expect(ended.state.status).toBe("ended");

    const cut = live({ isTerminal });
    cut.event("token", "c01");
    cut.lost();
    expect(cut.state.status).toBe("reconnecting");
  });

  test("a terminal event that others follow was taken back, so the next end is a loss", () => {
    const m = live({ isTerminal: (event) => event.type === "deleted" });
    m.event("deleted", "c01");
    m.event("conversation", "c02");
    m.lost();
    expect(m.state.status).toBe("reconnecting");
  });

  test("a 4xx is final and says why; 429 and 5xx are not", () => {
    for (const status of [400, 401, 403, 404, 422]) {
      const m = machine();
      m.feed({ type: "start" });
      const problem = refusal(status);
      m.refused(problem);
      expect(m.state).toMatchObject({ status: "failed", problem });
      expect(m.feed({ type: "online" })).toEqual([]);
    }
    for (const status of [429, 500, 502, 503]) {
      const m = machine();
      m.feed({ type: "start" });
      m.refused(refusal(status));
      expect(m.state).toMatchObject({ status: "reconnecting", reason: "refused" });
    }
  });

  test("an event that cannot be read is final, for the next connection would meet it again", () => {
    const m = live();
    const problem = clientProblem("event_too_large", "too large");
    m.feed({ type: "broken", connection: 1, problem });
    expect(m.state).toMatchObject({ status: "failed", problem });
  });

  test("closing ends everything, and nothing comes after it", () => {
    const m = live();
    const effects = names(m.feed({ type: "close" }));
    expect(effects).toEqual([
      "abort",
      "clear-timer:retry",
      "clear-timer:probe",
      "clear-timer:silence",
      "clear-timer:prolong",
    ]);
    expect(m.event("token", "c01")).toEqual([]);
    expect(m.state.status).toBe("closed");
  });
});

describe("an expired credential", () => {
  test("stays expired where nothing can renew it, until the consumer says so", () => {
    const m = live();
    m.event("token", "c04");
    m.event("expired", undefined, { at: "2026-01-01T00:00:00.000Z" });
    m.lost();
    expect(m.state.status).toBe("expired");
    expect(m.feed({ type: "online" })).toEqual([]);
    expect(m.feed({ type: "retry-now" })).toContainEqual({
      type: "open",
      connection: 2,
      cursor: "c04",
    });
  });

  test("is renewed once, and goes on from the same cursor", () => {
    const m = live({ canRefresh: true });
    m.event("expired");
    expect(names(m.lost())).toContain("refresh");
    expect(m.feed({ type: "refreshed", ok: true })).toContainEqual({
      type: "open",
      connection: 2,
      cursor: "c00",
    });
    m.event("expired");
    expect(names(m.pass(100).lost())).not.toContain("refresh");
    expect(m.state.status).toBe("expired");
  });

  test("a 401 is renewed where it can be", () => {
    const m = machine({ canRefresh: true });
    m.feed({ type: "start" });
    expect(names(m.refused(refusal(401)))).toContain("refresh");
    m.feed({ type: "refreshed", ok: false });
    expect(m.state.status).toBe("expired");
  });
});
