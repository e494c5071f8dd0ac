import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const here = dirname(fileURLToPath(import.meta.url));

/** A static export: the Rust server embeds `out/` and owns routing, headers and the API. */
const config: NextConfig = {
  output: "export",
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ["@thalweg/client", "@thalweg/react"],
  // The workspace root, so that packages beside `web` resolve and no lock file above it is guessed.
  turbopack: { root: dirname(here) },
};

export default config;
