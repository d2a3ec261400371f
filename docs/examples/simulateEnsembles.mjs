/**
 * Writes the SIMULATED data set of the ensemble study demo (seed 000 of this project): solvers.jsonl, outcomes of a pool of solvers;
 * fisher.npy, their Fisher embeddings [solvers, batches, d]; after-training.csv, accuracies of ensembles after training on one another's
 * solutions. No model was run. The true effect of diversity is `trueEffect`: percentage points of gain per unit of EDC.
 *
 * Run: node docs/examples/simulateEnsembles.mjs (after npm run build). The same bytes come out every time.
 */
import { writeFileSync } from "node:fs";
import { ensembleStudy, simulateEnsembleStudy } from "../../dist/study/index.js";

/** Seed of the files that ship with the repository; `divlab edc --seed` with it draws the same ensembles and splits. */
export const ensemblesSeed = "divlab-ensembles/1";

/** β₁ in percentage points per unit of EDC. */
export const trueEffect = 12;

/** The files by name. A function of the seed alone. */
export function simulateEnsembles(seed) {
  const { outcomes, diversity, ensembles, after } = simulateEnsembleStudy({ effect: trueEffect, ensembleSd: 1.5, splitSd: 1, residualSd: 2, problems: 120, rng: seed });
  const rows = Array.from({ length: outcomes.size }, (_, i) => ({
    solver: label(outcomes.solver, i),
    problem: label(outcomes.problem, i),
    correct: outcomes.correct[i] === 1,
    answer: label(outcomes.answer, i),
    text: outcomes.text[i],
    source: "(simulated)",
  }));
  // Members and baseline beside the accuracy let a reader of the file check that it is of the same ensembles and halves.
  const membersOf = new Map(ensembles.map(({ ensemble, members }) => [ensemble, members.join("+")]));
  const { cells } = ensembleStudy({ outcomes, diversity, after }, { size: 3, ensembles: 30, rng: seed });
  const lines = after.ensemble.map((ensemble, i) => `${ensemble},${after.split[i]},${membersOf.get(ensemble)},${cells.baseline[i]},${after.accuracy[i]}\n`);
  return new Map([
    ["solvers.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join("")],
    ["fisher.npy", npy(Float32Array.from(diversity.embeddings.data), diversity.embeddings.shape)],
    ["after-training.csv", `ensemble,split,members,s0,accuracy\n${lines.join("")}`],
  ]);
}

function label({ codes, levels }, i) {
  return levels[codes[i]];
}

/** What numpy.save writes of a float32 array. */
function npy(data, shape) {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`.padEnd(117) + "\n";
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), Buffer.from([header.length, 0]), Buffer.from(header), Buffer.from(data.buffer)]);
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, content] of simulateEnsembles(ensemblesSeed)) writeFileSync(new URL(name, import.meta.url), content);
}
