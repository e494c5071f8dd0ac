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

/** 64-bit counts are below 2^53 by the contract; the format would make them `bigint`. */
function dropInteger64(schema) {
  if (schema === null || typeof schema !== "object") return;
  if (schema.type === "integer" && schema.format === "int64") delete schema.format;
  for (const value of Object.values(schema)) dropInteger64(value);
}

const document = JSON.parse(await readFile(new URL("openapi.json", root), "utf8"));
dropInteger64(document);

await createClient({
  input: document,
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
