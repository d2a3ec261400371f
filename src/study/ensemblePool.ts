import type { ProblemSplit, Rollouts } from "../data/index.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { subsetDiversity } from "../task2vec/index.ts";
import { type AfterCells, afterCells, type AfterTable } from "./afterTraining.ts";
import type { EnsembleCells } from "./ensembleCells.ts";
import type { EnsembleFinding } from "./ensembleFinding.ts";
import { anyCredit, type CellSamples, type EnsembleTies, majorityCredit, memberCredit, ownCredit } from "./ensembleScores.ts";
import type { EnsembleScore } from "./ensembleStudy.ts";
import type { EnsemblePlan } from "./planEnsembles.ts";
import type { SplitPlan } from "./planSplits.ts";
import type { ResolvedPool } from "./resolvePool.ts";
import { type SolverColumn, solverColumns } from "./solverColumns.ts";
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
  readonly ensembleMethod: EnsemblePlan["method"];
  /** The splits as indices into `problems`: `train` is Train A, `test` Test B. */
  readonly splits: readonly ProblemSplit[];
  /** Whether the splits are random halves or supplied. */
  readonly splitMethod: SplitPlan["method"];
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

/** How outcomes become accuracies. */
export interface ScoreRules {
  readonly score: EnsembleScore;
  readonly ties: EnsembleTies;
  readonly samples: CellSamples;
}

/** Outcomes of an ensemble on all problems, before splits come in. */
interface EnsembleCredits {
  readonly any: Float64Array;
  /** −1 where the vote is tied. */
  readonly vote: Float64Array;
  readonly first: Float64Array;
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
    const all = ensembleCredits(own, problems.length, hasAnswers, rules.samples);
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
  const shared = meanShared(members);
  if (shared > 0) findings.push({ code: "shared-members", solvers: base.solvers.length, size, ensembles: members.length, shared });

  const pool: EnsemblePool = {
    solvers: base.solvers,
    problems,
    accuracy: Float64Array.from(credits, (own) => meanOver(own, Int32Array.from(own.keys()))),
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

/** S₁ of one cell from rollouts. A member without rows keeps its outcomes if it had nothing to learn; otherwise the cell is missing. */
function accuracyAfter(
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
  const credits = { any: new Float64Array(base.problems.length), vote: new Float64Array(base.problems.length), first: new Float64Array(base.problems.length) };
  for (const p of test) fillCredits(credits, own, p, hasAnswers, samples);
  if (score === "any") return meanOver(credits.any, test);
  const before = Array.from(base.columns, (column) => meanCredit(column, train, samples));
  return voteAccuracy(credits, own, bestOf(codes, before), test, hasAnswers, ties);
}

/** Whether a member has something to learn in a cell: another member's solution is the only one of its ensemble. */
function learns({ offsets, teacher }: UniqueSolutions, at: number, code: number): boolean {
  for (let i = offsets[at]; i < offsets[at + 1]; i++) if (teacher[i] !== code) return true;
  return false;
}

function ensembleCredits(members: readonly SolverColumn[], problems: number, hasAnswers: boolean, samples: CellSamples): EnsembleCredits {
  const credits = { any: new Float64Array(problems), vote: new Float64Array(problems), first: new Float64Array(problems) };
  for (let p = 0; p < problems; p++) fillCredits(credits, members, p, hasAnswers, samples);
  return credits;
}

function fillCredits(credits: EnsembleCredits, members: readonly SolverColumn[], p: number, hasAnswers: boolean, samples: CellSamples): void {
  const { credit, first } = majorityCredit(members, p, hasAnswers);
  credits.any[p] = anyCredit(members, p, samples);
  credits.vote[p] = credit;
  credits.first[p] = first;
}

function voteAccuracy({ vote, first }: EnsembleCredits, members: readonly SolverColumn[], best: number, test: Int32Array, hasAnswers: boolean, ties: EnsembleTies): number {
  let total = 0;
  for (const p of test) {
    if (vote[p] !== -1) total += vote[p];
    else if (ties === "first") total += first[p];
    else if (ties === "best-member") total += ownCredit(members[best], p, hasAnswers);
  }
  return total / test.length;
}

/** Position of the member with the highest accuracy, the first of equals. */
function bestOf(codes: Int32Array, accuracy: readonly number[]): number {
  let best = 0;
  for (let m = 1; m < codes.length; m++) if (accuracy[codes[m]] > accuracy[codes[best]]) best = m;
  return best;
}

/** Mean number of members that two ensembles have in common; 0 for a single one. */
function meanShared(members: readonly Int32Array[]): number {
  const count = members.length;
  if (count < 2) return 0;
  const uses = new Map<number, number>();
  for (const own of members) for (const code of own) uses.set(code, (uses.get(code) ?? 0) + 1);
  let pairs = 0;
  for (const own of uses.values()) pairs += own * (own - 1);
  return pairs / (count * (count - 1));
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

function meanOver(values: Float64Array, indices: Int32Array): number {
  let total = 0;
  for (const i of indices) total += values[i];
  return total / indices.length;
}

function meanCredit(column: SolverColumn, problems: Int32Array, samples: CellSamples): number {
  let total = 0;
  for (const p of problems) total += memberCredit(column, p, samples);
  return total / problems.length;
}

function meanRow(data: Float64Array, row: number, columns: number): number {
  let total = 0;
  for (let i = 0; i < columns; i++) total += data[row * columns + i];
  return total / columns;
}
