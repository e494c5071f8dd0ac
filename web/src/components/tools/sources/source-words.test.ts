import type { McpServer } from "@thalweg/client";
import { expect, test } from "vitest";
import { sayTransport, serverLook } from "./source-words";

const server = (more: Partial<McpServer>): McpServer => ({
  name: "files",
  transport: { type: "stdio", command: "files" },
  enabled: true,
  status: "ready",
  tools: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  ...more,
});
const NOW = Date.parse("2026-01-01T00:00:00.000Z");

test.each([
  [{ status: "disabled" }, "off", "Switched off"],
  [{ status: "connecting" }, "busy", "Connecting…"],
  [{ status: "failed" }, "danger", "Cannot be reached"],
  [{ status: "ready" }, "live", "Ready with no tools"],
  [{ tools: [{ name: "a" }, { name: "b", problem: "bad" }] }, "live", "Ready with 1 tool"],
  [{ status: "waiting", retryAt: "2026-01-01T00:00:04.200Z" }, "signal", "again in 5 s"],
  [{ status: "waiting", retryAt: "2026-01-01T00:02:05.000Z" }, "signal", "again in 2 min 05 s"],
  [{ status: "waiting", retryAt: "2025-12-31T23:59:59.000Z" }, "signal", "again now"],
  [{ status: "waiting" }, "signal", "will be tried again"],
] as const)("%j is %s: %s", (more, tone, words) => {
  const look = serverLook(server(more as Partial<McpServer>), NOW);
  expect(look.tone).toBe(tone);
  expect(look.words).toContain(words);
});

test("a program stands on one line as it would be typed", () => {
  expect(sayTransport({ type: "stdio", command: "npx", args: ["-y", "a folder", ""] })).toBe(
    'npx -y "a folder" ""',
  );
  expect(sayTransport({ type: "http", url: "https://example.com" })).toBe("https://example.com");
});
