import { afterEach, expect, it } from "vitest";
import { readPlace, writePlace } from "./places";

afterEach(() => sessionStorage.clear());

it("keeps a place by message for each chat", () => {
  writePlace("x", { at: { id: "m1", top: -120 }, room: "q1" });
  writePlace("y", { room: "q2" });
  expect(readPlace("x")).toEqual({ at: { id: "m1", top: -120 }, room: "q1" });
  expect(readPlace("y")).toEqual({ room: "q2" });
  expect(readPlace("z")).toBeUndefined();
});

it("forgets a thread that was left at its end", () => {
  writePlace("x", { at: { id: "m1", top: 0 } });
  writePlace("x", {});
  expect(sessionStorage.length).toBe(0);
});

it.each(["", "null", "7", "[]", '{"at":{"id":7}}', '{"at":{"id":"m","top":"x"}}', "{"])(
  "takes %j for the end",
  (text) => {
    sessionStorage.setItem("thalweg:place:x", text);
    expect(readPlace("x")?.at).toBeUndefined();
  },
);
