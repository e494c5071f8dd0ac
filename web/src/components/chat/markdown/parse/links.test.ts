import { describe, expect, it } from "vitest";
import { directionOf } from "./direction";
import { misleads, safeHref } from "./links";

describe("safeHref", () => {
  it.each(["https://example.com/a", "http://example.com/", "mailto:me@example.com", "tel:+1234"])(
    "lets %s through",
    (href) => expect(safeHref(href)).toBe(href),
  );
  it.each([
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://example.com/x",
    "https://bank.example@evil.example/",
    "/chat",
    "//evil.example",
    "#top",
    "",
  ])("refuses %j", (href) => expect(safeHref(href)).toBeUndefined());
});

describe("misleads", () => {
  it.each([
    ["https://bank.example", "https://evil.example/", true],
    ["bank.example/login", "https://evil.example/", true],
    ["www.example.com", "https://example.com/a", false],
    ["https://example.com/a?b", "https://example.com/a", false],
    ["the manual", "https://example.com/", false],
    ["Node.js is good", "https://nodejs.org/", false],
  ])("%j to %j: %s", (words, href, lies) => expect(misleads(words, href)).toBe(lies));
});

describe("directionOf", () => {
  it.each([
    ["שלום world", "rtl"],
    ["1. مرحبا", "rtl"],
    ["`code` שלום", "rtl"],
    ["hello שלום", "ltr"],
    ["123", "ltr"],
  ])("%j is %s", (text, direction) => expect(directionOf(text)).toBe(direction));
});
