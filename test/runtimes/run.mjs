/**
 * The package as npm ships it, on everything users run it on: packed, installed into an empty project, then the same study by `import` and
 * `require()` on Node 20 to 26, Deno and Bun, bundled in Chromium under Content-Security-Policies, each against digest.json; the command line by
 * `npx`, `deno run npm:…` and `bun x`; compilers, publint, attw, JSR, notebooks. Names (`node24 bun vite types`) choose rows; `--write` renews digest.json
 * from the JavaScript backend of dist on this Node first. Exits with 1 if anything failed or nothing ran, with 2 if a name is unknown.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { command } from "./command.mjs";
import { packed } from "./packed.mjs";
import { startRegistry } from "./registry.mjs";
import { bundlerRows } from "./rows/bundlerRows.mjs";
import { checkRows } from "./rows/checkRows.mjs";
import { runtimeRows } from "./rows/runtimeRows.mjs";
import { runProcess } from "./runProcess.mjs";

const file = join(import.meta.dirname, "digest.json");
const rows = [...checkRows.slice(0, 1), ...runtimeRows, ...bundlerRows, ...checkRows.slice(1)];
const names = new Set(rows.flatMap(({ name, tags }) => [name, ...tags]));
const chosen = process.argv.slice(2).filter((argument) => argument !== "--write");
const unknown = chosen.filter((name) => !names.has(name));

if (unknown.length > 0) {
  process.stderr.write(`Cannot run the matrix: names must be of ${[...names].sort().join(", ")}, or --write, got ${unknown.join(", ")}\n`);
  process.exitCode = 2;
} else {
  if (process.argv.includes("--write")) writeFileSync(file, `${JSON.stringify((await runProcess(process.execPath, [], "js")).digest, null, 2)}\n`);
  const results = await runAll(rows.filter(({ name, tags }) => chosen.length === 0 || [name, ...tags].some((tag) => chosen.includes(tag))));
  print(results);
  process.exitCode = results.some(({ state }) => state === "failed") || !results.some(({ state }) => state === "passed") ? 1 : 0;
}

/** Runs the rows one after another, so that they do not slow one another; what they share is made when first needed. */
async function runAll(selected) {
  const expected = JSON.parse(readFileSync(file, "utf8"));
  const made = new Map();
  const once = (key, make) => {
    if (!made.has(key)) made.set(key, make());
    return made.get(key);
  };
  const context = {
    once,
    packed: () => once("packed", packed),
    npmrc: async () => (await once("registry", async () => startRegistry((await context.packed()).tarball, (await context.packed()).manifest))).npmrc,
    reportOfDist: (samples) => once("report", () => reportOfDist(samples)),
  };
  const results = [];
  try {
    for (const row of selected) {
      const started = performance.now();
      const result = await outcome(row, context, expected);
      results.push({ ...row, ...result });
      process.stderr.write(`${row.name}: ${row.what}: ${result.state}, ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    }
  } finally {
    const things = (await Promise.allSettled(made.values())).flatMap(({ value }) => value ?? []);
    for (const { close, folder } of things) {
      await close?.();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    }
  }
  return results;
}

/** What became of a row: passed, failed or not here; whether its digest is the committed one; why. */
async function outcome(row, context, committed) {
  try {
    const { missing, version = "", note = "", digest, expected = committed } = await row.run(context);
    if (missing !== undefined) return { state: "not here", version, equal: "", why: missing };
    if (digest === undefined) return { state: "passed", version, equal: "", why: note };
    const different = Object.keys({ ...expected, ...digest }).filter((part) => digest[part] !== expected[part]);
    const lines = different.map((part) => `${part} is ${digest[part]}, expected ${expected[part]}`);
    return { state: different.length === 0 ? "passed" : "failed", version, equal: different.length === 0 ? "equal" : "different", why: lines.join("\n"), digest };
  } catch (error) {
    return { state: "failed", version: "", equal: "", why: error.message };
  }
}

/** What the command line of dist writes on this Node, which is what every other must write. */
async function reportOfDist(samples) {
  const cwd = mkdtempSync(join(tmpdir(), "divlab-report-"));
  writeFileSync(join(cwd, "samples.jsonl"), samples);
  const text = await command(process.execPath, [resolve(import.meta.dirname, "../../dist/cli/main.js"), "report", "samples.jsonl", "-o", "report.html"], { cwd });
  return { folder: cwd, text, html: readFileSync(join(cwd, "report.html")) };
}

function print(results) {
  const cells = results.map(({ name, version, what, state, equal, why }) => [name, version, what, state, equal, why.includes("\n") || state === "failed" ? "" : why]);
  const table = [["", "version", "what was run", "", "digest", ""], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  for (const line of table) process.stdout.write(`${line.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd()}\n`);
  for (const { name, what, why } of results.filter(({ state }) => state === "failed")) process.stdout.write(`\nfailed: ${name}, ${what}\n${why}\n`);
  const studies = results.filter(({ tags, digest }) => digest !== undefined && !tags.includes("cli"));
  const different = studies.filter(({ equal }) => equal === "different");
  if (different.length > 0) {
    const digests = new Set(studies.map(({ digest }) => JSON.stringify(digest)));
    process.stdout.write(`\n${digests.size === 1 ? "All runs of the study agree with one another: if the change of numbers is meant, --write renews digest.json." : "Runs disagree among themselves."}\n`);
  }
  const count = (state) => results.filter((result) => result.state === state).length;
  process.stdout.write(`\n${results.length} rows: ${count("passed")} passed, ${count("failed")} failed, ${count("not here")} not here\n`);
}
