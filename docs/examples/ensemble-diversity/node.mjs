/**
 * Does the diversity of an ensemble of solvers (EDC) predict what it gains when its members learn from one another? (seed 000)
 *
 * Node reads the three files of a simulated study, fits the mixed model and, where a file name is given, writes the report:
 *
 *     node docs/examples/ensemble-diversity/node.mjs [report.html]
 *
 * In the simulation a unit of EDC brings 12 percentage points.
 */
import { writeFileSync } from "node:fs";
import { readFisherEmbeddings, readRollouts, readTable } from "@divlab/core/data";
import { powerDesignFrom, powerMixedModel } from "@divlab/core/lmm";
import { formatCell, toHtml } from "@divlab/core/report";
import { ensembleStudy } from "@divlab/core/study";

const file = (name) => new URL(`../${name}`, import.meta.url);
const { rollouts: outcomes } = await readRollouts(file("solvers.jsonl"));
const embeddings = await readFisherEmbeddings(file("fisher.npy"));
const { columns: after } = await readTable(file("after-training.csv"));

// The file of Fisher embeddings has the solvers in the order of their names.
const diversity = { embeddings, solvers: outcomes.solver.levels.toSorted() };
const study = ensembleStudy({ outcomes, diversity, after }, { size: 3, ensembles: 30, rng: "divlab-ensembles/1" });

const edc = study.fit.fixedEffects.find(({ name }) => name === "edc");
const { estimate, f2LocalMarginal } = study.effectSizes;
console.log(`${study.pool.solvers.length} solvers, ${study.ensembles.length} ensembles of ${study.pool.size}, ${study.splits.length} splits`);
console.log(study.formula);
console.log(`a unit of EDC brings ${formatCell(edc, "number")} percentage points, p = ${formatCell(edc.pValue, "p")}`);
console.log(`standardised ${formatCell(estimate, "number")}, Cohen's f² ${formatCell(f2LocalMarginal, "number")} (of the fixed effects)`);

// Were half the effect true, how many ensembles would show it?
const design = powerDesignFrom(study.fit, "edc");
const { points } = powerMixedModel({ ...design, effect: edc.estimate / 2, ensembles: [10, 30, 60] }, { rng: 1, replicates: 200 });
for (const { ensembles, power } of points) {
  console.log(`power with ${ensembles} ensembles, were the effect half as large: ${formatCell(power, "share")}`);
}

const [report] = process.argv.slice(2);
if (report !== undefined) writeFileSync(report, toHtml(study, { seed: "divlab-ensembles/1" }));
