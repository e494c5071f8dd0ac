import { afterEach, describe, expect, it, vi } from "vitest";
import { capsOf, isPressed, isTyping, keysOf, SHORTCUTS, type Shortcut } from "./shortcuts";

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  new KeyboardEvent("keydown", { key, ...more });
const onApple = () => vi.spyOn(navigator, "platform", "get").mockReturnValue("MacIntel");
const elsewhere = () => vi.spyOn(navigator, "platform", "get").mockReturnValue("Linux x86_64");

afterEach(() => vi.restoreAllMocks());

describe("isPressed", () => {
  it("takes Ctrl for `mod`, on Apple's systems Command", () => {
    elsewhere();
    expect(isPressed("palette", press("k", { ctrlKey: true }))).toBe(true);
    expect(isPressed("palette", press("k", { metaKey: true }))).toBe(false);
    onApple();
    expect(isPressed("palette", press("k", { ctrlKey: true }))).toBe(false);
    expect(isPressed("palette", press("k", { metaKey: true }))).toBe(true);
  });

  it.each([
    ["palette", press("k"), false],
    ["palette", press("K", { ctrlKey: true, shiftKey: true }), false],
    ["palette", press("k", { ctrlKey: true, altKey: true }), false],
    ["newChat", press("O", { ctrlKey: true, shiftKey: true }), true],
    ["newChat", press("o", { ctrlKey: true }), false],
    // Where the character needs Shift, and where it does not.
    ["shortcuts", press("?", { shiftKey: true }), true],
    ["shortcuts", press("?"), true],
    ["shortcuts", press("/", { ctrlKey: true, shiftKey: true }), true],
    // A keyboard of another script.
    ["palette", press("л", { ctrlKey: true, code: "KeyK" }), true],
    // A Latin one whose keys lie elsewhere.
    ["palette", press("t", { ctrlKey: true, code: "KeyK" }), false],
    ["renameChat", press("F2"), true],
  ] as const)("%s by %o: %s", (id, event, pressed) => {
    elsewhere();
    expect(isPressed(id, event)).toBe(pressed);
  });
});

it("knows where a character is text", () => {
  const field = document.createElement("textarea");
  const button = document.createElement("button");
  expect(isTyping(press("?"), field)).toBe(true);
  expect(isTyping(press("?"), button)).toBe(false);
  expect(isTyping(press("k", { ctrlKey: true }), field)).toBe(false);
  expect(isTyping(press("F2"), field)).toBe(false);
});

it("names keys as the reader's keyboard does", () => {
  elsewhere();
  expect(capsOf("mod+shift+o")).toEqual(["Ctrl", "Shift", "O"]);
  expect(capsOf("alt+ArrowUp")).toEqual(["Alt", "↑"]);
  expect(capsOf("F2")).toEqual(["F2"]);
  expect(capsOf("shift+Escape")).toEqual(["Shift", "Esc"]);
  expect(keysOf("palette")).toBe("Ctrl+K");
  onApple();
  expect(keysOf("newChat")).toBe("⌘⇧O");
});

it("gives no two shortcuts of one place the same keys", () => {
  const taken = new Map<string, string>();
  const clashes: string[] = [];
  for (const [id, { keys, group }] of Object.entries<Shortcut>(SHORTCUTS)) {
    const place = group.startsWith("In ") ? group : "everywhere";
    for (const way of keys) {
      const other = taken.get(`${place} ${way}`);
      if (other !== undefined) clashes.push(`${id} and ${other}: ${way}`);
      taken.set(`${place} ${way}`, id);
    }
  }
  expect(clashes).toEqual([]);
});
