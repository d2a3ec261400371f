/**
 * `npm run accuracy`: runs the tests that compare with independent oracles, notes how far each number is off, and writes the
 * tables of docs/accuracy.md. Takes a few minutes.
 */
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "divlab-accuracy-"));
try {
  const bundle = join(folder, "page.mjs");
  await build({ entryPoints: [join(import.meta.dirname, "page.ts"), join(import.meta.dirname, "comparisons.ts")], bundle: true, platform: "node", format: "esm", outdir: folder, outExtension: { ".js": ".mjs" } });
  process.env.DIVLAB_ROOT = root;
  const { marks, pagePath, tablesOf } = await import(bundle);
  const { areas } = await import(join(folder, "comparisons.mjs"));
  const tests = [...new Set(areas.flatMap(({ comparisons }) => comparisons.map(({ test }) => `test/${test}.test.ts`)))];
  const records = join(folder, "records");
  const { status } = spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", "test/vitest.config.ts", "--project", "wasm", ...tests], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, DIVLAB_ACCURACY: records },
  });
  if (status !== 0) throw new Error("Cannot write the accuracy: its tests failed, see above");
  const compared = readdirSync(records).flatMap((file) => JSON.parse(readFileSync(join(records, file), "utf8")));
  const [before, after] = [readFileSync(pagePath, "utf8").split(marks[0])[0], readFileSync(pagePath, "utf8").split(marks[1])[1]];
  writeFileSync(pagePath, `${before}${marks[0]}\n\n${tablesOf(compared)}\n${marks[1]}${after}`);
  process.stdout.write(`Wrote ${pagePath}: ${compared.reduce((total, { count }) => total + count, 0).toLocaleString("en-US")} numbers compared in ${tests.length} test files, Node ${process.versions.node}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
