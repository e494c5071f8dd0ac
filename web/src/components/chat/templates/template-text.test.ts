import { describe, expect, it } from "vitest";
import { fill, placesOf } from "./template-text";

describe("placesOf", () => {
  it.each([
    ["Translate {{text}} into {{ language }}.", ["text", "language"]],
    ["{{a}} and {{a}}", ["a"]],
    ["{{prompt}}", ["prompt"]],
    ["nothing", []],
    ["{single} }} {{1a}} {{}}", []],
    ["\\{{a}}", []],
    ["\\\\{{a}}", ["a"]],
    ["{{{a}}}", ["a"]],
  ])("reads %j", (text, names) => {
    expect(placesOf(text)).toEqual(names);
  });
});

describe("fill", () => {
  it.each([
    ["Translate {{text}} into {{lang}}.", "Translate sea into German."],
    ["{{text}}{{text}}", "seasea"],
    ["\\{{text}}", "{{text}}"],
    ["\\\\{{text}}", "\\sea"],
    ["\\\\\\{{text}}", "\\{{text}}"],
    ["{{{text}}}", "{sea}"],
    ["a\\b {c} }}", "a\\b {c} }}"],
    ["{{unknown}}!", "!"],
  ])("fills %j", (text, filled) => {
    expect(fill(text, { text: "sea", lang: "German" })).toBe(filled);
  });

  it("does not read a value as a template", () => {
    expect(fill("{{text}}", { text: "{{lang}}", lang: "German" })).toBe("{{lang}}");
  });
});
