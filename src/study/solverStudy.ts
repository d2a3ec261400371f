import type { GroupedSamples, Rollouts, SolverCounts } from "../data/index.ts";
import {
  type BetaBinomialFit,
  type BiasVarianceBound,
  biasVarianceBound,
  extrapolatePassAtK,
  fitBetaBinomial,
  type PassAtKCurve,
  type PassAtKExtrapolation,
  passAtKCurve,
  passHatK,
  type VarianceBand,
  varianceBand,
} from "../passk/index.ts";
import { allowedKs, chooseKs } from "./chooseKs.ts";
import type { Finding } from "./finding.ts";
import { type PointEstimate, pointEstimate } from "./pointEstimate.ts";
import { selectionSteps, type SolverSelection } from "./solverSelection.ts";
import { undefinedKs } from "./undefinedKs.ts";

/** How a study treats every solver. */
export interface SolverStudyOptions {
  /** Values of k, ascending; undefined: powers of two up to the fewest samples, and that number. */
  readonly ks: readonly number[] | undefined;
  /** Problems with fewer than k samples: refuse, or leave out and say so. */
  readonly tooFew: "throw" | "skip";
  /** Confidence level of every interval. */
  readonly level: number;
  /** Group size G of the variance bands; undefined: 8, or the fewest samples if those are fewer. */
  readonly groupSize: number | undefined;
}

/** Share of problems solved in every draw of k from which a reader is told that the others decide. */
const ceilingFrom = 0.9;

/** What one solver's samples say, correctness and selection; parts the data leave undefined are absent. */
export interface SolverStudy {
  /** The solver. */
  readonly solver: string;
  /** Problems with at least one scored sample; without correctness, problems with a sample. */
  readonly problems: number;
  /** Samples in all. */
  readonly samples: number;
  /** Fewest samples of a problem. */
  readonly fewest: number;
  /** Most samples of a problem. */
  readonly most: number;
  /** Scored and correct samples per problem; absent without correctness. */
  readonly counts?: SolverCounts;
  /** pass@k at each k. */
  readonly passAtK?: PassAtKCurve;
  /** pass^k at each k. */
  readonly passHatK?: readonly PointEstimate[];
  /** Classes of problems at the group size; needs two samples a problem. */
  readonly varianceBand?: VarianceBand;
  /** The bias-variance bound at each k ≥ 2; needs two samples a problem. */
  readonly bound?: readonly BiasVarianceBound[];
  /** The beta distribution of success rates; needs two samples a problem. */
  readonly betaBinomial?: BetaBinomialFit;
  /** pass@k at two, four and eight times the most samples, under that distribution and whatever the distribution; needs an interior fit. */
  readonly beyond?: PassAtKExtrapolation["points"];
  /** Majority vote and best-of-k. */
  readonly selection: SolverSelection;
}

/**
 * Everything the study says of one solver.
 *
 * @param rollouts The rollouts.
 * @param groups Their rows by solver and problem.
 * @param solver Code of the solver.
 * @param counts Its counts; undefined without correctness.
 * @param options Values of k, level, group size.
 * @param findings Receives what a reader must know.
 * @returns The results; yields between parts.
 */
export function* solverStudySteps(
  rollouts: Rollouts,
  groups: GroupedSamples,
  solver: number,
  counts: SolverCounts | undefined,
  options: SolverStudyOptions,
  findings: Finding[],
): Generator<void, SolverStudy, void> {
  const { tooFew, level } = options;
  const name = rollouts.solver.levels[solver];
  const selection = yield* selectionSteps(rollouts, groups, solver, { ks: options.ks, tooFew, level }, findings);
  const sizes = groupSizes(groups, solver);
  const samples = sizes.reduce((total, size) => total + size, 0);
  if (counts === undefined || counts.n.length === 0) {
    return { solver: name, problems: sizes.length, samples, fewest: Math.min(...sizes), most: Math.max(...sizes), selection };
  }

  const { fewest, most, at } = range(counts.n);
  noteCounts(counts, { fewest, most, at }, findings);
  const wanted = tooFew === "skip" ? allowedKs(options.ks, counts.n, tooFew) : (options.ks ?? chooseKs(fewest));
  if (wanted.length === 0) {
    throw new RangeError(`Cannot study ${name}: k must be at most the ${most} samples its problems have, got ${options.ks?.join(", ")}`);
  }
  findings.push(...undefinedKs(name, options.ks, most));
  const largest = wanted[wanted.length - 1];
  const curve = passAtKCurve(counts, wanted, { tooFew, level });
  if (curve.leftOut.length > 0) {
    findings.push({ code: "left-out", solver: name, k: largest, problems: Array.from(curve.leftOut, (i) => counts.problem[i]) });
  }
  const correctness = {
    counts,
    passAtK: curve,
    passHatK: wanted.map((k) => pointEstimate(passHatK(counts, k, { tooFew, level }))),
  };
  yield;
  const ceiling = shareAtCeiling(counts, largest);
  if (ceiling > ceilingFrom && most > 1) findings.push({ code: "ceiling", solver: name, k: largest, share: ceiling });
  const repeated = repeatedCounts(counts);
  const base = { solver: name, problems: counts.n.length, samples, fewest, most, ...correctness, selection };
  if (repeated === undefined) return base;
  const groupSize = options.groupSize ?? Math.min(8, fewest);
  const band = groupSize >= 2 ? varianceBand(counts, groupSize, { tooFew, level }) : undefined;
  const bound = wanted.filter((k) => k >= 2).map((k) => biasVarianceBound(repeated, k, { level }));
  const fit = fitBetaBinomial(counts, { level });
  if (fit.boundary !== null) findings.push({ code: "no-beta-fit", solver: name, boundary: fit.boundary });
  const beyond = fit.boundary === null ? { beyond: extrapolatePassAtK(counts, [2 * most, 4 * most, 8 * most], { level }).points } : {};
  return { ...base, ...(band !== undefined && { varianceBand: band }), bound, betaBinomial: fit, ...beyond };
}

/** The counts where every problem used has two samples; undefined where not all have, as the bound needs them. */
function repeatedCounts(counts: SolverCounts): SolverCounts | undefined {
  return counts.n.every((n) => n >= 2) ? counts : undefined;
}

function noteCounts({ solver, n, problem, unscored }: SolverCounts, { fewest, most, at }: ReturnType<typeof range>, findings: Finding[]): void {
  if (unscored > 0) findings.push({ code: "unscored", solver, rows: unscored });
  if (fewest !== most) findings.push({ code: "unequal-n", solver, fewest, problem: problem[at], most });
  if (n.every((samples) => samples === 1)) findings.push({ code: "one-sample", solver });
}

/** Share of problems with fewer than k wrong samples: every draw of k holds a right one. */
function shareAtCeiling({ n, c }: SolverCounts, k: number): number {
  let certain = 0;
  for (let i = 0; i < n.length; i++) if (n[i] - c[i] < k) certain++;
  return certain / n.length;
}

function range(n: Int32Array): { readonly fewest: number; readonly most: number; readonly at: number } {
  let at = 0;
  let most = 0;
  for (let i = 0; i < n.length; i++) {
    if (n[i] < n[at]) at = i;
    if (n[i] > most) most = n[i];
  }
  return { fewest: n[at], most, at };
}

function groupSizes({ solver, offsets }: GroupedSamples, wanted: number): number[] {
  const sizes: number[] = [];
  for (let group = 0; group < solver.length; group++) if (solver[group] === wanted) sizes.push(offsets[group + 1] - offsets[group]);
  return sizes;
}
