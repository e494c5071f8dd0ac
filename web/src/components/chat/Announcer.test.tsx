import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ConnectionView, MessageView } from "@/types/chat";
import { Announcer } from "./Announcer";

const views = vi.hoisted(() => ({
  messageIds: ["a1"] as readonly string[],
  statuses: {} as Record<string, MessageView["status"]>,
  connection: {} as ConnectionView,
  waits: false,
}));

vi.mock("@/hooks/chat/useThread", () => ({
  useThread: () => ({
    status: "ready",
    messageIds: views.messageIds,
    loadingOlder: false,
    ...(views.waits && { run: { status: "awaiting-approval" } }),
  }),
}));
vi.mock("@/hooks/chat/useMessage", () => ({
  useMessage: (_: string, id: string) => ({
    id,
    status: views.statuses[id],
    ...(views.statuses[id] === "error" && { error: { code: "model_timeout", message: "m" } }),
  }),
}));
vi.mock("@/hooks/chat/useModelName", () => ({ useModelName: () => "Small" }));
vi.mock("@/hooks/chat/useConnection", () => ({ useConnection: () => views.connection }));

function announcer() {
  const { rerender } = render(<Announcer conversationId="c" />);
  const said = () => screen.getAllByRole("status").map((element) => element.textContent);
  return { said, again: () => rerender(<Announcer conversationId="c" />) };
}

beforeEach(() => {
  vi.useFakeTimers();
  views.messageIds = ["a1"];
  views.statuses = { a1: "complete" };
  views.connection = { state: "live", since: 0 };
  views.waits = false;
});

afterEach(() => {
  vi.useRealTimers();
});

describe("Announcer", () => {
  it("is silent about an answer that was finished before", () => {
    const { said } = announcer();
    expect(said()).toEqual(["", "", ""]);
  });

  it.each([
    ["complete", "Answer complete"],
    ["stopped", "Answer stopped"],
    ["interrupted", "Answer interrupted"],
    ["error", "Answer ended with an error: Small took too long"],
  ] as const)("tells that an answer is %s", (status, words) => {
    views.statuses = { a1: "streaming" };
    const { said, again } = announcer();
    expect(said()[0]).toBe("");
    views.statuses = { a1: status };
    again();
    expect(said()[0]).toBe(words);
  });

  it("tells that a tool waits for an answer", () => {
    const { said, again } = announcer();
    expect(said()[1]).toBe("");
    views.waits = true;
    again();
    expect(said()[1]).toMatch(/^Approval needed/);
  });

  it("does not take another thread's last answer for the end of this one", () => {
    views.statuses = { a1: "streaming", b1: "complete" };
    const { said, again } = announcer();
    views.messageIds = ["b1"];
    again();
    expect(said()[0]).toBe("");
  });

  it("tells a loss after a second, and the return", () => {
    const { said, again } = announcer();
    views.connection = { state: "reconnecting", since: 0 };
    again();
    act(() => vi.advanceTimersByTime(900));
    expect(said()[2]).toBe("");
    act(() => vi.advanceTimersByTime(200));
    expect(said()[2]).toBe("Reconnecting");
    views.connection = { state: "live", since: 0 };
    again();
    act(() => vi.advanceTimersByTime(1));
    expect(said()[2]).toBe("Connected again");
  });

  it("keeps a loss that healed within a second to itself", () => {
    const { said, again } = announcer();
    views.connection = { state: "reconnecting", since: 0 };
    again();
    act(() => vi.advanceTimersByTime(900));
    views.connection = { state: "live", since: 0 };
    again();
    act(() => vi.advanceTimersByTime(5000));
    expect(said()[2]).toBe("");
  });
});
