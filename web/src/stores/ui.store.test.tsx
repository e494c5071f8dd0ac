import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useSetting } from "@/hooks/useSetting";
import { reducedMotion } from "@/lib/motion";
import { DEFAULT_SETTINGS, SETTINGS_KEY } from "@/lib/settings";
import { readSetting, setSetting, uiStore } from "./ui.store";

const stored = () => JSON.parse(localStorage.getItem(SETTINGS_KEY) ?? "{}");
const otherTab = (settings: object | null) => {
  const newValue = settings && JSON.stringify(settings);
  if (newValue === null) localStorage.clear();
  else localStorage.setItem(SETTINGS_KEY, newValue);
  act(() => {
    window.dispatchEvent(
      new StorageEvent("storage", { key: newValue === null ? null : SETTINGS_KEY, newValue }),
    );
  });
};

beforeEach(() => otherTab(null));
afterEach(() => vi.unstubAllGlobals());

it("keeps a choice, shows it and tells who reads it", () => {
  const { result } = renderHook(() => useSetting("theme"));
  expect(result.current).toBe("system");
  act(() => setSetting("theme", "dark"));
  expect(result.current).toBe("dark");
  expect(stored().theme).toBe("dark");
  expect(document.documentElement.dataset.theme).toBe("dark");
  act(() => setSetting("theme", "system"));
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

it("follows the other tabs, and forgets with them", () => {
  const { result } = renderHook(() => useSetting("density"));
  otherTab({ density: "compact" });
  expect(result.current).toBe("compact");
  expect(document.documentElement.dataset.density).toBe("compact");
  otherTab(null);
  expect(result.current).toBe("comfortable");
});

it("takes nothing unknown from storage", () => {
  otherTab({ font: "comic", notify: "please" });
  expect(uiStore.getState()).toEqual(DEFAULT_SETTINGS);
});

it("does not undo what another tab has just chosen", () => {
  // The event of the other tab is still on its way.
  localStorage.setItem(SETTINGS_KEY, JSON.stringify({ sendKey: "mod-enter" }));
  setSetting("images", "allow");
  expect(readSetting("sendKey")).toBe("mod-enter");
  expect(stored()).toMatchObject({ sendKey: "mod-enter", images: "allow" });
});

it("holds a choice without storage", () => {
  vi.stubGlobal("localStorage", {
    getItem: () => {
      throw new Error("forbidden");
    },
    setItem: () => {
      throw new Error("forbidden");
    },
  });
  setSetting("announce", "sentences");
  setSetting("notify", true);
  expect(readSetting("announce")).toBe("sentences");
  expect(readSetting("notify")).toBe(true);
});

it.each([
  ["system", true, true],
  ["system", false, false],
  ["full", true, false],
  ["reduced", false, true],
] as const)("motion %s with a system that reduces: %s", (motion, matches, reduced) => {
  vi.stubGlobal("matchMedia", () => ({ matches }));
  setSetting("motion", motion);
  expect(reducedMotion()).toBe(reduced);
});
