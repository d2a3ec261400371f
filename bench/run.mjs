/**
 * Measures the built package: the goals (goals/*.goal.mjs, see runner/measureCase.mjs), then the other benches. `npm run bench -- gram` runs
 * the files whose path contains a word; `--quick` one small round of each without rivals of other languages; `--json FILE` writes all numbers with the
 * environment, `--markdown FILE` the page for the docs (`--from FILE.json` from numbers measured before). Progress goes to stderr.
 *
 * The other benches are files *.bench.mjs that export `run({ quick })` → rows { name, ours_ms, rival_ms?, unit?, quality?, detail? };
 * each measures itself and its rival in interleaved rounds, and the best round counts on both sides.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { casesOf, goalFiles } from "./goals/index.mjs";
import { environment } from "./runner/environment.mjs";
import { measureCase } from "./runner/measureCase.mjs";
import { startRivals } from "./runner/rivals.mjs";
import { goalRows, markdown, textTable } from "./runner/tables.mjs";

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, json: { type: "string" }, markdown: { type: "string" }, from: { type: "string" } },
  allowPositionals: true,
});
// Garbage is collected between batches, and what sits out a round stays compiled.
setFlagsFromString("--expose-gc");
setFlagsFromString("--no-flush-bytecode");
globalThis.gc = runInNewContext("gc");

const report = values.from === undefined ? await measure(values.quick) : JSON.parse(readFileSync(values.from, "utf8"));
if (values.markdown !== undefined) writeFileSync(values.markdown, markdown(report));
if (report.cases.some(({ wrong }) => wrong)) {
  console.error("a result is wrong: see the table");
  process.exitCode = 1;
}

async function measure(quick) {
  const goals = await casesOf(goalFiles.filter(isWanted), { quick });
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".bench.mjs") && isWanted(file)).toSorted();
  if (goals.length + files.length === 0) throw new Error("no bench matches");
  const rivals = goals.length === 0 ? { about: {}, stop: async () => {} } : await startRivals({ quick });
  const about = environment(rivals, quick);
  const cases = [];
  const benches = [];
  const report = { environment: about, cases, benches };
  for (const [i, definition] of goals.entries()) {
    const started = performance.now();
    console.error(`${i + 1}/${goals.length} ${definition.work} …`);
    cases.push(await measureCase(definition, rivals, { quick, log: (text) => console.error(`  ${text}`) }));
    await rivals.python?.forget?.();
    await rivals.r?.forget?.();
    save(report);
    console.error(`  ${Math.round((performance.now() - started) / 1000)} s; ${cases.at(-1).goals.map(({ against, unit, measured, met }) => `${against ?? unit} ${round(measured)} ${met}`).join(", ")}`);
  }
  await rivals.stop();
  if (cases.length > 0) console.log(`${textTable(goalRows(cases))}\n`);

  for (const file of files) {
    console.error(`${file} …`);
    const { run } = await import(join(import.meta.dirname, file));
    const rows = await run({ quick });
    benches.push({ file, rows });
    save(report);
    for (const row of rows) console.log(format(row));
  }
  return report;
}

/** After every part, so that a run that is ended early leaves what it found. */
function save(report) {
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

function isWanted(file) {
  return positionals.length === 0 || positionals.some((part) => file.includes(part));
}

function format({ name, ours_ms, rival_ms, quality, detail, unit = "ms" }) {
  const alone = rival_ms === undefined || rival_ms === null;
  const measured = alone ? `${round(ours_ms)} ${unit}` : `${round(ours_ms)} ${unit} against ${round(rival_ms)} ${unit}`;
  const ratio = alone ? "" : ours_ms <= rival_ms ? `${round(rival_ms / ours_ms)}× less` : `${round(ours_ms / rival_ms)}× more`;
  const parts = [ratio, measured, quality === undefined ? "" : `quality ${quality}`, detail ?? ""];
  return `${name}: ${parts.filter((part) => part !== "").join("; ")}`;
}

function round(value) {
  return typeof value === "number" ? Number(value.toPrecision(3)) : value;
}
