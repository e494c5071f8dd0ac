import { describe, expect, it } from "vitest";
import { fileName } from "./file-name";
import { grammars } from "./grammars";
import { GRAMMARS, languageOf } from "./languages";

describe("languages", () => {
  it("each lead to a grammar, and each grammar is led to", () => {
    expect(Object.keys(grammars).sort()).toEqual([...GRAMMARS].sort());
  });

  it("are found by the names that people write, in any case", () => {
    expect(languageOf("TS")?.grammar).toBe("typescript");
    expect(languageOf("bash")?.grammar).toBe("shellscript");
    expect(languageOf("c++")?.grammar).toBe("cpp");
    expect(languageOf("klingon")).toBeUndefined();
    expect(languageOf("")).toBeUndefined();
  });
});

describe("a file's name", () => {
  it.each([
    ["rust", "code.rs"],
    ["rust src/main.rs", "main.rs"],
    ['ts title="lib/a.ts"', "a.ts"],
    ["python {1,3}", "code.py"],
    ["dockerfile", "Dockerfile"],
    ["makefile", "Makefile"],
    ["klingon", "code.txt"],
    ["", "code.txt"],
    ["js ../../etc/passwd.sh", "passwd.sh"],
    ["js ..", "code.js"],
  ])("of %j is %j", (info, name) => {
    expect(fileName(info)).toBe(name);
  });
});
