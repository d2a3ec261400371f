/**
 * The digest of one fixed study on Node 20, 22, 24 and 26, Node without a compiler, Deno, Bun and Chromium, each on both backends, against
 * digest.json. `--write` renews that file from this Node's JavaScript backend first; names (`node24 bun`) choose among the runtimes. Exits with 1
 * if anything differs or fails.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { missingBrowser, startBrowser } from "./browser.mjs";
import { runProcess } from "./runProcess.mjs";
import { obtain, runtimes } from "./runtimes.mjs";

const file = join(import.meta.dirname, "digest.json");
if (process.argv.includes("--write")) {
  const { digest } = await runProcess(process.execPath, [], "js");
  writeFileSync(file, `${JSON.stringify(digest, null, 2)}\n`);
}
const expected = JSON.parse(readFileSync(file, "utf8"));
const names = Object.keys(expected);

const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const isChosen = (name) => chosen.length === 0 || chosen.includes(name);

/** One column of the table: who ran, and per backend the digest or an error. */
const columns = [];
const skipped = [];

for (const runtime of runtimes.filter(({ name }) => isChosen(name))) {
  const found = obtain(runtime);
  if ("missing" in found) skipped.push(`${runtime.name}: ${found.missing}`);
  else await measure(runtime.name, found.version, ["js", "wasm"], (choice) => runProcess(found.binary, runtime.flags, choice));
}
if (isChosen("jitless")) await measure("jitless", process.versions.node, ["auto"], () => runProcess(process.execPath, ["--jitless"], "auto"));
if (isChosen("chromium") && missingBrowser === undefined) {
  const browser = await startBrowser();
  await measure("chromium", browser.version, ["js", "wasm"], (choice) => browser.run(choice));
  await browser.close();
} else if (isChosen("chromium")) skipped.push(`chromium: ${missingBrowser}`);

const differences = columns.flatMap(({ name, runs }) => runs.flatMap(({ backend, result, error }) => (error === undefined ? differing(name, backend, result) : [`${name} ${backend}: ${error}`])));
print();
process.exitCode = differences.length === 0 && columns.length > 0 ? 0 : 1;

async function measure(name, version, choices, run) {
  const runs = [];
  for (const choice of choices) {
    const started = performance.now();
    try {
      const { backend, digest } = await run(choice);
      runs.push({ backend, result: digest, seconds: (performance.now() - started) / 1000 });
    } catch (error) {
      runs.push({ backend: choice, error: error.message });
    }
  }
  columns.push({ name, version, runs });
  process.stderr.write(`${name} ${version} done\n`);
}

function differing(name, backend, result) {
  return [...new Set([...names, ...Object.keys(result)])].filter((part) => result[part] !== expected[part]).map((part) => `${name} ${backend}: ${part} is ${result[part]}, expected ${expected[part]}`);
}

/** Parts down, runtimes across; a cell has a word per backend. */
function print() {
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const cell = (text) => text.padEnd(16);
  const say = (text) => process.stdout.write(`${text}\n`);
  const line = (head, cells) => say((head.padEnd(width) + cells.map(cell).join("")).trimEnd());
  const each = (what) => columns.map(({ runs }) => runs.map(what).join(" "));
  line("", columns.map(({ name }) => name));
  line("", columns.map(({ version }) => version));
  line("backend", each(({ backend }) => backend));
  line("seconds", each(({ seconds }) => seconds?.toFixed(1) ?? "–"));
  for (const part of columns.length === 0 ? [] : names) line(part, each(({ result }) => (result === undefined ? "failed" : result[part] === expected[part] ? "ok" : "different")));
  for (const reason of skipped) say(`skipped: ${reason}`);
  for (const difference of differences) say(`different: ${difference}`);
  const runs = columns.reduce((sum, column) => sum + column.runs.length, 0);
  const results = columns.flatMap((column) => column.runs.flatMap(({ result }) => result ?? []));
  const split = names.filter((part) => new Set(results.map((result) => result[part])).size > 1);
  if (differences.length > 0) say(split.length === 0 ? "all runs agree with one another: if the change of numbers is meant, --write renews digest.json" : `runs disagree among themselves in: ${split.join(", ")}`);
  say(`${names.length} parts, ${runs} runs, ${differences.length} differences, ${skipped.length} skipped`);
}
