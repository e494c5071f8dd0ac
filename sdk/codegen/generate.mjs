/**
 * Writes the SDK's types and zod schemas from `openapi.json`.
 *
 *     node generate.mjs [--output <folder>]
 *
 * A package of its own, because the generator needs a TypeScript that has a programming interface,
 * which the compiler that checks everything else has not.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createClient } from "@hey-api/openapi-ts";

const root = new URL("../../", import.meta.url);
const { values } = parseArgs({
  options: {
    output: {
      type: "string",
      default: fileURLToPath(new URL("sdk/client/src/generated", root)),
    },
  },
});

/**
 * Brings a schema to what the contract says: 64-bit counts stay below 2^53 (their format would make
 * them `bigint`), and an absent option is left out, never `null`.
 */
function tidy(schema) {
  if (Array.isArray(schema)) return schema.map(tidy);
  if (schema === null || typeof schema !== "object") return schema;
  const { format, type, oneOf, ...rest } = schema;
  const kept = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, tidy(value)]));
  const types = Array.isArray(type) ? type.filter((name) => name !== "null") : type;
  if (type !== undefined) kept.type = Array.isArray(types) && types.length === 1 ? types[0] : types;
  if (format !== undefined && format !== "int64") kept.format = format;
  const variants = oneOf?.filter((variant) => variant.type !== "null").map(tidy);
  if (variants?.length === 1 && oneOf.length === 2) return { ...kept, ...variants[0] };
  return variants === undefined ? kept : { ...kept, oneOf: variants };
}

const document = JSON.parse(await readFile(new URL("openapi.json", root), "utf8"));

await createClient({
  input: tidy(document),
  output: {
    path: values.output,
    entryFile: false,
    header: ["// Generated from openapi.json; do not edit."],
  },
  logs: { level: "warn", file: false },
  plugins: [
    { name: "@hey-api/typescript" },
    { name: "zod", compatibilityVersion: "mini", dates: { offset: true } },
  ],
});
