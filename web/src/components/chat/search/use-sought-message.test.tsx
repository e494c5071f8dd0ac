import { renderHook } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import type { ThreadView } from "@/types/chat";
import { useSoughtMessage } from "./use-sought-message";

const actions = vi.hoisted(() => ({ loadOlder: vi.fn(), selectSibling: vi.fn() }));
const views = vi.hoisted(() => ({ known: new Set<string>() }));
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => actions }));
vi.mock("@/hooks/chat/useMessage", () => ({
  useMessage: (_: string, id: string) => (views.known.has(id) ? { id } : undefined),
}));
vi.mock("../ScreenContext", () => ({ useScreen: () => ({ found: [] }) }));

const thread = (messageIds: string[], more: Partial<ThreadView> = {}): ThreadView => ({
  status: "ready",
  messageIds,
  loadingOlder: false,
  ...more,
});
const hook = (first: ThreadView, soughtId: string | null) =>
  renderHook(({ now }) => useSoughtMessage("x", now, soughtId), { initialProps: { now: first } });

beforeEach(() => {
  actions.loadOlder.mockReset();
  actions.selectSibling.mockReset();
  views.known = new Set();
});

it("shows a message that is there", () => {
  views.known = new Set(["m1"]);
  expect(hook(thread(["m1", "m2"]), "m1").result.current).toBe("m1");
  expect(actions.loadOlder).not.toHaveBeenCalled();
});

it("goes through older pages until the message is there", () => {
  const { result, rerender } = hook(thread(["m3"], { olderCursor: "c1" }), "m1");
  expect(actions.loadOlder).toHaveBeenCalledTimes(1);
  rerender({ now: thread(["m3"], { olderCursor: "c1", loadingOlder: true }) });
  expect(actions.loadOlder).toHaveBeenCalledTimes(1);
  rerender({ now: thread(["m2", "m3"], { olderCursor: "c2" }) });
  expect(actions.loadOlder).toHaveBeenCalledTimes(2);
  expect(result.current).toBeUndefined();
  views.known = new Set(["m1"]);
  rerender({ now: thread(["m1", "m2", "m3"]) });
  expect(result.current).toBe("m1");
});

it("changes to the branch that the message is in", () => {
  views.known = new Set(["m1b"]);
  const { result, rerender } = hook(thread(["m1"]), "m1b");
  expect(actions.selectSibling).toHaveBeenCalledExactlyOnceWith("m1b");
  rerender({ now: thread(["m1b"]) });
  expect(result.current).toBe("m1b");
});

it("leaves the thread alone if the message is nowhere, or if none is sought", () => {
  expect(hook(thread(["m1"]), "gone").result.current).toBeUndefined();
  expect(hook(thread(["m1"], { olderCursor: "c" }), null).result.current).toBeUndefined();
  expect(actions.loadOlder).not.toHaveBeenCalled();
  expect(actions.selectSibling).not.toHaveBeenCalled();
});
