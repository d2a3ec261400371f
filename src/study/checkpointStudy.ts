import { countsByProblem, groupSamples, type GroupedSamples, type Rollouts, type SolverCounts } from "../data/index.ts";
import { checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { createRng, type Rng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, partOfSteps, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { type BestCheckpoint, checkpointBest } from "./checkpoints/checkpointBest.ts";
import { type CheckpointComparison, checkpointComparison } from "./checkpoints/checkpointComparison.ts";
import { type CheckpointCurves, checkpointCurves } from "./checkpoints/checkpointCurves.ts";
import { checkpointEqualSamples } from "./checkpoints/checkpointEqualSamples.ts";
import { type Checkpoint, checkpointEstimates, type CheckpointOptions } from "./checkpoints/checkpointEstimates.ts";
import type { CheckpointFinding } from "./checkpoints/checkpointFinding.ts";
import { type CheckpointFront, checkpointFronts } from "./checkpoints/checkpointFronts.ts";
import { checkpointMeasures, measuredColumns } from "./checkpoints/checkpointMeasures.ts";
import { type CheckpointPlace, checkpointPositions } from "./checkpoints/checkpointPositions.ts";
import { checkpointSizes } from "./checkpoints/checkpointSizes.ts";
import { checkpointVerdict, type CollapseVerdict } from "./checkpoints/checkpointVerdict.ts";
import { type SweetSpot, sweetSpot } from "./checkpoints/sweetSpot.ts";
import { checkKs } from "./chooseKs.ts";
import type { DiversityMeasureName } from "./diversityMeasures.ts";
import type { Finding } from "./finding.ts";
import { noteMissing } from "./noteMissing.ts";

/** Options of {@linkcode checkpointStudy}. */
export interface CheckpointStudyOptions {
  /** Seed or generator of the bootstraps. */
  readonly rng: RngLike;
  /**
   * Name of the further column that holds the position in training, or δ: numbers, or texts that are numbers. Unless given the first of `step`,
   * `epoch`, `checkpoint` and `delta` that holds a number; without one, the number in the solvers' names.
   */
  readonly at?: string;
  /** Name of the further column that tells training runs, or sweeps, apart; unless given the solver, without its number where the position comes from the name. */
  readonly series?: string;
  /** Values of k, ascending integers ≥ 1; unless given, powers of two up to the fewest samples any checkpoint has of a problem, and that number. */
  readonly ks?: readonly number[];
  /** Confidence level of every interval; 0.95 unless given. */
  readonly level?: number;
  /** Problems with fewer than k samples: `"throw"` (default) refuses them, `"skip"` leaves them out and says so. */
  readonly tooFew?: "throw" | "skip";
  /** Group size G of the variance bands, an integer ≥ 2; unless given 8, or the fewest samples if those are fewer. */
  readonly groupSize?: number;
  /** Measures of diversity; unless given different answers, different operation sequences (or texts, where they hold no arithmetic) and cosine distance, as the columns allow. */
  readonly measures?: readonly DiversityMeasureName[];
}

/** Result of {@linkcode checkpointStudy}. Parts the data leave undefined are absent, and `findings` says why. */
export interface CheckpointStudy {
  /** Which study this is. */
  readonly kind: "checkpoints";
  /** Confidence level of every interval. */
  readonly level: number;
  /** Values of k, ascending; empty without correctness. */
  readonly ks: readonly number[];
  /** Number of rows. */
  readonly rows: number;
  /** Number of distinct problems. */
  readonly problems: number;
  /** What positions are: the name of their column, or the word before the number in the names; `"position"` where there is none. */
  readonly positionName: string;
  /** Whether training goes along descending positions: true where they are called `delta`, since δ·w₀ + (1 − δ)·w_t is w_t at 0. The last checkpoint is that of the smallest δ then. */
  readonly descending: boolean;
  /** Group size G of the variance bands; absent without correctness or with a single sample. */
  readonly groupSize?: number;
  /** The series, in order of first appearance. */
  readonly series: readonly string[];
  /** The checkpoints by series, positions ascending. */
  readonly checkpoints: readonly Checkpoint[];
  /** Each earlier checkpoint of a series against the last one in training, in the order of `checkpoints`. */
  readonly comparisons: readonly CheckpointComparison[];
  /** The best checkpoint by series and k. */
  readonly best: readonly BestCheckpoint[];
  /** Whether diversity collapses, for each series of two checkpoints or more. */
  readonly verdicts: readonly CollapseVerdict[];
  /** Whether a mixture of weights is better than both ends at once, for each series of three checkpoints or more of a sweep (`descending`). */
  readonly sweetSpots: readonly SweetSpot[];
  /** pass@1 against pass@k of all checkpoints, for each k ≥ 2. */
  readonly fronts: readonly CheckpointFront[];
  /** What changes how the results may be read. */
  readonly findings: readonly CheckpointFinding[];
}

const action = "study checkpoints";

/**
 * How pass@k, error rates and diversity change along a training run, or along a sweep of interpolated weights.
 *
 * A checkpoint is a series (the run) and a position in it (step, epoch, δ). For each: pass@k with intervals, bias² and variance of the error rate and the
 * bound they give, the share of groups GRPO would learn from, diversity. For each series: every checkpoint against the last, paired by
 * problem; the best at every k and how sure that is; and the verdict, whether pass@1 was bought with pass@K after its peak. For each sweep:
 * whether a mixture is better than both ends at once. For all: the Pareto front of pass@1 and pass@k.
 *
 * @param rollouts Samples of several checkpoints on the same problems, with `correct`; answers, texts and embeddings add diversity (`readRollouts` reads
 *   the latter two on request).
 * @param options Seed, where positions and series are, values of k, level, group size, measures.
 * @returns The results. What compares more than two checkpoints rests on the problems that all of them have.
 * @throws {RangeError} If a row or a name has no position, two solvers share a position of a series, a k asked for exceeds a
 *   problem's samples and `tooFew` is `"throw"`, nothing can be studied, or an option is out of range.
 * @see Dang et al. 2025, Weight Ensembling Improves Reasoning in Language Models, Figures 1, 2, 4–6 and 10–14; docs/methods/checkpoints.md.
 * @example
 * ```ts
 * import { checkpointStudy, fromRows } from "@divlab/core";
 *
 * const solved = { "sft-step-100": ["1000", "1100", "1000", "0100"], "sft-step-900": ["1111", "1111", "1110", "0000"] };
 * const rows = Object.entries(solved).flatMap(([model, problems]) =>
 *   problems.flatMap((flags, i) => [...flags].map((flag) => ({ model, problem: `p${i}`, correct: flag === "1" }))),
 * );
 * const study = checkpointStudy(fromRows(rows, { problem: "problem", solver: "model", correct: "correct" }), { rng: 0 });
 * study.checkpoints.map(({ series, position }) => `${series} at ${position}`); // => ["sft at 100", "sft at 900"]
 * study.checkpoints.map(({ passAtK }) => passAtK?.estimate); // => [[0.3125, 0.5833333333, 1], [0.6875, 0.75, 0.75]]
 * study.comparisons[0].passAtK?.crossover.k; // => 2.8
 * ```
 */
export function checkpointStudy(rollouts: Rollouts, options: CheckpointStudyOptions): CheckpointStudy {
  return runSteps(checkpointStudySteps(rollouts, options));
}

/**
 * {@linkcode checkpointStudy} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param rollouts Samples of several checkpoints.
 * @param options As for {@linkcode checkpointStudy}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the results; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { checkpointStudyAsync, fromRows } from "@divlab/core";
 *
 * const rows = [0, 0.5, 1].flatMap((delta) => ["p1", "p2"].map((problem) => ({ delta, problem, correct: delta < 1 })));
 * const study = await checkpointStudyAsync(fromRows(rows, { problem: "problem", correct: "correct", extra: { delta: "delta" } }), { rng: 0 });
 * study.positionName; // => "delta"
 * study.comparisons.map(({ earlier, last }) => ({ earlier, last })); // => [{ earlier: 0.5, last: 0 }, { earlier: 1, last: 0 }]
 * ```
 */
export async function checkpointStudyAsync(rollouts: Rollouts, options: CheckpointStudyOptions & AsyncOptions): Promise<CheckpointStudy> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...own } = options;
  return runStepsAsync(checkpointStudySteps(rollouts, own), options);
}

function* checkpointStudySteps(given: Rollouts, options: CheckpointStudyOptions): Steps<CheckpointStudy> {
  checkOptions(action, options, ["rng", "at", "series", "ks", "level", "tooFew", "groupSize", "measures"]);
  const { rng, at, series: seriesColumn, ks: wanted, level = 0.95, tooFew = "throw", groupSize: wantedGroup, measures: wantedMeasures } = options;
  checkLevel(action, level);
  checkChoice(action, "tooFew", tooFew, ["throw", "skip"]);
  if (wantedGroup !== undefined) checkInteger(action, "groupSize", wantedGroup, 2);
  checkKs(action, wanted);
  const streams = createRng(rng).stream("checkpoints");
  const findings: CheckpointFinding[] = [];
  const { rollouts, positionName, series, places } = checkpointPositions(action, given, at, seriesColumn);
  const groups = groupSamples(rollouts);
  const measures = checkpointMeasures(rollouts, wantedMeasures);
  const counts = rollouts.correct === undefined ? [] : countsByProblem(rollouts);
  if (rollouts.correct === undefined) findings.push({ code: "no-correctness" });
  if (counts.length === 0 && measures.length === 0) throw new RangeError(`Cannot ${action}: the rollouts must have correctness, answers, texts or embeddings, got none of them`);
  const missing: Finding[] = [];
  noteMissing(rollouts, measuredColumns(measures, counts.length > 0), missing);
  findings.push(...missing);
  const { ks, groupSize } = counts.length === 0 ? { ks: [], groupSize: undefined } : checkpointSizes(action, counts, { ks: wanted, groupSize: wantedGroup, tooFew }, findings);
  const keep = checkpointEqualSamples(groups, rollouts.size, findings);
  const plan: CheckpointOptions = { ks, tooFew, level, groupSize, measures, keep };

  const checkpoints: Omit<Checkpoint, "onFront">[] = [];
  for (const [code, place] of places.entries()) {
    const steps = checkpointEstimates(rollouts, groups, code, place, counts[code], plan, findings);
    checkpoints.push(yield* partOfSteps(steps, (0.4 * code) / places.length, (0.4 * (code + 1)) / places.length));
  }
  const descending = positionName === "delta";
  const samples: StudiedSamples = { rollouts, groups, counts, plan, findings };
  const found: SeriesResults[] = [];
  for (const [i, name] of series.entries()) {
    const own = places.flatMap((place, code) => (place.series === name ? [{ code, position: place.position }] : []));
    const steps = studySeries(samples, { name, checkpoints: descending ? own.toReversed() : own, isSweep: descending }, streams.stream(name));
    found.push(yield* partOfSteps(steps, 0.4 + (0.5 * i) / series.length, 0.4 + (0.5 * (i + 1)) / series.length));
  }
  const fronts = yield* allFronts(places, counts, ks, streams, findings);
  const front = fronts[fronts.length - 1];
  return {
    kind: "checkpoints",
    level,
    ks,
    rows: rollouts.size,
    problems: rollouts.problem.levels.length,
    positionName,
    descending,
    ...(groupSize !== undefined && { groupSize }),
    series,
    checkpoints: checkpoints.map((checkpoint, code) => ({ ...checkpoint, onFront: front?.points[code].onFront ?? false })),
    comparisons: found.flatMap(({ comparisons }) => comparisons),
    best: found.flatMap(({ best }) => best),
    verdicts: found.flatMap(({ verdicts }) => verdicts),
    sweetSpots: found.flatMap(({ sweetSpots }) => sweetSpots),
    fronts,
    findings,
  };
}

/** What is studied, and how. */
interface StudiedSamples {
  readonly rollouts: Rollouts;
  readonly groups: GroupedSamples;
  readonly counts: readonly SolverCounts[];
  readonly plan: CheckpointOptions;
  readonly findings: CheckpointFinding[];
}

/** One series, its checkpoints in the order of training. */
interface CheckpointSeries {
  readonly name: string;
  readonly checkpoints: readonly { readonly code: number; readonly position: number }[];
  /** Whether its positions are shares of two ends. */
  readonly isSweep: boolean;
}

/** What is said of one series. */
type SeriesResults = Pick<CheckpointStudy, "comparisons" | "best" | "verdicts" | "sweetSpots">;

function* studySeries({ rollouts, groups, counts, plan, findings }: StudiedSamples, { name, checkpoints, isSweep }: CheckpointSeries, rng: Rng): Steps<SeriesResults> {
  const last = checkpoints[checkpoints.length - 1];
  if (checkpoints.length === 1) findings.push({ code: "single-position", series: name, position: last.position });
  const earlier = checkpoints.slice(0, -1).toSorted((a, b) => a.position - b.position);
  const comparisons: CheckpointComparison[] = [];
  for (const [done, { code, position }] of earlier.entries()) {
    const steps = checkpointComparison(rollouts, groups, { last: last.code, earlier: code }, counts, plan, rng.stream(position));
    const compared = yield* partOfSteps(steps, (0.7 * done) / earlier.length, (0.7 * (done + 1)) / earlier.length);
    comparisons.push({ series: name, earlier: position, last: last.position, ...compared });
  }
  noteProblems(name, checkpoints.map(({ code }) => rowsProblems(groups, code)), findings);
  const compared = { comparisons, best: [], verdicts: [], sweetSpots: [] };
  if (counts.length === 0) return compared;
  const { ks, level } = plan;
  const curves = yield* partOfSteps(checkpointCurves(checkpoints.map(({ code }) => counts[code]), ks, rng.stream("curves")), 0.7, 0.9);
  if (!isCurves(curves)) {
    findings.push({ code: "few-common", series: name, common: curves.problems, k: ks[ks.length - 1] });
    return compared;
  }
  const positions = checkpoints.map(({ position }) => position);
  const best = yield* partOfSteps(checkpointBest(name, positions, curves, ks, level), 0.9, 1);
  const several = ks[ks.length - 1] > 1;
  return {
    comparisons,
    best,
    verdicts: several && positions.length > 1 ? [checkpointVerdict(name, positions, curves, level)] : [],
    sweetSpots: several && isSweep && positions.length > 2 ? [sweetSpot(name, positions, curves, level)] : [],
  };
}

function* allFronts(places: readonly CheckpointPlace[], counts: readonly SolverCounts[], ks: readonly number[], rng: Rng, findings: CheckpointFinding[]): Steps<CheckpointFront[]> {
  const k = ks[ks.length - 1];
  if (counts.length === 0 || k < 2) return [];
  const curves = yield* partOfSteps(checkpointCurves(counts, ks, rng.stream("fronts").stream("curves")), 0.9, 0.98);
  if (isCurves(curves)) return yield* partOfSteps(checkpointFronts(places, curves), 0.98, 1);
  findings.push({ code: "no-common", common: curves.problems, k });
  return [];
}

function isCurves(found: CheckpointCurves | { readonly problems: number }): found is CheckpointCurves {
  return "columns" in found;
}

/** Problems a checkpoint has rows of. */
function rowsProblems({ solver, problem }: GroupedSamples, code: number): ReadonlySet<number> {
  return new Set(problem.filter((_, group) => solver[group] === code));
}

function noteProblems(series: string, problems: readonly ReadonlySet<number>[], findings: CheckpointFinding[]): void {
  const all = new Set(problems.flatMap((own) => [...own]));
  const common = [...all].filter((code) => problems.every((own) => own.has(code))).length;
  if (common < all.size) findings.push({ code: "unequal-problems", series, common, of: all.size });
}
