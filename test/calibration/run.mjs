/**
 * Runs the calibration simulations in full on the built package and prints one Markdown table each:
 * observed type I error or coverage against nominal, with its Monte-Carlo error. Seeded; takes minutes.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as collapse from "../../dist/collapse/index.js";
import * as passk from "../../dist/passk/index.js";
import * as random from "../../dist/random/index.js";
import * as stats from "../../dist/stats/index.js";

const wanted = process.argv.slice(2);
const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".mjs") && file !== "run.mjs");
for (const file of files.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))) {
  const { run } = await import(join(import.meta.dirname, file));
  const rows = await run({ quick: false, collapse, passk, random, stats });
  console.log(`\n### ${file}\n\n| procedure | design | nominal | observed | ± | runs |\n|---|---|---|---|---|---|`);
  for (const row of rows) {
    const { procedure, design, nominal, observed, monteCarloError, runs } = row;
    console.log(`| ${procedure} | ${design} | ${nominal} | ${observed.toFixed(4)} | ${monteCarloError.toFixed(4)} | ${runs} |`);
  }
}
