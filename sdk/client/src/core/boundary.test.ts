import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));
const IMPORT = /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)["']([^"']+)["']/g;

/** The core runs anywhere and draws on nothing but itself and the generated types. */
const ALLOWED = [/^\.\/[\w-]+\.ts$/, /^\.\.\/generated\/[\w.-]+\.ts$/];

function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].flatMap((match) => match[1] ?? []);
}

const files = readdirSync(here).filter((name) => /^(?!.*\.test\.ts$).*\.ts$/.test(name));

test("the pattern finds every form of import", () => {
  const source = `import a from "a"; import "b"; export * from 'c'; const d = await import("d");`;
  expect(importsOf(source)).toEqual(["a", "b", "c", "d"]);
});

test("there is a core to check", () => {
  expect(files).toContain("resume.ts");
});

test.each(files)("%s imports nothing from outside core and generated", (name) => {
  const imports = importsOf(readFileSync(here + name, "utf8"));
  const foreign = imports.filter((path) => !ALLOWED.some((allowed) => allowed.test(path)));
  expect(foreign).toEqual([]);
});
