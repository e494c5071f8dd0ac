import { afterEach, describe, expect, it, vi } from "vitest";
import {
  forgetPerson,
  hasUnsentText,
  knownPerson,
  takeOver,
  tellSignedIn,
  watchPerson,
} from "./person-storage";

afterEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

function fill() {
  localStorage.setItem("thalweg.draft.new", "a secret");
  localStorage.setItem("thalweg.anything-to-come", "of theirs");
  localStorage.setItem("thalweg.settings", "{}");
  localStorage.setItem("someone-else", "1");
  sessionStorage.setItem("thalweg.outbox", "[]");
  sessionStorage.setItem("thalweg:place:x", "{}");
}
const keys = () => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].toSorted();

describe("what a browser keeps", () => {
  it("stays while the same person comes back", () => {
    expect(takeOver("anna")).toBe(false);
    fill();
    expect(takeOver("anna")).toBe(false);
    expect(localStorage.getItem("thalweg.draft.new")).toBe("a secret");
    expect(sessionStorage.getItem("thalweg.outbox")).toBe("[]");
  });

  it("is gone for the next person, but for how the page looks", () => {
    takeOver("anna");
    fill();
    expect(takeOver("ben")).toBe(true);
    expect(keys()).toEqual(["someone-else", "thalweg.settings", "thalweg.who", "thalweg.who"]);
    expect(knownPerson()).toBe("ben");
    expect(takeOver("ben")).toBe(false);
  });

  it("is found out in a tab that was opened again after the browser changed hands", () => {
    takeOver("anna");
    fill();
    localStorage.setItem("thalweg.who", JSON.stringify({ id: "ben" }));
    localStorage.setItem("thalweg.draft.new", "of ben");
    expect(takeOver("ben")).toBe(true);
    expect(localStorage.getItem("thalweg.draft.new")).toBe("of ben");
    expect(sessionStorage.getItem("thalweg.outbox")).toBeNull();
  });

  it("is forgotten with a sign-out", () => {
    takeOver("anna");
    fill();
    expect(hasUnsentText()).toBe(true);
    sessionStorage.clear();
    expect(hasUnsentText(), "the draft alone").toBe(true);
    const saved = JSON.stringify({ saved: true, revision: "r1" });
    localStorage.setItem("thalweg.draft-base.new", saved);
    expect(hasUnsentText(), "the server has it").toBe(false);
    localStorage.setItem("thalweg.draft-base.new", JSON.stringify({ saved: false }));
    expect(hasUnsentText()).toBe(true);
    forgetPerson();
    expect(hasUnsentText()).toBe(false);
    expect(keys()).toEqual(["someone-else", "thalweg.settings"]);
    expect(knownPerson()).toBeUndefined();
  });

  it("is nobody's where what is stored is broken", () => {
    localStorage.setItem("thalweg.who", "{");
    expect(knownPerson()).toBeUndefined();
    expect(takeOver("anna")).toBe(false);
  });
});

describe("other tabs", () => {
  it("are told of who signed in, also of the same person, and of a sign-out", () => {
    const heard = vi.fn();
    const stop = watchPerson(heard);
    const say = (newValue: string | null, key = "thalweg.who") =>
      window.dispatchEvent(new StorageEvent("storage", { key, newValue }));
    takeOver("anna");
    const before = localStorage.getItem("thalweg.who");
    tellSignedIn("anna", 7);
    expect(localStorage.getItem("thalweg.who")).not.toBe(before);
    say(localStorage.getItem("thalweg.who"));
    say(null);
    say("x", "thalweg.settings");
    expect(heard.mock.calls).toEqual([["anna"], [undefined]]);
    stop();
    say(null);
    expect(heard).toHaveBeenCalledTimes(2);
  });
});
