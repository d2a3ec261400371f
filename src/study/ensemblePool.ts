import type { ProblemSplit, Rollouts } from "../data/index.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { subsetDiversity } from "../task2vec/index.ts";
import { accuracyAfter } from "./accuracyAfter.ts";
import { afterCells, type AfterTable } from "./afterTraining.ts";
import type { EnsembleCells } from "./ensembleCells.ts";
import { bestOf, creditsAt, meanOver, type ScoreRules, voteAccuracy } from "./ensembleCredits.ts";
import type { EnsembleFinding } from "./ensembleFinding.ts";
import { type CellSamples, type EnsembleTies, memberCredit } from "./ensembleScores.ts";
import { noteSharedMembers } from "./noteSharedMembers.ts";
import type { EnsemblePlan } from "./planEnsembles.ts";
import type { SplitPlan } from "./planSplits.ts";
import type { ResolvedPool } from "./resolvePool.ts";
import { type UniqueSolutions, uniqueSolutions } from "./uniqueSolutions.ts";

/** The pool of a study and what was measured on it before training. Rows of cells are in the order of {@linkcode EnsembleCells}. */
export interface EnsemblePool {
  /** Names of the solvers, sorted. */
  readonly solvers: readonly string[];
  /** Names of the problems, sorted. */
  readonly problems: readonly string[];
  /** Accuracy of each solver on all problems; shape [solvers]. */
  readonly accuracy: Float64Array;
  /** What the distances are: `"task2vec, cosine"`, `"supplied"` or `"disagreement"`. */
  readonly distance: string;
  /** Distances of the solvers (cmdiv), shape [solvers, solvers]. */
  readonly distances: Matrix;
  /** Members of an ensemble. */
  readonly size: number;
  /** Members of each ensemble as indices into `solvers`; shape [ensembles][size]. */
  readonly members: readonly Int32Array[];
  /** Whether the ensembles are all there are, random ones, or supplied. */
  readonly ensembleMethod: "all" | "sampled" | "supplied";
  /** The splits as indices into `problems`: `train` is Train A, `test` Test B. */
  readonly splits: readonly ProblemSplit[];
  /** Whether the splits are random halves or supplied. */
  readonly splitMethod: "random" | "supplied";
  /** Who decides tied votes. */
  readonly ties: EnsembleTies;
  /** How several samples of one solver on one problem count. */
  readonly samples: CellSamples;
  /** Accuracy of each member on Test B, in the order of `members`; shape [cells, size]. */
  readonly memberAccuracy: Matrix;
  /** Share of Test B that any member has right; shape [cells]. */
  readonly any: Float64Array;
  /** Share of Test B that the vote has right; shape [cells]. */
  readonly majority: Float64Array;
  /** Problems of Train A that exactly one member solves: what the others would learn. */
  readonly unique: UniqueSolutions;
}

/** Measures all ensembles on all splits before training, and reads what was measured after it. */
export function ensemblePool(
  base: ResolvedPool,
  after: AfterTable | Rollouts | undefined,
  plan: EnsemblePlan,
  splitPlan: SplitPlan,
  rules: ScoreRules,
  findings: EnsembleFinding[],
): { pool: EnsemblePool; cells: EnsembleCells } {
  const { columns, problems, hasAnswers } = base;
  const { splits } = splitPlan;
  const { size, members } = plan;
  const K = splits.length;
  const count = members.length * K;
  const everything = Int32Array.from(problems.keys());
  const credits = columns.map((column) => Float64Array.from(problems, (_, p) => memberCredit(column, p, rules.samples)));
  const accuracies = splits.map(({ train, test }) => ({ train: credits.map((own) => meanOver(own, train)), test: credits.map((own) => meanOver(own, test)) }));

  const cells = emptyCells(plan.labels, splitPlan.labels);
  const memberAccuracy = new Float64Array(count * size);
  const any = new Float64Array(count);
  const majority = new Float64Array(count);
  const edc = subsetDiversity(base.distances.matrix, members).estimate;
  members.forEach((codes, e) => {
    cells.edc.fill(edc[e], e * K, (e + 1) * K);
    const own = Array.from(codes, (code) => columns[code]);
    const all = creditsAt(own, everything, hasAnswers, rules.samples);
    splits.forEach(({ test }, s) => {
      const at = e * K + s;
      codes.forEach((code, m) => (memberAccuracy[at * size + m] = accuracies[s].test[code]));
      any[at] = meanOver(all.any, test);
      majority[at] = voteAccuracy(all, own, bestOf(codes, accuracies[s].train), test, hasAnswers, rules.ties);
    });
  });
  const unique = uniqueSolutions(base, plan, splits);

  if (after === undefined) {
    for (let at = 0; at < count; at++) {
      let best = 0;
      for (let m = 0; m < size; m++) best = Math.max(best, memberAccuracy[at * size + m]);
      cells.baseline[at] = best;
      cells.after[at] = majority[at];
    }
  } else {
    const measured = afterCells(after, plan.labels, splitPlan.labels);
    for (let at = 0; at < count; at++) {
      cells.baseline[at] = rules.score === "any" ? any[at] : rules.score === "majority" ? majority[at] : meanRow(memberAccuracy, at, size);
      cells.after[at] = measured.kind === "accuracy" ? measured.accuracy[at] : accuracyAfter(base, measured, plan, splitPlan, unique, rules, at);
    }
    const empty = unique.counts.reduce((total, own) => total + (own === 0 ? 1 : 0), 0);
    if (empty > 0) findings.push({ code: "nothing-to-learn", cells: empty, of: count });
  }
  for (let at = 0; at < count; at++) cells.gain[at] = 100 * (cells.after[at] - cells.baseline[at]);
  noteSharedMembers(members, findings);

  const pool: EnsemblePool = {
    solvers: base.solvers,
    problems,
    accuracy: Float64Array.from(credits, (own) => meanOver(own, everything)),
    distance: base.distances.method,
    distances: base.distances.matrix,
    size,
    members,
    ensembleMethod: plan.method,
    splits,
    splitMethod: splitPlan.method,
    ties: rules.ties,
    samples: rules.samples,
    memberAccuracy: { data: memberAccuracy, shape: [count, size] },
    any,
    majority,
    unique,
  };
  return { pool, cells };
}

function emptyCells(ensembles: readonly string[], splits: readonly string[]): EnsembleCells {
  const count = ensembles.length * splits.length;
  const column = (): Float64Array => new Float64Array(count).fill(NaN);
  return {
    ensemble: { codes: Int32Array.from({ length: count }, (_, i) => Math.floor(i / splits.length)), levels: ensembles },
    split: { codes: Int32Array.from({ length: count }, (_, i) => i % splits.length), levels: splits },
    edc: column(),
    baseline: column(),
    after: column(),
    gain: column(),
  };
}

function meanRow(data: Float64Array, row: number, columns: number): number {
  let total = 0;
  for (let i = 0; i < columns; i++) total += data[row * columns + i];
  return total / columns;
}
