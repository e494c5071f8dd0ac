import { join } from "node:path";

// By its whole path: the bundler resolves the names of plugins from a folder of its own.
const woff2Only = join(process.cwd(), "scripts/woff2-only.cjs");

export default { plugins: { "@tailwindcss/postcss": {}, [woff2Only]: {} } };
