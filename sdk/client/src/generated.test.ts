import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { zChatMessage, zStreamChunk, zWelcome } from "./generated/zod.gen.ts";

const committed = fileURLToPath(new URL("./generated", import.meta.url));
const generator = fileURLToPath(new URL("../../codegen/generate.mjs", import.meta.url));
const fresh = mkdtempSync(join(tmpdir(), "thalweg-generated-"));
afterAll(() => rmSync(fresh, { recursive: true }));

const contents = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );

test("generated files are up to date", { timeout: 180_000 }, () => {
  execFileSync(process.execPath, [generator, "--output", fresh], { stdio: "pipe" });
  // If this fails: `pnpm --filter @thalweg/client codegen`, and commit what it wrote.
  expect(contents(fresh)).toEqual(contents(committed));
});

test("schemas take what the contract allows: absent options, 64-bit counts as numbers", () => {
  const welcome = {
    streamId: "01890000-0000-7000-8000-000000000000",
    channels: [{ channel: "user:me", seq: 2 ** 40 }],
    heartbeatMs: 15_000,
  };
  expect(zWelcome.parse(welcome)).toEqual(welcome);
  expect(zStreamChunk.safeParse({ type: "welcome", data: welcome }).success).toBe(true);
});

test("schemas refuse what is not of the contract", () => {
  expect(zChatMessage.safeParse({ id: "no uuid", role: "robot" }).success).toBe(false);
  expect(zStreamChunk.safeParse({ type: "token", data: {} }).success).toBe(false);
  expect(zStreamChunk.safeParse({ type: "nothing", data: {} }).success).toBe(false);
});
