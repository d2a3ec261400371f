/**
 * Runs every bench on the built package and prints ratios; each bench measures itself and its rival in the same process,
 * in interleaved rounds. `--quick` runs one small round of each, `--json FILE` writes the rows with the environment.
 *
 * A bench is a file *.bench.mjs that exports `run({ quick })` → rows { name, ours_ms, rival_ms?, unit?, quality?, detail? };
 * the best round counts on both sides, and what is printed is how many times less (or more) we need.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
  allowPositionals: true,
});
const folder = import.meta.dirname;
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".bench.mjs") && (positionals.length === 0 || positionals.some((part) => file.includes(part))))
  .toSorted();

const benches = [];
for (const file of files) {
  console.error(`${file} …`);
  const { run } = await import(join(folder, file));
  const rows = await run({ quick: values.quick });
  benches.push({ file, rows });
  for (const row of rows) console.log(format(row));
}
if (files.length === 0) throw new Error("no bench matches");

if (values.json !== undefined) {
  const environment = {
    date: new Date().toISOString().slice(0, 10),
    engine: process.versions.deno ? `deno ${process.versions.deno}` : process.versions.bun ? `bun ${process.versions.bun}` : `node ${process.versions.node}`,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    openblasCoreType: process.env.OPENBLAS_CORETYPE ?? null,
    quick: values.quick,
  };
  writeFileSync(values.json, `${JSON.stringify({ environment, benches }, null, 2)}\n`);
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
