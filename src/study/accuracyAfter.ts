import type { AfterCells } from "./afterTraining.ts";
import { bestOf, creditsAt, meanOver, type ScoreRules, voteAccuracy } from "./ensembleCredits.ts";
import { type CellSamples, memberCredit } from "./ensembleScores.ts";
import type { EnsemblePlan } from "./planEnsembles.ts";
import type { SplitPlan } from "./planSplits.ts";
import type { ResolvedPool } from "./resolvePool.ts";
import { type SolverColumn, solverColumns } from "./solverColumns.ts";
import type { UniqueSolutions } from "./uniqueSolutions.ts";

/** S₁ of one cell from rollouts. A member without rows keeps its outcomes if it had nothing to learn; otherwise the cell is missing. */
export function accuracyAfter(
  base: ResolvedPool,
  { rollouts, rows }: AfterCells & { kind: "rollouts" },
  { members, labels }: EnsemblePlan,
  { splits }: SplitPlan,
  unique: UniqueSolutions,
  { score, ties, samples }: ScoreRules,
  at: number,
): number {
  const codes = members[Math.floor(at / splits.length)];
  const { train, test } = splits[at % splits.length];
  const names = Array.from(codes, (code) => base.solvers[code]);
  const hasAnswers = base.hasAnswers && rollouts.answer !== undefined;
  if (base.hasAnswers && !hasAnswers && score === "majority") {
    throw new RangeError("Cannot study ensembles: rollouts after training must have answers as those before it have, got none");
  }
  for (const row of rows[at]) {
    const solver = rollouts.solver.levels[rollouts.solver.codes[row]];
    if (!names.includes(solver)) {
      throw new RangeError(`Cannot study ensembles: rows after training must be of members of their ensemble, got "${solver}" in ${labels[Math.floor(at / splits.length)]} at row ${row}`);
    }
  }
  const measured = solverColumns(rollouts, { solvers: names, problems: base.problems, rows: rows[at], dictionary: base.dictionary });
  const own: SolverColumn[] = [];
  for (let m = 0; m < codes.length; m++) {
    const untouched = measured[m].rows.length === 0;
    if (untouched && learns(unique, at, codes[m])) return NaN;
    const column = untouched ? base.columns[codes[m]] : measured[m];
    if (test.some((p) => column.scored[p] === 0)) return NaN;
    own.push(column);
  }
  if (score === "mean") return own.reduce((total, column) => total + meanCredit(column, test, samples), 0) / own.length;
  const credits = creditsAt(own, test, hasAnswers, samples);
  if (score === "any") return meanOver(credits.any, test);
  const before = Array.from(base.columns, (column) => meanCredit(column, train, samples));
  return voteAccuracy(credits, own, bestOf(codes, before), test, hasAnswers, ties);
}

/** Whether a member has something to learn in a cell: another member's solution is the only one of its ensemble. */
function learns({ offsets, teacher }: UniqueSolutions, at: number, code: number): boolean {
  for (let i = offsets[at]; i < offsets[at + 1]; i++) if (teacher[i] !== code) return true;
  return false;
}

function meanCredit(column: SolverColumn, problems: Int32Array, samples: CellSamples): number {
  let total = 0;
  for (const p of problems) total += memberCredit(column, p, samples);
  return total / problems.length;
}
