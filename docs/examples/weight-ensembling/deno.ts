/**
 * What averaged weights change at step 1120, problem by problem (seed 001)
 *
 * Deno streams the samples as they arrive, takes the two arms out of them and compares pass@k on the same problems; the bias-variance bound
 * says which of its two terms moved:
 *
 *     deno run --allow-read docs/examples/weight-ensembling/deno.ts
 */
import { type Categorical, countsByProblem, readRollouts, type SolverCounts } from "@divlab/core/data";
import { biasVarianceBound, comparePassAtK } from "@divlab/core/passk";
import { formatCell } from "@divlab/core/report";

const { body } = await fetch(new URL("../checkpoints.jsonl", import.meta.url));
// The run takes the place of the solver: `sft` or `wise`.
const { rollouts } = await readRollouts(body!, { columns: { solver: "run" }, distinctBy: ["step"] });

const step = rollouts.extra.step as Float64Array;
const [wise, sft] = ["wise", "sft"].map((run) => countsAt(run, 1120));
const { points } = comparePassAtK(wise, sft, [1, 2, 4, 8, 12]);

console.log(` k    averaged     trained   difference, 95 % interval, p corrected for ${points.length} values of k`);
for (const { k, a, b, ...difference } of points) {
  const shares = [a, b].map((value) => formatCell(value, "share").padStart(10));
  console.log(`${String(k).padStart(2)}  ${shares.join("  ")}   ${formatCell(difference, "points")}, p = ${formatCell(difference.adjustedPValue, "p")}`);
}
for (const [name, arm] of [["averaged", wise], ["trained", sft]] as const) {
  const { bias2, variance, bound } = biasVarianceBound(arm, 8);
  console.log(`${name}: bias² ${bias2.toFixed(3)}, variance ${variance.toFixed(3)}, so that pass@8 is at most ${formatCell(bound, "share")}`);
}

/** Samples and right ones of a run at a step. */
function countsAt(run: string, at: number): SolverCounts {
  const rows = Int32Array.from(step.keys()).filter((row) => step[row] === at);
  const column = ({ codes, levels }: Categorical): Categorical => ({ codes: rows.map((row) => codes[row]), levels });
  const correct = Int8Array.from(rows, (row) => rollouts.correct![row]);
  const part = { size: rows.length, problem: column(rollouts.problem), solver: column(rollouts.solver), correct, extra: {} };
  return countsByProblem(part).find(({ solver }) => solver === run)!;
}
