import { ThalwegError } from "@thalweg/client";
import { afterEach, expect, test, vi } from "vitest";
import { claimOwner } from "./owner-link";

const token = "0a".repeat(32);

afterEach(() => window.history.replaceState(null, "", "/"));

test("the token is used and leaves the address", async () => {
  window.history.replaceState(null, "", `/chat?id=x#owner=${token}`);
  const claim = vi.fn(async () => {});
  await claimOwner({ claimOwner: claim });
  expect(claim).toHaveBeenCalledWith(token);
  expect(window.location.href).toMatch(/\/chat\?id=x$/);
  await claimOwner({ claimOwner: claim });
  expect(claim).toHaveBeenCalledTimes(1);
});

test("another fragment is left alone", async () => {
  window.history.replaceState(null, "", "/chat#owner=guess");
  const claim = vi.fn(async () => {});
  await claimOwner({ claimOwner: claim });
  expect(claim).not.toHaveBeenCalled();
  expect(window.location.hash).toBe("#owner=guess");
});

const failing = (code: string) => async () => {
  throw new ThalwegError({ code, message: code, status: 0, retryable: code === "network" });
};

test("a used link leaves the address and is no failure", async () => {
  window.history.replaceState(null, "", `/chat#owner=${token}`);
  vi.spyOn(console, "warn").mockImplementation(() => {});
  await claimOwner({ claimOwner: failing("forbidden") });
  expect(window.location.hash).toBe("");
});

test("a lost network keeps the link for the next try", async () => {
  window.history.replaceState(null, "", `/chat#owner=${token}`);
  await expect(claimOwner({ claimOwner: failing("network") })).rejects.toThrow("network");
  expect(window.location.hash).toBe(`#owner=${token}`);
});
