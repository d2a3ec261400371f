import type { GroupedSamples, Rollouts, SolverCounts } from "../data/index.ts";
import { type BandCrossing, comparePassAtK, crossBands, maxAtK, type PassAtKComparison, type PassAtKDifference } from "../passk/index.ts";
import { comparePassAtKSteps } from "../passk/comparePassAtK.ts";
import type { Rng } from "../random/index.ts";
import { partOfSteps, type Steps } from "../steps/index.ts";
import { chooseKs } from "./chooseKs.ts";
import { columnValues } from "./columnValues.ts";
import { type DiversityDifference, diversityDifferences } from "./diversityDifferences.ts";
import type { DiversityMeasure } from "./diversityMeasures.ts";
import type { Finding } from "./finding.ts";
import type { LengthColumn, LengthUnit } from "./lengthColumn.ts";
import { type PairedDifference, pairedDifference } from "./pairedDifference.ts";
import { type SharedProblem, sharedProblems } from "./sharedProblems.ts";
import { type TokenEfficiency, tokenEfficiency } from "./tokenEfficiency.ts";

/** Two solvers on the problems both were run on. */
export interface ArmComparison {
  /** The first solver. */
  readonly a: string;
  /** The second solver. */
  readonly b: string;
  /** Number of problems both have. */
  readonly problems: number;
  /** Differences of pass@k a − b per k (without per-problem values), gap closure, crossover; absent without correctness. */
  readonly passAtK?: Omit<PassAtKComparison, "points"> & { readonly points: readonly PassAtKPoint[] };
  /** Problems by class in both, each by all its samples; absent without correctness. */
  readonly bands?: BandCrossing;
  /** Rewards, problem by problem; absent without rewards. */
  readonly reward?: RewardDifference;
  /** Diversity of the samples of a problem, by every measure the columns allow; empty without one. */
  readonly diversity: readonly DiversityDifference[];
  /** Lengths, sample by sample, and length per correct answer; absent without token counts and texts. */
  readonly tokens?: TokenEfficiency;
  /** What `tokens` counts: words where the rollouts have no token counts. */
  readonly lengthUnit?: LengthUnit;
  /** The same comparison for each value of the column asked for; absent where none was. */
  readonly groups?: readonly ArmGroup[];
}

/** The difference of pass@k at one k, without its per-problem values. */
export type PassAtKPoint = Omit<PassAtKDifference, "values">;

/** Rewards of two solvers on the problems they share. */
export interface RewardDifference {
  /** Mean reward of a problem's samples. */
  readonly mean: PairedDifference;
  /** Expected highest reward of `k` samples. */
  readonly best: PairedDifference;
  /** The k of `best`: the fewest samples with a reward that either has of a shared problem. */
  readonly k: number;
}

/** Two solvers on the rows that share one value of a column. */
export interface ArmGroup {
  /** The value; for a numeric column the number as text. */
  readonly value: string;
  /** Number of shared problems with such rows. */
  readonly problems: number;
  /** Differences of pass@k; absent without correctness or with fewer than two problems. */
  readonly passAtK?: readonly PassAtKPoint[];
  /** Mean reward; absent without rewards. */
  readonly reward?: PairedDifference;
  /** The first of the diversity measures; absent without one. */
  readonly diversity?: DiversityDifference;
}

/** What {@linkcode comparePairs} needs to know. */
export interface ComparePairsOptions {
  /** Values of k asked for. */
  readonly ks: readonly number[] | undefined;
  /** Confidence level. */
  readonly level: number;
  /** Problems with too few samples. */
  readonly tooFew: "throw" | "skip";
  /** Source of the bootstrap. */
  readonly rng: Rng;
  /** Diversity measures. */
  readonly measures: readonly DiversityMeasure[];
  /** Lengths of the samples; undefined where they are unknown. */
  readonly lengths: LengthColumn | undefined;
  /** Column to group by. */
  readonly by: string | undefined;
  /** Token limit of the sampling; undefined lets `tokenEfficiency` infer it. */
  readonly maxTokens: number | undefined;
}

/** Number of solvers up to which every pair is compared; of more, each with the first. */
const everyPairUpTo = 8;

/**
 * Compares the pairs of solvers that share two problems or more.
 *
 * @param rollouts The rollouts.
 * @param groups Their rows by solver and problem.
 * @param counts Correct samples per solver; empty without correctness.
 * @param options How.
 * @param findings Receives what a reader must know.
 * @returns One comparison per pair; yields the share of the work done.
 */
export function* comparePairs(
  rollouts: Rollouts,
  groups: GroupedSamples,
  counts: readonly SolverCounts[],
  options: ComparePairsOptions,
  findings: Finding[],
): Steps<ArmComparison[]> {
  const { levels } = rollouts.solver;
  const pairs = levels.flatMap((_, a) => (levels.length <= everyPairUpTo || a === 0 ? levels.slice(a + 1).map((_, i) => ({ a, b: a + 1 + i })) : []));
  const comparisons: ArmComparison[] = [];
  for (const [done, { a, b }] of pairs.entries()) {
    const { shared, onlyA, onlyB } = sharedProblems(rollouts, groups, a, b);
    if (shared.length < 2) continue;
    if (onlyA.length > 0 || onlyB.length > 0) findings.push({ code: "unpaired", a: levels[a], b: levels[b], onlyA, onlyB });
    const steps = comparePair(rollouts, groups, { a, b }, shared, counts, options, findings);
    comparisons.push(yield* partOfSteps(steps, done / pairs.length, (done + 1) / pairs.length));
  }
  return comparisons;
}

function* comparePair(
  rollouts: Rollouts,
  groups: GroupedSamples,
  { a, b }: { readonly a: number; readonly b: number },
  shared: readonly SharedProblem[],
  counts: readonly SolverCounts[],
  options: ComparePairsOptions,
  findings: Finding[],
): Steps<ArmComparison> {
  const { ks, level, tooFew, rng, measures, lengths, by, maxTokens } = options;
  const names = { a: rollouts.solver.levels[a], b: rollouts.solver.levels[b] };
  const solved: Pick<ArmComparison, "passAtK" | "bands"> = {};
  const fewest = fewestScored(counts[a], counts[b]);
  if (fewest !== undefined) {
    const wanted = ks ?? chooseKs(fewest);
    // One k has no band over k and no crossover, which is all that resampling is for.
    const resampling = wanted.length > 1 ? { rng: rng.stream(`${names.a}/${names.b}`) } : {};
    const compared = yield* partOfSteps(comparePassAtKSteps(counts[a], counts[b], wanted, { level, tooFew, ...resampling }), 0, 0.5);
    const { points, ...passAtK } = compared;
    noteCrossing(names, compared, findings);
    Object.assign(solved, { passAtK: { ...passAtK, points: points.map(withoutValues) }, bands: crossBands(counts[a], counts[b], { level }) });
  }
  const reward = rewardDifference(rollouts, shared, level);
  const differences = diversityDifferences(rollouts, shared, measures, level);
  let step = differences.next();
  for (let done = 1; !step.done; step = differences.next()) yield 0.5 + (0.4 * done++) / (measures.length + 2);
  const tokens = lengths === undefined ? undefined : tokenEfficiency({ ...rollouts, tokens: lengths.lengths }, { ...names, level, ...(maxTokens !== undefined && { maxTokens }) });
  if (tokens !== undefined && lengths?.unit === "tokens") noteTruncated(tokens, findings);
  const grouped = by === undefined ? undefined : yield* compareGroups(rollouts, groups, { a, b }, by, options);
  return {
    ...names,
    problems: shared.length,
    ...solved,
    ...(reward !== undefined && { reward }),
    diversity: step.value,
    ...(tokens !== undefined && lengths !== undefined && { tokens, lengthUnit: lengths.unit }),
    ...(grouped !== undefined && { groups: grouped }),
  };
}

/** The same for the rows of each value of a column; shared problems are those with such rows. */
function* compareGroups(
  rollouts: Rollouts,
  groups: GroupedSamples,
  { a, b }: { readonly a: number; readonly b: number },
  by: string,
  { ks, level, measures }: ComparePairsOptions,
): Generator<number, ArmGroup[], void> {
  const found: ArmGroup[] = [];
  for (const { value, holds } of columnValues(rollouts, by)) {
    const { shared } = sharedProblems(rollouts, groups, a, b, holds);
    if (shared.length === 0) continue;
    const reward = rewardDifference(rollouts, shared, level);
    const [diversity] = yield* silently(diversityDifferences(rollouts, shared, measures.slice(0, 1), level));
    const passAtK = groupPassAtK(rollouts, shared, ks, level);
    found.push({ value, problems: shared.length, ...(passAtK !== undefined && { passAtK }), ...(reward !== undefined && { reward: reward.mean }), ...(diversity !== undefined && { diversity }) });
  }
  return found;
}

/** Runs steps without reporting how far they are. */
function* silently<T>(steps: Generator<void, T, void>): Generator<number, T, void> {
  let step = steps.next();
  for (; !step.done; step = steps.next()) yield 0.95;
  return step.value;
}

function groupPassAtK({ correct }: Rollouts, shared: readonly SharedProblem[], ks: readonly number[] | undefined, level: number): PassAtKPoint[] | undefined {
  if (correct === undefined) return undefined;
  const count = (rows: Int32Array): { n: number; c: number } => {
    const scored = rows.filter((row) => correct[row] !== -1);
    return { n: scored.length, c: scored.filter((row) => correct[row] === 1).length };
  };
  const scored = shared.map((own) => ({ a: count(own.a), b: count(own.b) })).filter(({ a, b }) => a.n > 0 && b.n > 0);
  if (scored.length < 2) return undefined;
  const fewest = Math.min(...scored.map(({ a, b }) => Math.min(a.n, b.n)));
  const wanted = (ks ?? chooseKs(fewest)).filter((k) => k <= fewest);
  const arm = (side: "a" | "b") => ({ n: scored.map((own) => own[side].n), c: scored.map((own) => own[side].c) });
  return wanted.length === 0 ? undefined : comparePassAtK(arm("a"), arm("b"), wanted, { level }).points.map(withoutValues);
}

function withoutValues({ values: _values, ...point }: PassAtKDifference): PassAtKPoint {
  return point;
}

function rewardDifference({ reward }: Rollouts, shared: readonly SharedProblem[], level: number): RewardDifference | undefined {
  if (reward === undefined) return undefined;
  const known = (rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => reward[row]).filter((value) => !Number.isNaN(value));
  const both = shared.map((own) => ({ a: known(own.a), b: known(own.b) })).filter(({ a, b }) => a.length > 0 && b.length > 0);
  if (both.length === 0) return undefined;
  const k = Math.min(...both.map(({ a, b }) => Math.min(a.length, b.length)));
  const compare = (of: (rewards: readonly Float64Array[]) => Float64Array): PairedDifference =>
    pairedDifference(of(both.map(({ a }) => a)), of(both.map(({ b }) => b)), level);
  // The expected highest of one sample is the mean.
  return { mean: compare((rewards) => maxAtK(rewards, 1).values), best: compare((rewards) => maxAtK(rewards, k).values), k };
}

/** Fewest scored samples either solver has of a problem both have scored; undefined with fewer than two such problems. */
function fewestScored(a: SolverCounts | undefined, b: SolverCounts | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  const samples = new Map(a.problem.map((name, i) => [name, a.n[i]]));
  const shared = b.problem.flatMap((name, i) => {
    const n = samples.get(name);
    return n === undefined ? [] : [Math.min(n, b.n[i])];
  });
  return shared.length < 2 ? undefined : Math.min(...shared);
}

function noteTruncated({ a, b, capA, capB, pairs }: TokenEfficiency, findings: Finding[]): void {
  for (const [solver, { cap, inferred, truncated }] of [[a, capA], [b, capB]] as const) {
    const known = findings.some((finding) => finding.code === "truncated" && finding.solver === solver);
    if (truncated > 0 && cap !== null && !known) findings.push({ code: "truncated", solver, cap, inferred, samples: truncated, of: pairs });
  }
}

function noteCrossing({ a, b }: { readonly a: string; readonly b: string }, { points, crossover }: PassAtKComparison, findings: Finding[]): void {
  if (crossover.k === null) return;
  const crossing = crossover.k;
  const after = Math.max(1, points.findIndex(({ k }) => k >= crossing));
  findings.push({ code: "crossing", a, b, k: crossing, between: [points[after - 1].k, points[after].k] });
}
