import { describe, expect, it } from "vitest";
import { type KeyPress, roomFor, sends } from "./composer-keys";

const enter: KeyPress = {
  key: "Enter",
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
};

describe("sends", () => {
  it("takes Enter, alone or with Ctrl or Cmd", () => {
    expect(sends(enter)).toBe(true);
    expect(sends({ ...enter, ctrlKey: true })).toBe(true);
    expect(sends({ ...enter, metaKey: true })).toBe(true);
  });

  it("leaves Shift+Enter and Alt+Enter to the line break", () => {
    expect(sends({ ...enter, shiftKey: true })).toBe(false);
    expect(sends({ ...enter, altKey: true })).toBe(false);
  });

  it("never sends a press of an input method", () => {
    expect(sends({ ...enter, isComposing: true })).toBe(false);
    expect(sends({ ...enter, keyCode: 229 })).toBe(false);
  });

  it("ignores other keys", () => {
    expect(sends({ ...enter, key: "a", keyCode: 65 })).toBe(false);
  });
});

describe("roomFor", () => {
  it("says nothing far from the limit", () => {
    expect(roomFor("a".repeat(30_999)).words).toBeNull();
  });

  it("counts down near it", () => {
    expect(roomFor("a".repeat(31_999)).words).toBe("1 character left");
    expect(roomFor("a".repeat(32_000))).toMatchObject({ over: false, words: "0 characters left" });
  });

  it("says by how much it is over", () => {
    expect(roomFor("a".repeat(33_500))).toMatchObject({
      over: true,
      words: "1,500 characters too long",
    });
  });

  it("counts characters as the server does, not UTF-16 units", () => {
    expect(roomFor("😀".repeat(32_000))).toMatchObject({ used: 32_000, over: false });
    expect(roomFor("😀".repeat(32_001)).over).toBe(true);
  });
});
