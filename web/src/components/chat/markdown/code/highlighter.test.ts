import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHighlighter, type Port } from "./highlighter";
import type { Answer, Ask, Forget } from "./kinds";

/** A worker that answers when it is told to; a line's colours are its length. */
function fakeWorker() {
  const asked: Ask[] = [];
  const forgotten: number[] = [];
  const port: Port = {
    onmessage: null,
    postMessage: (message: Ask | Forget) => {
      if ("forget" in message) forgotten.push(message.forget);
      else asked.push(message);
    },
  };
  const tell = (data: Answer | { id: number; refused: true }) =>
    port.onmessage?.({ data } as MessageEvent);
  const answer = () => {
    const ask = asked.at(-1);
    if (!ask) throw new Error("nothing was asked");
    const { id, from, lines, growing } = ask;
    tell({
      id,
      from,
      runs: lines.map((line) => [line.length, 1]),
      ...(growing !== undefined && { growing: { text: growing, runs: [growing.length, 2] } }),
    });
  };
  return { asked, forgotten, tell, answer, open: () => port };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a session", () => {
  it("leaves a block that grows alone for a while, and asks at once when it has ended", () => {
    const worker = fakeWorker();
    const session = createHighlighter(worker.open)("js");
    session.update(["a"], true);
    worker.answer();
    session.update(["ab"], true);
    session.update(["abc", "d"], true);
    vi.advanceTimersByTime(99);
    expect(worker.asked).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(worker.asked[1]).toMatchObject({ lines: ["abc"], growing: "d" });
    worker.answer();
    session.update(["abc", "de"], true);
    session.update(["abc", "de"], false);
    expect(worker.asked[2]).toMatchObject({ from: 1, lines: ["de"] });
    worker.answer();
    session.close();
    vi.runAllTimers();
    expect(worker.asked).toHaveLength(3);
  });

  it("asks for each line once, and for the growing one again", () => {
    const worker = fakeWorker();
    const session = createHighlighter(worker.open)("js");
    session.update(["let a", "let"], true);
    worker.answer();
    expect(session.colors()).toEqual({ runs: [[5, 1]], growing: { text: "let", runs: [3, 2] } });
    session.update(["let a", "let b", ""], true);
    vi.runAllTimers();
    expect(worker.asked.at(-1)).toMatchObject({ from: 1, lines: ["let b"], growing: "" });
    worker.answer();
    session.update(["let a", "let b", "c"], false);
    expect(worker.asked.at(-1)).toMatchObject({ from: 2, lines: ["c"] });
    worker.answer();
    expect(session.colors()).toEqual({
      runs: [
        [5, 1],
        [5, 1],
        [1, 1],
      ],
    });
  });

  it("waits for an answer before it asks for what came meanwhile", () => {
    const worker = fakeWorker();
    const session = createHighlighter(worker.open)("js");
    session.update(["a"], true);
    session.update(["ab"], true);
    session.update(["abc", "d"], true);
    vi.runAllTimers();
    expect(worker.asked).toHaveLength(1);
    worker.answer();
    vi.runAllTimers();
    expect(worker.asked).toHaveLength(2);
    expect(worker.asked[1]).toMatchObject({ from: 0, lines: ["abc"], growing: "d" });
  });

  it("keeps colours while it asks, and begins anew when lines are others", () => {
    const worker = fakeWorker();
    const session = createHighlighter(worker.open)("js");
    session.update(["a", "b"], false);
    worker.answer();
    session.update(["x", "b"], false);
    expect(session.colors().runs).toHaveLength(2);
    expect(worker.forgotten).toEqual([1]);
    expect(worker.asked.at(-1)).toMatchObject({ id: 2, from: 0, lines: ["x", "b"] });
  });

  it("takes a long block in turns", () => {
    const worker = fakeWorker();
    const session = createHighlighter(worker.open)("js");
    session.update(
      Array.from({ length: 450 }, () => "x"),
      false,
    );
    for (let turn = 0; turn < 3; turn += 1) worker.answer();
    expect(worker.asked.map(({ from }) => from)).toEqual([0, 200, 400]);
    expect(session.colors().runs).toHaveLength(450);
  });

  it("stays plain when it is refused, and when there are no workers", () => {
    const worker = fakeWorker();
    const session = createHighlighter(worker.open)("js");
    session.update(["a"], false);
    worker.tell({ id: 1, refused: true });
    session.update(["a", "b"], false);
    expect(worker.asked).toHaveLength(1);
    const none = createHighlighter(() => {
      throw new Error("no workers here");
    })("js");
    none.update(["a"], false);
    expect(none.colors()).toEqual({ runs: [] });
  });

  it("tells its listeners, and after its end nobody", () => {
    const worker = fakeWorker();
    const session = createHighlighter(worker.open)("js");
    const changed = vi.fn();
    session.subscribe(changed);
    session.update(["a"], false);
    worker.answer();
    expect(changed).toHaveBeenCalledTimes(1);
    session.update(["a", "b"], false);
    session.close();
    worker.answer();
    expect(changed).toHaveBeenCalledTimes(1);
  });
});
