import { countsByProblem, type Rollouts, type SolverCounts } from "../data/index.ts";
import { checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { type BandCrossing, crossBands, type PassAtKComparison, type PassAtKDifference } from "../passk/index.ts";
import { comparePassAtKSteps } from "../passk/comparePassAtK.ts";
import { createRng, type Rng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { chooseKs } from "./chooseKs.ts";
import type { Finding } from "./finding.ts";

/** Options of {@linkcode compareArms}. */
export interface CompareArmsOptions {
  /** Seed or generator of the bootstrap. */
  readonly rng: RngLike;
  /** Values of k, ascending integers ≥ 1; unless given, powers of two up to the fewest samples of the pair, and that number. */
  readonly ks?: readonly number[];
  /** Confidence level of every interval; 0.95 unless given. */
  readonly level?: number;
  /** Problems with fewer than k samples: `"throw"` (default) refuses them, `"skip"` leaves them out and says so. */
  readonly tooFew?: "throw" | "skip";
}

/** Two solvers on the problems both were run on. */
export interface ArmComparison {
  /** The first solver. */
  readonly a: string;
  /** The second solver. */
  readonly b: string;
  /** Number of problems both have. */
  readonly problems: number;
  /** Differences of pass@k a − b per k (without per-problem values), gap closure, crossover. */
  readonly passAtK: Omit<PassAtKComparison, "points"> & { readonly points: readonly Omit<PassAtKDifference, "values">[] };
  /** Problems by class in both, each by all its samples. */
  readonly bands: BandCrossing;
}

/** Result of {@linkcode compareArms}. */
export interface ArmsComparison {
  /** Which study this is. */
  readonly kind: "arms-comparison";
  /** Confidence level of every interval. */
  readonly level: number;
  /** The solvers, in order of first appearance. */
  readonly solvers: readonly string[];
  /** Every pair of up to eight solvers; of more, each with the first. */
  readonly comparisons: readonly ArmComparison[];
  /** What changes how the results may be read. */
  readonly findings: readonly Finding[];
}

const action = "compare arms";

/** Number of solvers up to which every pair is compared. */
const everyPairUpTo = 8;

/**
 * Compares ways of sampling on the problems they share: pass@k per k, closure of the gap, where curves cross, variance bands.
 *
 * @param rollouts Sampled answers of two or more solvers, with `correct`.
 * @param options Seed, values of k, level, problems with too few samples.
 * @returns One comparison per pair, and findings: unpaired problems, curves that cross.
 * @throws {RangeError} If there are fewer than two solvers, no correctness, two solvers share no two problems, or a k asked for exceeds a problem's samples and `tooFew` is `"throw"`.
 * @see {@linkcode comparePassAtK} and {@linkcode crossBands} for what is computed.
 * @example
 * ```ts
 * import { compareArms, fromRows } from "@divlab/core";
 *
 * const flags = { a: [[1, 0], [0, 0], [1, 1]], b: [[1, 1], [1, 0], [1, 1]] };
 * const rows = Object.entries(flags).flatMap(([arm, problems]) =>
 *   problems.flatMap((own, i) => own.map((correct) => ({ arm, problem: `p${i}`, correct }))),
 * );
 * const rollouts = fromRows(rows, { problem: "problem", solver: "arm", correct: "correct" });
 * const [comparison] = compareArms(rollouts, { rng: 0 }).comparisons;
 * comparison.passAtK.points.map(({ estimate }) => estimate); // => [-0.3333333333, -0.3333333333]
 * comparison.bands.table; // => [[0, 1, 0], [0, 0, 1], [0, 0, 1]]
 * ```
 */
export function compareArms(rollouts: Rollouts, options: CompareArmsOptions): ArmsComparison {
  return runSteps(compareArmsSteps(rollouts, options));
}

/**
 * {@linkcode compareArms} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param rollouts Sampled answers of two or more solvers, with `correct`.
 * @param options As for {@linkcode compareArms}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { compareArmsAsync, fromRows } from "@divlab/core";
 *
 * const rows = ["a", "b"].flatMap((arm) => ["p1", "p2"].map((problem) => ({ arm, problem, correct: arm === "a" })));
 * const rollouts = fromRows(rows, { problem: "problem", solver: "arm", correct: "correct" });
 * const { comparisons } = await compareArmsAsync(rollouts, { rng: 0 });
 * comparisons[0].passAtK.points[0].estimate; // => 1
 * ```
 */
export async function compareArmsAsync(rollouts: Rollouts, options: CompareArmsOptions & AsyncOptions): Promise<ArmsComparison> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...own } = options;
  return runStepsAsync(compareArmsSteps(rollouts, own), options);
}

function* compareArmsSteps(rollouts: Rollouts, options: CompareArmsOptions): Steps<ArmsComparison> {
  const { rng, ks, level = 0.95, tooFew = "throw" } = options;
  checkOptions(action, options, ["rng", "ks", "level", "tooFew"]);
  checkLevel(action, level);
  checkChoice(action, "tooFew", tooFew, ["throw", "skip"]);
  checkKs(action, ks);
  const counts = countsByProblem(rollouts).filter(({ n }) => n.length > 0);
  if (counts.length < 2) {
    const named = counts.length === 0 ? "" : ` ("${counts[0].solver}")`;
    throw new RangeError(`Cannot ${action}: there must be at least two solvers with scored samples, got ${counts.length}${named}`);
  }
  const findings: Finding[] = [];
  const comparisons = yield* comparePairs(counts, { ks, level, tooFew, rng: createRng(rng) }, findings);
  if (comparisons.length === 0) throw new RangeError(`Cannot ${action}: the solvers must share at least two problems, got fewer`);
  return { kind: "arms-comparison", level, solvers: counts.map(({ solver }) => solver), comparisons, findings };
}

/** Fails unless the values of k, where given, are ascending integers ≥ 1. */
export function checkKs(action: string, ks: readonly number[] | undefined): void {
  ks?.forEach((k, j) => checkInteger(action, `ks[${j}]`, k, j === 0 ? 1 : ks[j - 1] + 1));
}

/** What {@linkcode comparePairs} needs to know. */
export interface ComparePairsOptions {
  readonly ks: readonly number[] | undefined;
  readonly level: number;
  readonly tooFew: "throw" | "skip";
  readonly rng: Rng;
}

/** The comparisons of the pairs that share two problems or more. */
export function* comparePairs(counts: readonly SolverCounts[], options: ComparePairsOptions, findings: Finding[]): Steps<ArmComparison[]> {
  const { ks, level, tooFew, rng } = options;
  const pairs = counts.flatMap((a, i) => (counts.length <= everyPairUpTo || i === 0 ? counts.slice(i + 1).map((b) => ({ a, b })) : []));
  const comparisons: ArmComparison[] = [];
  for (const { a, b } of pairs) {
    const start = comparisons.length / pairs.length;
    const shared = sharedFewest(a, b);
    if (shared.problems < 2) continue;
    const wanted = ks ?? chooseKs(shared.fewest);
    // One k has no band over k and no crossover, which is all that resampling is for.
    const resampling = wanted.length > 1 ? { rng: rng.stream(`${a.solver}/${b.solver}`) } : {};
    const steps = comparePassAtKSteps(a, b, wanted, { level, tooFew, ...resampling });
    let step = steps.next();
    for (; !step.done; step = steps.next()) yield start + step.value / pairs.length;
    const { points, ...passAtK } = step.value;
    const bands = crossBands(a, b, { level });
    noteComparison(a.solver, b.solver, step.value, findings);
    comparisons.push({ a: a.solver, b: b.solver, problems: bands.problems, passAtK: { ...passAtK, points: points.map(({ values: _values, ...point }) => point) }, bands });
  }
  return comparisons;
}

/** Shared problems, and the fewest samples either solver has of one of them. */
function sharedFewest(a: SolverCounts, b: SolverCounts): { readonly problems: number; readonly fewest: number } {
  const samples = new Map(a.problem.map((name, i) => [name, a.n[i]]));
  let problems = 0;
  let fewest = Infinity;
  b.problem.forEach((name, i) => {
    const n = samples.get(name);
    if (n === undefined) return;
    problems++;
    fewest = Math.min(fewest, n, b.n[i]);
  });
  return { problems, fewest };
}

function noteComparison(a: string, b: string, { points, crossover, unpaired }: PassAtKComparison, findings: Finding[]): void {
  if (unpaired.a.length > 0 || unpaired.b.length > 0) findings.push({ code: "unpaired", a, b, onlyA: unpaired.a, onlyB: unpaired.b });
  if (crossover.k === null) return;
  const crossing = crossover.k;
  const after = Math.max(1, points.findIndex(({ k }) => k >= crossing));
  findings.push({ code: "crossing", a, b, k: crossing, between: [points[after - 1].k, points[after].k] });
}
