import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "happy-dom",
    // A limit for what hangs; a loaded machine is slow and must not fail for it.
    testTimeout: 60_000,
  },
});
