/**
 * Does training cost pass@k while pass@1 rises, and does averaging the weights with an early checkpoint give it back? (seed 001)
 *
 * Node reads simulated samples of four checkpoints of a run and of two WiSE-FT variants (halfway back to the first checkpoint), compares them
 * and, where a file name is given, writes the report:
 *
 *     node docs/examples/weight-ensembling/node.mjs [report.html]
 */
import { writeFileSync } from "node:fs";
import { readRollouts } from "@divlab/core/data";
import { formatCell, toHtml } from "@divlab/core/report";
import { checkpointStudy } from "@divlab/core/study";

// The same problem and sample number occur at every checkpoint: further columns tell them apart.
const { rollouts } = await readRollouts(new URL("../checkpoints.jsonl", import.meta.url), { text: true, distinctBy: ["run", "step"] });
const study = checkpointStudy(rollouts, { rng: 1, series: "run", ks: [1, 4, 8, 12] });

console.log(`${study.problems} problems, ${study.checkpoints.length} checkpoints\n`);
console.log("checkpoint        pass@1   pass@12     bias²  variance");
for (const { label, passAtK, moments } of study.checkpoints) {
  const shares = [passAtK.estimate[0], passAtK.estimate[3]].map((value) => formatCell(value, "share").padStart(9));
  const terms = [moments.bias2, moments.variance].map(({ estimate }) => estimate.toFixed(3).padStart(10));
  console.log([label.padEnd(16), ...shares, ...terms].join(""));
}

const [{ outcome, passAt1, passAtK }] = study.verdicts;
console.log(`\nsft: ${outcome}. From the checkpoint best at pass@12 to the last`);
console.log(`pass@1 changes by ${formatCell(passAt1, "points")}, pass@12 by ${formatCell(passAtK, "points")}`);

const at = (series, position) => study.checkpoints.find((checkpoint) => checkpoint.series === series && checkpoint.position === position);
const gain = at("wise", 1120).passAtK.estimate.map((value, i) => value - at("sft", 1120).passAtK.estimate[i]);
console.log(`at step 1120 averaged weights change pass@1 by ${formatCell(gain[0], "points")}, pass@12 by ${formatCell(gain[3], "points")}`);

const [report] = process.argv.slice(2);
if (report !== undefined) writeFileSync(report, toHtml(study, { seed: "1" }));
