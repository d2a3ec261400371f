import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    setupFiles: [],
    alias: [
      // Examples and tests import the public names; they run against the sources.
      { find: /^@divlab\/core$/, replacement: new URL("../src/index.ts", import.meta.url).pathname },
      { find: /^@divlab\/core\/(\w+)$/, replacement: `${new URL("../src", import.meta.url).pathname}/$1/index.ts` },
    ],
  },
});
