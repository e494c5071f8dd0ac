// Has the modules of an exported page compiled while its scripts load; run by the build.
// Usage: node scripts/compile-ahead.mjs
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileModulesAhead } from "./eager-modules.mjs";

const folder = fileURLToPath(new URL("../out/_next/static/chunks/", import.meta.url));
let changed = 0;
for (const name of readdirSync(folder)) {
  if (!name.endsWith(".js")) continue;
  const code = readFileSync(join(folder, name), "utf8");
  const ahead = compileModulesAhead(code);
  if (ahead === code) continue;
  writeFileSync(join(folder, name), ahead);
  changed += 1;
}
if (changed === 0) {
  console.error("no script of the page brings modules in the form that is known here");
  process.exit(1);
}
console.log(`the modules of ${changed} scripts are compiled while they load`);
