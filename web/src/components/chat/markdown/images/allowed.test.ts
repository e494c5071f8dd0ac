import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  localStorage.clear();
  vi.resetModules();
});

test("an image is allowed for this visit, a host for this browser", async () => {
  const first = await import("./allowed");
  const allowed = (of: typeof first, href: string, host: string) =>
    of.isAllowed(of.allowedImages.getState(), href, host);
  expect(allowed(first, "https://a.example/1", "a.example")).toBe(false);
  first.allowImage("https://a.example/1");
  first.allowHost("b.example");
  expect(allowed(first, "https://a.example/1", "a.example")).toBe(true);
  expect(allowed(first, "https://a.example/2", "a.example")).toBe(false);
  expect(allowed(first, "https://b.example/9", "b.example")).toBe(true);
  vi.resetModules();
  const later = await import("./allowed");
  expect(allowed(later, "https://a.example/1", "a.example")).toBe(false);
  expect(allowed(later, "https://b.example/9", "b.example")).toBe(true);
});

test("what cannot be read allows nothing", async () => {
  localStorage.setItem("thalweg.imageHosts", '{"a":1}');
  const { allowedImages } = await import("./allowed");
  expect(allowedImages.getState().hosts.size).toBe(0);
});
