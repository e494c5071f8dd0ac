import { act, fireEvent, render, screen } from "@testing-library/react";
import { type ComponentType, Suspense } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { lazyPart, patiently } from "./lazy-part";

type Loaded = { readonly default: ComponentType<{ readonly name: string }> };

const loaded: Loaded = { default: ({ name }) => <p>hello {name}</p> };
const load = vi.fn<() => Promise<Loaded>>();
const online = vi.fn<() => boolean>();
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(navigator, "onLine", "get").mockImplementation(online);
  vi.spyOn(console, "error").mockReturnValue();
  load.mockReset().mockRejectedValue(new Error("no chunk"));
  online.mockReset().mockReturnValue(true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("what comes at once is asked for once", async () => {
  load.mockResolvedValue(loaded);
  await expect(patiently(load)()).resolves.toBe(loaded);
  expect(load).toHaveBeenCalledOnce();
});

test("what does not come is asked for four times in six seconds, and then has failed", async () => {
  const failed = vi.fn();
  patiently(load)().catch(failed);
  const asked: number[] = [];
  for (const wait of [0, 499, 1, 1_499, 1, 3_999, 1]) {
    await pass(wait);
    asked.push(load.mock.calls.length);
  }
  expect(asked).toEqual([1, 1, 2, 2, 3, 3, 4]);
  expect(failed).toHaveBeenCalledOnce();
  await pass(60_000);
  expect(load).toHaveBeenCalledTimes(4);
});

test("without a network it is waited for as long as that takes", async () => {
  online.mockReturnValue(false);
  const come = vi.fn();
  patiently(load)().then(come);
  await pass(60_000);
  expect(load).toHaveBeenCalledTimes(5);
  online.mockReturnValue(true);
  load.mockResolvedValue(loaded);
  window.dispatchEvent(new Event("online"));
  await pass(0);
  expect(come).toHaveBeenCalledExactlyOnceWith(loaded);
  await pass(60_000);
  expect(load).toHaveBeenCalledTimes(6);
});

test("a part is drawn once it is there, and one that failed when it is tried again", async () => {
  const Part = lazyPart(load);
  render(
    <ErrorBoundary>
      <Suspense fallback={<p>on its way</p>}>
        <Part name="there" />
      </Suspense>
    </ErrorBoundary>,
  );
  await pass(5_000);
  expect(screen.getByText("on its way")).toBeTruthy();
  await pass(1_500);
  expect(screen.getByRole("heading").textContent).toContain("failed");
  load.mockResolvedValue(loaded);
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await pass(0);
  expect(screen.getByText("hello there")).toBeTruthy();
});
