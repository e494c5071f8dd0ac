import { describe, expect, it } from "vitest";
import { createTypeAhead, listMove } from "./list-keys";

const press = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

describe("listMove", () => {
  it.each([
    ["ArrowDown", 3, 4],
    ["ArrowDown", 9, 9],
    ["ArrowUp", 3, 2],
    ["ArrowUp", 0, "out"],
    ["Home", 5, 0],
    ["End", 5, 9],
    ["PageDown", 1, 5],
    ["PageDown", 8, 9],
    ["PageUp", 1, 0],
    ["Enter", 1, undefined],
  ] as const)("%s from %d goes to %s", (key, from, to) => {
    expect(listMove(press(key), from, 10, 4)).toBe(to);
  });

  it("leaves keys with a modifier to others", () => {
    expect(listMove(press("ArrowDown", { altKey: true }), 1, 10, 4)).toBeUndefined();
    expect(listMove(press("End", { ctrlKey: true }), 1, 10, 4)).toBeUndefined();
  });
});

describe("type-ahead", () => {
  const titles: Record<string, string> = { a: "Apples", b: "Bread", c: "Brest", d: "Über" };
  const ids = Object.keys(titles);
  const typing = () => {
    const find = createTypeAhead();
    let time = 0;
    return (key: string, at: number, pause = 100) => {
      time += pause;
      return find({ ...press(key), timeStamp: time }, ids, at, (id) => titles[id] ?? "");
    };
  };

  it("narrows down while one goes on typing", () => {
    const type = typing();
    expect(type("b", 0, 5000)).toBe("b");
    expect(type("r", 1)).toBe("b");
    expect(type("e", 1)).toBe("b");
    expect(type("s", 1)).toBe("c");
  });

  it("goes through all with one letter, round the end", () => {
    const type = typing();
    expect(type("b", 0, 5000)).toBe("b");
    expect(type("b", 1)).toBe("c");
    expect(type("b", 2)).toBe("b");
  });

  it("begins anew after a pause, and knows other letters", () => {
    const type = typing();
    type("b", 0, 5000);
    expect(type("ü", 1, 2000)).toBe("d");
  });

  it("is not there for keys that mean something else", () => {
    const type = typing();
    expect(type(" ", 0, 5000)).toBeUndefined();
    expect(type("?", 0)).toBeUndefined();
    expect(type("Tab", 0)).toBeUndefined();
    expect(type("x", 0)).toBeUndefined();
  });
});
