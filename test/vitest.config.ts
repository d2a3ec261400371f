import { defineConfig } from "vitest/config";

/** Folders and files whose code reaches no hot loop but through others that are tested with both. */
const once = ["accuracy", "bench", "browser", "cli", "collapse/interpolateWeights.test.ts", "data", "docs", "kernels", "package", "report", "runtimes", "steps"];

/** Every test runs on WebAssembly; those whose code reaches a hot loop run on JavaScript, too. `--project js` runs the latter only. */
export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    // On a busy machine everything takes several times as long; hooks pack the package and start browsers.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ["test/backend.ts"],
    projects: [
      { extends: true, test: { name: "wasm", include: ["test/**/*.test.ts"] } },
      { extends: true, test: { name: "js", include: ["test/**/*.test.ts"], exclude: once.map((path) => `test/${path}${path.endsWith(".ts") ? "" : "/**"}`), env: { DIVLAB_BACKEND: "js" } } },
    ],
    alias: [
      // Examples and tests import the public names; they run against the sources.
      { find: /^@divlab\/core$/, replacement: new URL("../src/index.ts", import.meta.url).pathname },
      { find: /^@divlab\/core\/(\w+)$/, replacement: `${new URL("../src", import.meta.url).pathname}/$1/index.ts` },
    ],
  },
});
