import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { HitPage, HitView, MessageError } from "@/types/chat";
import SearchResults from "./SearchResults";

const search = vi.hoisted(() =>
  vi.fn<(query: string, page: { cursor?: string; signal?: AbortSignal }) => Promise<HitPage>>(),
);
const screenContext = vi.hoisted(() => ({ go: vi.fn(), setFound: vi.fn() }));
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => actions }));
vi.mock("../ScreenContext", () => ({
  useScreen: () => screenContext,
  chatHref: (id: string, message?: string) => `/chat?id=${id}&message=${message}`,
}));
// The same object on every render, as the real one.
const actions = { search };

const hit = (id: string, more: Partial<HitView> = {}): HitView => ({
  conversationId: id,
  title: `Title of ${id}`,
  messageId: `m-${id}`,
  role: "assistant",
  snippet: "a lonely lighthouse by the sea",
  marks: [[9, 19]],
  at: "2026-01-05T00:00:00.000Z",
  ...more,
});
const rest = () => act(() => vi.advanceTimersByTimeAsync(200));

beforeEach(() => {
  vi.useFakeTimers();
  search.mockReset();
  screenContext.go.mockReset();
  screenContext.setFound.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
});

it("waits until the fingers rest, and gives up what was asked before", async () => {
  search.mockResolvedValue({ hits: [] });
  const { rerender } = render(<SearchResults query="li" />);
  await act(() => vi.advanceTimersByTimeAsync(100));
  rerender(<SearchResults query="lig" />);
  await rest();
  expect(search.mock.calls.map(([query]) => query)).toEqual(["lig"]);
  rerender(<SearchResults query="ligh" />);
  expect(search.mock.calls[0]?.[1].signal?.aborted).toBe(true);
  expect(screen.getByRole("status").textContent).toBe("Nothing was found.");
});

it("shows the chat, the words around the hit and the hit itself, and leads there", async () => {
  search.mockResolvedValue({ hits: [hit("x")] });
  render(<SearchResults query="light" />);
  await rest();
  expect(screen.getByRole("status").textContent).toBe("1 hit");
  expect(document.querySelector("mark")?.textContent).toBe("lighthouse");
  fireEvent.click(screen.getByRole("link"));
  expect(screenContext.go).toHaveBeenCalledExactlyOnceWith("x", "m-x");
  expect(screenContext.setFound).toHaveBeenCalledExactlyOnceWith(["lighthouse"]);
});

it("goes through the hits by the arrows", async () => {
  search.mockResolvedValue({ hits: [hit("x"), hit("y")] });
  render(<SearchResults query="light" />);
  await rest();
  const [first, second] = screen.getAllByRole("link");
  first?.focus();
  fireEvent.keyDown(first as HTMLElement, { key: "ArrowDown" });
  expect(document.activeElement).toBe(second);
  fireEvent.keyDown(second as HTMLElement, { key: "ArrowUp" });
  expect(document.activeElement).toBe(first);
});

it("appends older hits on demand", async () => {
  search.mockResolvedValueOnce({ hits: [hit("x")], nextCursor: "c1" });
  search.mockResolvedValueOnce({ hits: [hit("y")] });
  render(<SearchResults query="light" />);
  await rest();
  fireEvent.click(screen.getByRole("button", { name: "Show more" }));
  await rest();
  expect(search.mock.calls[1]?.[1]).toEqual({ cursor: "c1" });
  expect(screen.getAllByRole("link")).toHaveLength(2);
  expect(screen.queryByRole("button")).toBeNull();
});

it("says in words that the search failed", async () => {
  search.mockRejectedValue({ code: "overloaded", message: "m" } satisfies MessageError);
  render(<SearchResults query="light" />);
  await rest();
  expect(screen.getByRole("status").textContent).toBe("The server has too much to do.");
});
