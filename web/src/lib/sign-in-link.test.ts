import { afterEach, expect, test } from "vitest";
import { takeLink } from "./sign-in-link";

const token = "0a".repeat(32);

afterEach(() => window.history.replaceState(null, "", "/"));

test("the token of the owner's link is taken out of the address at once", () => {
  window.history.replaceState({ place: 1 }, "", `/chat?id=x#owner=${token}`);
  expect(takeLink()).toEqual({ kind: "owner", token });
  expect(window.location.href).toMatch(/\/chat\?id=x$/);
  expect(window.history.state).toEqual({ place: 1 });
  expect(takeLink()).toBeNull();
});

test("so is the one of an invitation", () => {
  window.history.replaceState(null, "", `/chat#invite=${token}`);
  expect(takeLink()).toEqual({ kind: "invite", token });
  expect(window.location.hash).toBe("");
});

test("another fragment is left alone", () => {
  for (const hash of ["#owner=guess", "#composer", "#invite=", `#owner=${token}/x`]) {
    window.history.replaceState(null, "", `/chat${hash}`);
    expect(takeLink()).toBeNull();
    expect(window.location.hash).toBe(hash);
  }
});
