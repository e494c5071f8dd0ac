import { describe, expect, it } from "vitest";
import { type KeyPress, meaningOf, roomFor } from "./composer-keys";

const enter: KeyPress = {
  key: "Enter",
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
};

describe("meaningOf", () => {
  const meaning = (more: Partial<KeyPress>) => meaningOf({ ...enter, ...more }, "enter");

  it("takes Enter to send, and with Ctrl or Cmd to send now", () => {
    expect(meaning({})).toBe("send");
    expect(meaning({ ctrlKey: true })).toBe("now");
    expect(meaning({ metaKey: true })).toBe("now");
  });

  it("leaves Shift+Enter and Alt+Enter to the line break", () => {
    expect(meaning({ shiftKey: true })).toBeNull();
    expect(meaning({ altKey: true })).toBeNull();
  });

  it("takes Ctrl+Enter alone where the setting says so", () => {
    const set = (more: Partial<KeyPress>) => meaningOf({ ...enter, ...more }, "mod-enter");
    expect(set({})).toBeNull();
    expect(set({ metaKey: true })).toBe("send");
    expect(set({ ctrlKey: true })).toBe("send");
    expect(set({ ctrlKey: true, shiftKey: true })).toBe("now");
  });

  it("never sends a press of an input method", () => {
    expect(meaning({ isComposing: true })).toBeNull();
    expect(meaning({ keyCode: 229 })).toBeNull();
    expect(meaningOf({ ...enter, ctrlKey: true, keyCode: 229 }, "mod-enter")).toBeNull();
  });

  it("ignores other keys", () => {
    expect(meaning({ key: "a", keyCode: 65 })).toBeNull();
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
    expect(roomFor("😀".repeat(32_000))).toMatchObject({ over: false });
    expect(roomFor("😀".repeat(32_001)).over).toBe(true);
  });

  it("says that pasted texts beyond it are not kept, and when they are too long even so", () => {
    const pasted = (length: number) => `What?\n\n\`\`\`pasted\n${"a".repeat(length)}\n\`\`\``;
    expect(roomFor(pasted(40_000))).toMatchObject({ over: false });
    expect(roomFor(pasted(40_000)).words).toMatch(/only the next answer/);
    expect(roomFor(pasted(64_001))).toEqual({
      over: true,
      words: "Pasted text 1 character too long",
    });
  });
});
