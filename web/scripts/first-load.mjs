// Prints the first-load script of an exported page in brotli bytes, and fails above the budget.
// Usage: node scripts/first-load.mjs [page=chat] [budget in kB=135]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const [page = "chat", budget = "135"] = process.argv.slice(2);
const out = fileURLToPath(new URL("../out/", import.meta.url));
const html = readFileSync(join(out, `${page}.html`), "utf8");

const sources = new Set();
for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) {
  const src = /\ssrc="([^"?]+)/.exec(tag)?.[1];
  if (src && !/\snomodule/i.test(tag)) sources.add(src);
}

const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
let total = 0;
for (const src of sources) {
  const size = brotliCompressSync(readFileSync(join(out, src)), options).length;
  total += size;
  console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${src}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(7)} kB  in all, budget ${budget}`);
if (total > Number(budget) * 1000) process.exit(1);
