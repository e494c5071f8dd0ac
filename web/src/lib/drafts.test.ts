import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { useDraft } from "@/hooks/chat/useDraft";
import { moveDraft, writeDraft } from "./drafts";

afterEach(() => {
  vi.restoreAllMocks();
  for (const id of [null, "a", "b"]) writeDraft(id, "");
});

test("a draft is its conversation's own, and a new one has one as well", () => {
  const a = renderHook(() => useDraft("a"));
  const fresh = renderHook(() => useDraft(null));
  act(() => a.result.current[1]("half a thought"));
  expect(a.result.current[0]).toBe("half a thought");
  expect(fresh.result.current[0]).toBe("");
  act(() => fresh.result.current[1]("another"));
  expect(renderHook(() => useDraft(null)).result.current[0]).toBe("another");
});

test("it outlives the page and is taken away once it is sent", async () => {
  act(() => writeDraft("b", "kept"));
  vi.resetModules();
  const reloaded = await import("./drafts");
  expect(reloaded.readDraft("b")).toBe("kept");
  reloaded.writeDraft("b", "");
  expect(Object.keys(localStorage)).toEqual([]);
});

test("a storage that is full or forbidden loses nothing in this tab", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  const { result } = renderHook(() => useDraft("a"));
  act(() => result.current[1]("still here"));
  expect(result.current[0]).toBe("still here");
});

test("it is the same in every tab", () => {
  const { result } = renderHook(() => useDraft("a"));
  const tell = (key: string, newValue: string | null) =>
    act(() => void window.dispatchEvent(new StorageEvent("storage", { key, newValue })));
  tell("thalweg.draft.a", "from another tab");
  expect(result.current[0]).toBe("from another tab");
  tell("thalweg.draft.b", "of another chat");
  tell("something else", "x");
  expect(result.current[0]).toBe("from another tab");
  tell("thalweg.draft.a", null);
  expect(result.current[0]).toBe("");
});

test("it goes along when its conversation is given another id", () => {
  const { result } = renderHook(() => useDraft("b"));
  act(() => writeDraft("a", "half a thought"));
  act(() => moveDraft("a", "b"));
  expect(result.current[0]).toBe("half a thought");
  expect(localStorage.getItem("thalweg.draft.a")).toBeNull();
  act(() => moveDraft("a", "b"));
  expect(result.current[0]).toBe("half a thought");
});
