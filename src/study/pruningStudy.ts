import { chanceLoss } from "../cluster/costs/chanceLoss.ts";
import { kMedoids, type PruningMethod } from "../cluster/index.ts";
import { prepareBatch } from "../cluster/pruning/prepareBatch.ts";
import { prunedBatch } from "../cluster/pruning/prunedBatch.ts";
import { selectors } from "../cluster/selectors/selectors.ts";
import type { Rollouts } from "../data/index.ts";
import { checkArray, checkBetween, checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { createRng, type Rng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import type { Finding } from "./finding.ts";
import { noteMissing } from "./noteMissing.ts";
import { pruningBatches, type RolloutBatch, type SampleDistance } from "./pruningBatches.ts";
import { pruningBatch, type PruningInput, pruningInput, pruningInputNames, type PruningInputOptions } from "./pruningInput.ts";
import { outcomesOf, type PrunedBatchOutcomes } from "./prunedBatchOutcomes.ts";
import { pruningEstimates, type PruningLimit, type PruningPoint } from "./pruningEstimates.ts";
import { type KeptSet, type PruningOutcome, type PruningOutcomeName, pruningOutcomes } from "./pruningOutcomes.ts";

/** Options of {@linkcode pruningStudy}. */
export interface PruningStudyOptions extends PruningInputOptions {
  /** Seed or generator; the batch of solver s on problem p draws from its stream `"prune/s/p"`. */
  readonly rng: RngLike;
  /** Numbers of samples to keep, ascending integers ≥ 1; 1, 2, 3, 4, 6, 8, 12 … unless given, all up to 15, below the number that nine batches in ten have at least. */
  readonly ks?: readonly number[];
  /** Ways to choose; all that the columns allow unless given. `"random"` is always among them. */
  readonly methods?: readonly PruningMethod[];
  /** What may suffer; all that the columns allow unless given. */
  readonly outcomes?: readonly PruningOutcomeName[];
  /** What may be lost against the whole batch, in (0, 1): 0.02, unless given, are 2 percentage points of a share and 2 % of a reward. */
  readonly tolerance?: number;
  /** Draws per batch for methods with chance and outcomes without a formula, an integer ≥ 2; 20 unless given. */
  readonly draws?: number;
  /** Confidence level of every interval; 0.95 unless given. */
  readonly level?: number;
}

/** Result of {@linkcode pruningStudy}. */
export interface PruningStudy {
  /** Which study this is. */
  readonly kind: "pruning";
  /** Confidence level of every interval. */
  readonly level: number;
  /** Number of rows. */
  readonly rows: number;
  /** Number of distinct problems. */
  readonly problems: number;
  /** The solvers, in order of first appearance. */
  readonly solvers: readonly string[];
  /** Fewest and most samples of a batch. */
  readonly batchSize: { readonly fewest: number; readonly most: number };
  /** What told the samples apart. */
  readonly distance: SampleDistance;
  /** Numbers kept, ascending. */
  readonly ks: readonly number[];
  /** The methods, in order. */
  readonly methods: readonly PruningMethod[];
  /** The outcomes, the main one first. */
  readonly outcomes: readonly PruningOutcomeName[];
  /** What may be lost: of a share so much of it, of a reward that share of it. */
  readonly tolerance: number;
  /** Draws per batch where there is chance. */
  readonly draws: number;
  /** Weight of answers in the distance. */
  readonly answerWeight: number;
  /** Temperature of the rewards in the weights of the samples; Infinity where they have none. */
  readonly rewardTemperature: number;
  /** Temperature of the log-probabilities in the weights; Infinity likewise. */
  readonly logProbTemperature: number;
  /** Whether the sample with the highest reward is always kept. */
  readonly keepBest: boolean;
  /** Outcomes by solver, outcome, method and number kept. */
  readonly points: readonly PruningPoint[];
  /** How far pruning can go, by solver, outcome and method. */
  readonly limits: readonly PruningLimit[];
  /** What changes how the results may be read. */
  readonly findings: readonly Finding[];
}

const action = "study pruning";

/**
 * How far batches of samples can be pruned before performance falls, by several ways to choose which samples to keep.
 *
 * A batch is all samples of a solver on a problem. Each method keeps k of them: the medoids (k-medoids), the set of largest determinant
 * (greedy MAP) or one drawn by determinant (k-DPP), the farthest from one another, the highest rewards, or any (random). What is kept is then
 * voted on, ranked or counted, and compared to the whole batch and to random pruning, whose expectation is exact wherever there is a formula.
 *
 * @param rollouts Samples with embeddings, texts or answers to tell them apart, and any of `correct`, `answer`, `reward`.
 * @param options Seed, numbers kept, methods, outcomes, distance, weights, tolerance, level.
 * @returns Outcomes by method and number kept, and the limits: the fewest samples that lose no more than the tolerance against the whole batch. Standard
 *   errors and intervals take problems as a sample of a population; they are NaN for a single problem.
 * @throws {RangeError} If no column tells samples apart, a column asked for is missing, an option is out of range, or no batch is large enough.
 * @throws {NumericalError} `not-positive-definite` if a DPP method is asked for and 1 − distance is no kernel; never for the distances offered here.
 * @see docs/methods/pruning.md for formulas and sources.
 * @example
 * ```ts
 * import { fromRows, pruningStudy } from "@divlab/core";
 *
 * const answers = { p1: "aaabbc", p2: "xxxxyz", p3: "mmnnno" };
 * const rows = Object.entries(answers).flatMap(([problem, own]) => [...own].map((answer) => ({ problem, answer, correct: "axn".includes(answer) })));
 * const rollouts = fromRows(rows, { problem: "problem", answer: "answer", correct: "correct" });
 * const { limits } = pruningStudy(rollouts, { rng: 0, methods: ["k-medoids"], outcomes: ["weighted-vote"] });
 * limits.map(({ method, observed }) => `${method}: ${observed}`); // => ["k-medoids: 3", "random: 5"]
 * ```
 */
export function pruningStudy(rollouts: Rollouts, options: PruningStudyOptions): PruningStudy {
  return runSteps(pruningStudySteps(rollouts, options));
}

/**
 * {@linkcode pruningStudy} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param rollouts Samples.
 * @param options As for {@linkcode pruningStudy}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the results; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { fromRows, pruningStudyAsync } from "@divlab/core";
 *
 * const rows = [[0, 1], [0, 2], [9, 1]].map((embedding) => ({ problem: "p", embedding }));
 * const study = await pruningStudyAsync(fromRows(rows, { problem: "problem", embedding: "embedding" }), { rng: 0, ks: [2], methods: ["k-medoids"] });
 * study.points[0].estimate; // => 1.000
 * ```
 */
export async function pruningStudyAsync(rollouts: Rollouts, options: PruningStudyOptions & AsyncOptions): Promise<PruningStudy> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...own } = options;
  return runStepsAsync(pruningStudySteps(rollouts, own), options);
}

function* pruningStudySteps(rollouts: Rollouts, options: PruningStudyOptions): Steps<PruningStudy> {
  checkOptions(action, options, ["rng", "ks", "methods", "outcomes", "tolerance", "draws", "level", ...pruningInputNames]);
  const { rng, ks: wantedKs, methods: wantedMethods, outcomes: wantedOutcomes, tolerance = 0.02, draws = 20, level = 0.95, ...inputOptions } = options;
  checkLevel(action, level);
  checkBetween(action, "tolerance", tolerance, 0, 1);
  checkInteger(action, "draws", draws, 2);
  const streams = createRng(rng).stream("prune");
  const findings: Finding[] = [];
  const input = pruningInput(action, rollouts, inputOptions);
  const { ks, batchSize, batches } = keptSizes(wantedKs, scoredBatches(rollouts, input, findings), rollouts, findings);
  const methods = chosenMethods(wantedMethods, rollouts, batches);
  const possible = pruningOutcomes(action, rollouts, wantedOutcomes, input.tokenize);
  noteMissing(rollouts, missingColumns(rollouts, input), findings);

  const results: PrunedBatchOutcomes[] = [];
  for (const [i, batch] of batches.entries()) {
    const { solver, problem } = batch;
    const stream = streams.stream(rollouts.solver.levels[solver]).stream(rollouts.problem.levels[problem]);
    results.push(pruneOne(rollouts, batch, input, { ks, methods, outcomes: possible, draws, stream }));
    yield (i + 1) / batches.length;
  }
  const { answerWeight, rewardTemperature, logProbTemperature, keepBest, distance } = input;
  const solvers = rollouts.solver.levels;
  const { points, limits } = pruningEstimates(results, { solvers, ks, methods, outcomes: possible, tolerance, level });
  return {
    kind: "pruning",
    level,
    rows: rollouts.size,
    problems: rollouts.problem.levels.length,
    solvers,
    batchSize,
    distance,
    ks,
    methods,
    // An outcome that no batch has all values for is no outcome of this study.
    outcomes: possible.map(({ name }) => name).filter((name) => limits.some(({ outcome }) => outcome === name)),
    tolerance,
    draws,
    answerWeight,
    rewardTemperature,
    logProbTemperature,
    keepBest,
    points,
    limits,
    findings,
  };
}

/** What is done with every batch. */
interface Plan {
  readonly ks: readonly number[];
  readonly methods: readonly PruningMethod[];
  readonly outcomes: readonly PruningOutcome[];
  readonly draws: number;
  readonly stream: Rng;
}

function pruneOne(rollouts: Rollouts, { solver, problem, rows }: RolloutBatch, input: PruningInput, { ks, methods, outcomes, draws, stream }: Plan): PrunedBatchOutcomes {
  const { distances, options } = pruningBatch(action, rollouts, rows, input);
  const batch = prepareBatch(action, distances, options);
  const { costs, weights } = batch;
  const n = rows.length;
  const own = ks.filter((k) => k <= n && k >= batch.mustKeep.length);
  // Naive subsampling keeps nothing in any case.
  const atRandom = { ...batch, mustKeep: new Int32Array(0) };
  const singleLoss = kMedoids({ data: costs.data, shape: [n, n] }, 1, { weights }).loss;
  const randomLoss = chanceLoss(costs, weights, atRandom.mustKeep);
  const prepared = outcomes.map(({ prepare }) => prepare({ rows, singleLoss, randomLoss }));
  const all: KeptSet = { kept: Int32Array.from(rows.keys()), mass: weights, loss: 0 };
  const whole = Float64Array.from(prepared, (outcome) => outcome?.of(all) ?? NaN);
  const results = methods.map((method) => {
    const choose = selectors[method](method === "random" ? atRandom : batch, own.reduce((most, k) => Math.max(most, k), 1));
    const hasChance = method === "random" || method === "k-dpp";
    const sets = Array.from({ length: hasChance ? draws : 1 }, (_, draw) => own.map((k) => prunedBatch(method, batch, choose(k, stream.stream(draw)), NaN)));
    // What always keeps the best reward cannot lose it.
    const keepsBest = method === "top-reward" || (method !== "random" && batch.mustKeep.length > 0);
    const worst = Float64Array.from(prepared, (outcome, o) => (outcome?.worst === undefined ? NaN : keepsBest ? whole[o] : outcome.worst));
    return { ...outcomesOf(prepared, sets, ks.length, method === "random"), worst };
  });
  return {
    solver,
    problem,
    size: n,
    whole,
    estimates: results.map(({ estimates }) => estimates),
    errors: results.map(({ errors }) => errors),
    worst: results.map(({ worst }) => worst),
  };
}

/** The batches, scored where there is correctness. */
function scoredBatches(rollouts: Rollouts, { distance }: PruningInput, findings: Finding[]): readonly RolloutBatch[] {
  const { correct, solver } = rollouts;
  const unscored = new Int32Array(solver.levels.length);
  for (let row = 0; row < rollouts.size; row++) if (correct?.[row] === -1) unscored[solver.codes[row]]++;
  unscored.forEach((count, code) => {
    if (count > 0) findings.push({ code: "unscored", solver: solver.levels[code], rows: count });
  });
  return pruningBatches(rollouts, distance, (row) => correct?.[row] !== -1).batches;
}

/** The numbers to keep, and the batches of two samples or more with their sizes. */
function keptSizes(
  wanted: readonly number[] | undefined,
  all: readonly RolloutBatch[],
  rollouts: Rollouts,
  findings: Finding[],
): { readonly ks: readonly number[]; readonly batchSize: PruningStudy["batchSize"]; readonly batches: readonly RolloutBatch[] } {
  const batches = all.filter(({ rows }) => rows.length > 1);
  if (batches.length === 0) throw new RangeError(`Cannot ${action}: there must be a batch of two samples or more that can be told apart, got none`);
  const sizes = batches.map(({ rows }) => rows.length);
  const fewest = Math.min(...sizes);
  const most = Math.max(...sizes);
  if (wanted !== undefined) checkArray(action, "ks", wanted, 1);
  wanted?.forEach((k, j) => checkInteger(action, `ks[${j}]`, k, j === 0 ? 1 : wanted[j - 1] + 1));
  // A few short batches must not keep the others from being studied.
  const common = sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 10)];
  const ks = (wanted ?? sizesBelow(common)).filter((k) => k <= most);
  if (ks.length === 0) throw new RangeError(`Cannot ${action}: some batch must have ${wanted?.[0]} samples for the smallest k, got at most ${most}`);
  rollouts.solver.levels.forEach((solver, code) => {
    // One sample alone is no batch to prune.
    const k = Math.max(2, ks[ks.length - 1]);
    const short = all.filter((batch) => batch.solver === code && batch.rows.length < k).map(({ problem }) => rollouts.problem.levels[problem]);
    if (short.length > 0) findings.push({ code: "left-out", solver, k, problems: short });
  });
  return { ks, batchSize: { fewest, most }, batches };
}

/** All numbers below n where there are few, else 1, 2, 3, 4, 6, 8, 12 …. */
function sizesBelow(n: number): number[] {
  if (n <= 16) return Array.from({ length: n - 1 }, (_, i) => i + 1);
  const ks = [1];
  for (let k = 2; k < n; k *= 2) ks.push(k, 1.5 * k);
  return ks.filter((k) => k < n);
}

/** Methods in the order of reports, `"random"` the last. */
function chosenMethods(wanted: readonly PruningMethod[] | undefined, rollouts: Rollouts, batches: readonly RolloutBatch[]): readonly PruningMethod[] {
  const names = Object.keys(selectors) as PruningMethod[];
  wanted?.forEach((method, i) => checkChoice(action, `methods[${i}]`, method, names));
  const { reward } = rollouts;
  const isRanked = reward !== undefined && batches.every(({ rows }) => rows.every((row) => !Number.isNaN(reward[row])));
  if (wanted?.includes("top-reward") === true && !isRanked) throw new RangeError(`Cannot ${action}: every sample must have a reward for method top-reward, got ${reward === undefined ? "none" : "some without"}`);
  return names.filter((method) => method === "random" || (wanted === undefined ? method !== "top-reward" || isRanked : wanted.includes(method)));
}

/** The columns whose missing values leave samples or outcomes out. */
function missingColumns({ reward, answer }: Rollouts, { distance }: PruningInput): ("reward" | "answer" | "text" | "embedding")[] {
  return [...(distance === "answer" ? [] : [distance]), ...(reward === undefined ? [] : (["reward"] as const)), ...(answer === undefined ? [] : (["answer"] as const))];
}
