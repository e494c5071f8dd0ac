import { describe, expect, it } from "vitest";
import { fileName, readExport, UnfitFile } from "./files";

describe("readExport", () => {
  const file = (text: string) => new File([text], "chat.json");

  it("gives what is in an exported chat", async () => {
    const value = { format: "thalweg.conversation", version: 1 };
    expect(await readExport(file(JSON.stringify(value)))).toEqual(value);
  });

  it.each([
    ["{", /not JSON/],
    ["null", /not an exported chat/],
    ['{"format":"other"}', /not an exported chat/],
  ])("says what is wrong with %s", async (text, words) => {
    const failed = readExport(file(text));
    await expect(failed).rejects.toThrow(UnfitFile);
    await expect(failed).rejects.toThrow(words);
  });

  it("reads no file that is too large", async () => {
    const large = { size: 33 * 1024 * 1024, text: () => Promise.reject(new Error("read")) };
    await expect(readExport(large as unknown as File)).rejects.toThrow(/32 MB/);
  });
});

describe("fileName", () => {
  it.each([
    [null, undefined],
    ['attachment; filename="a chat.md"', "a chat.md"],
    [
      "attachment; filename=\"x.md\"; filename*=UTF-8''%C3%9Cber%20Fl%C3%BCsse.md",
      "Über Flüsse.md",
    ],
    ["attachment; filename=\"x.md\"; filename*=UTF-8''%ZZ", "x.md"],
  ])("reads %s", (header, name) => {
    expect(fileName(header)).toBe(name);
  });
});
