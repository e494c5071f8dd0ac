import { fireEvent, render, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { commandsStore } from "@/stores/commands.store";
import { useCommand, useKeyCommand } from "./useCommand";
import { useShortcut } from "./useShortcut";

beforeEach(() => {
  vi.spyOn(navigator, "platform", "get").mockReturnValue("Linux x86_64");
});
afterEach(() => {
  document.body.innerHTML = "";
});

const ids = () => [...commandsStore.getState().commands.keys()];

it("offers a command while it is there and enabled, and runs its latest form", () => {
  const first = vi.fn();
  const second = vi.fn();
  const hook = renderHook(
    ({ run, on }) => useCommand({ id: "one", label: "One", icon: "new", run }, on),
    { initialProps: { run: first, on: true } },
  );
  const offered = commandsStore.getState().commands.get("one");
  hook.rerender({ run: second, on: true });
  // Nothing that the palette shows has changed.
  expect(commandsStore.getState().commands.get("one")).toBe(offered);
  offered?.run();
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
  hook.rerender({ run: second, on: false });
  expect(ids()).toEqual([]);
  hook.rerender({ run: second, on: true });
  hook.unmount();
  expect(ids()).toEqual([]);
});

it("answers to its shortcut from anywhere, and keeps it from the browser", () => {
  const run = vi.fn();
  renderHook(() =>
    useKeyCommand({ id: "new", label: "New", icon: "new", shortcut: "newChat", run }),
  );
  const { getByRole } = render(<textarea />);
  const keys = { key: "O", ctrlKey: true, shiftKey: true, bubbles: true, cancelable: true };
  const event = new KeyboardEvent("keydown", keys);
  fireEvent(getByRole("textbox"), event);
  expect(run).toHaveBeenCalledOnce();
  expect(event.defaultPrevented).toBe(true);
});

it("leaves characters to fields, dialogs to themselves, and keys that others took", () => {
  const sheet = vi.fn();
  const palette = vi.fn();
  renderHook(() => {
    useShortcut("shortcuts", sheet);
    useShortcut("palette", palette);
  });
  const { getByRole } = render(<textarea />);
  fireEvent.keyDown(getByRole("textbox"), { key: "?" });
  expect(sheet).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "?" });
  expect(sheet).toHaveBeenCalledOnce();

  const dialog = document.createElement("dialog");
  dialog.setAttribute("open", "");
  document.body.append(dialog);
  fireEvent.keyDown(dialog, { key: "?" });
  expect(sheet).toHaveBeenCalledOnce();
  fireEvent.keyDown(dialog, { key: "k", ctrlKey: true });
  expect(palette).toHaveBeenCalledOnce();

  const taken = new KeyboardEvent("keydown", { key: "k", ctrlKey: true, cancelable: true });
  taken.preventDefault();
  document.body.dispatchEvent(taken);
  expect(palette).toHaveBeenCalledOnce();
});

it("gives the keys back to the browser if there was nothing to do", () => {
  renderHook(() => useShortcut("undo", () => false));
  const event = new KeyboardEvent("keydown", { key: "z", ctrlKey: true, cancelable: true });
  document.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(false);
});
