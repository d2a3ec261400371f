import { kernels } from "../kernels/backend.ts";
import { checkChoice, checkInteger, checkOptions } from "../numeric/check.ts";
import { sum } from "../numeric/sum.ts";
import { createRng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { asCosts, type Costs, type Distances } from "./costs/asCosts.ts";
import { boundedCosts } from "./costs/boundedCosts.ts";
import { buildMedoids } from "./starts/buildMedoids.ts";
import { checkWeights } from "./costs/checkWeights.ts";
import { type DistanceSource, sourceOfCosts } from "./costs/distanceSource.ts";
import { fasterMsc } from "./search/fasterMsc.ts";
import { fasterPam } from "./search/fasterPam.ts";
import { medoidSilhouettes } from "./medoidSilhouettes.ts";
import { nearestMedoids } from "./search/nearestMedoids.ts";
import { orderedDistances, randomLoss } from "./costs/orderedDistances.ts";
import { randomMedoids } from "./starts/randomMedoids.ts";
import { silhouetteValues } from "./silhouetteValues.ts";
import { weightedSum } from "./costs/weightedSum.ts";

/** Options of {@linkcode medoidCurve}. */
export interface MedoidCurveOptions {
  /** Largest number of medoids, an integer from kMin to n. */
  readonly kMax: number;
  /** Smallest number of medoids, an integer ≥ 1; 1 unless given. */
  readonly kMin?: number;
  /** What the medoids are chosen by: the `"loss"` (default) or the mean `"medoid-silhouette"`. One medoid is always chosen by the loss. */
  readonly objective?: "loss" | "medoid-silhouette";
  /** How much each object counts, ≥ 0, not all 0; 1 each unless given. Shape [n]. */
  readonly weights?: ArrayLike<number>;
  /** Passes over the candidates after which a search stops, an integer ≥ 1; no limit unless given. */
  readonly maxPasses?: number;
  /** Number of starts at each k, of which the best is kept; 1 unless given, further ones are at random medoids. */
  readonly nStarts?: number;
  /** Seed or generator; needed for nStarts above 1. Start s at k draws from its stream `"medoid-curve/k/s"`. */
  readonly rng?: RngLike;
}

/** Result of {@linkcode medoidCurve}: one entry for each k. */
export interface MedoidCurve {
  /** Numbers of medoids, kMin … kMax, shape [ks]. */
  readonly k: Int32Array;
  /** The medoids for each k, ascending. */
  readonly medoids: readonly Int32Array[];
  /** Σ wᵢ·(distance to the nearest medoid), shape [ks]. */
  readonly loss: Float64Array;
  /** Exact expectation of the loss of k objects drawn at random, shape [ks]. */
  readonly expectedRandomLoss: Float64Array;
  /** 1 − loss/expectedRandomLoss: 0 as good as chance, 1 no loss; NaN where chance has no loss either, or both are infinite. Shape [ks]. */
  readonly skill: Float64Array;
  /** (Weighted) mean medoid silhouette, 0 for k = 1, shape [ks]. */
  readonly medoidSilhouette: Float64Array;
  /** Mean silhouette of the clusters, every object counting once, 0 for k = 1, shape [ks]. */
  readonly silhouette: Float64Array;
  /** Number of objects of the smallest cluster, shape [ks]. */
  readonly smallestCluster: Int32Array;
  /** The k of the largest medoid silhouette; the smallest of equals. */
  readonly bestMedoidSilhouette: number;
  /** The k of the largest silhouette; the smallest of equals. */
  readonly bestSilhouette: number;
  /** The k of the largest skill; the smallest of equals, kMin where there is none. */
  readonly bestSkill: number;
  /** Whether every search ended by itself. */
  readonly converged: boolean;
}

const action = "compute a curve of medoids";

/**
 * Medoids for every k from kMax down to kMin, with all that helps to choose k.
 *
 * At kMax the search starts from BUILD. At each smaller k it starts from the medoids of k + 1 less the one whose removal costs least,
 * and from the first k choices of BUILD; the better result is kept. The searches are FasterPAM for the loss, FasterMSC for the
 * medoid silhouette.
 *
 * Which k? See docs/methods/k-medoids.md: silhouettes prefer few, well separated clusters, k = 2 above all; skill tells how much better
 * than chance k medoids stand for all.
 *
 * @param distances Distances of all pairs, or embeddings or a function that give them; asymmetric ones are read from object to medoid.
 * @param options Range of k, objective, weights, further starts.
 * @returns The whole curve. About O(n²) for each pass of each k.
 * @throws {TypeError} If nStarts is above 1 without `rng`.
 * @throws {RangeError} If kMin … kMax is no range within 1 … n, weights are negative or a distance is NaN or negative.
 * @see Lenssen & Schubert 2024, Information Systems 120, 102290 (DynMSC).
 * @example
 * ```ts
 * import { medoidCurve } from "@divlab/core/cluster";
 *
 * const x = [0, 1, 2, 10, 11, 12, 30, 31];
 * const distances = x.map((a) => x.map((b) => Math.abs(a - b)));
 * const curve = medoidCurve(distances, { kMax: 5 });
 * curve.loss; // => Float64Array [71, 31, 5, 4, 3]
 * curve.medoids[2]; // => Int32Array [1, 4, 6]
 * curve.bestMedoidSilhouette; // => 3
 * curve.bestSkill; // => 3
 * ```
 */
export function medoidCurve(distances: Distances, options: MedoidCurveOptions): MedoidCurve {
  return runSteps(medoidCurveSteps(distances, options));
}

/**
 * {@linkcode medoidCurve} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param distances As for {@linkcode medoidCurve}.
 * @param options As for {@linkcode medoidCurve}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the curve; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { medoidCurveAsync } from "@divlab/core/cluster";
 *
 * const curve = await medoidCurveAsync([[0, 1, 5], [1, 0, 4], [5, 4, 0]], { kMax: 2, signal: AbortSignal.timeout(60_000) });
 * curve.loss; // => Float64Array [5, 1]
 * ```
 */
export async function medoidCurveAsync(distances: Distances, options: MedoidCurveOptions & AsyncOptions): Promise<MedoidCurve> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...rest } = options;
  return runStepsAsync(medoidCurveSteps(distances, rest), options);
}

function* medoidCurveSteps(distances: Distances, options: MedoidCurveOptions): Steps<MedoidCurve> {
  checkOptions(action, options, ["kMax", "kMin", "objective", "weights", "maxPasses", "nStarts", "rng"]);
  const { kMax, kMin = 1, objective = "loss", maxPasses = Infinity, nStarts = 1, rng } = options;
  checkChoice(action, "objective", objective, ["loss", "medoid-silhouette"]);
  if (maxPasses !== Infinity) checkInteger(action, "maxPasses", maxPasses, 1);
  checkInteger(action, "nStarts", nStarts, 1);
  if (nStarts > 1 && rng === undefined) throw new TypeError(`Cannot ${action}: nStarts above 1 must come with \`rng\`, a seed or a generator, got undefined`);
  const stream = nStarts > 1 ? createRng(rng!).stream("medoid-curve") : undefined;
  const costs = asCosts(action, distances, true);
  const n = costs.size;
  checkInteger(action, "kMin", kMin, 1, n);
  checkInteger(action, "kMax", kMax, kMin, n);
  const weights = checkWeights(action, options.weights, n);
  const finite = { ...costs, data: kernels().medoidCosts(boundedCosts(costs, weights), n, n), infinite: false };
  const source = sourceOfCosts(costs);
  const ordered = orderedDistances(source, weights);
  const count = kMax - kMin + 1;
  const curve = emptyCurve(kMin, count);
  const built = buildMedoids(finite, weights, kMax, new Int32Array(0));
  let converged = true;
  let smaller: Int32Array | undefined;
  for (let at = count - 1; at >= 0; at--) {
    const k = kMin + at;
    const starts = smaller === undefined ? [built] : [smaller, built.subarray(0, k)];
    for (let s = 1; s < nStarts; s++) starts.push(randomMedoids(n, k, new Int32Array(0), stream!.stream(k).stream(s)));
    const search = objective === "loss" || k === 1 ? byLoss : bySilhouette;
    const ends = starts.map((start) => search(finite, weights, start, maxPasses));
    const best = ends.reduce((least, end) => (end.objective < least.objective ? end : least));
    converged &&= ends.every((end) => end.converged);
    smaller = best.medoids.filter((_, slot) => slot !== best.cheapest);
    describe(curve, at, best.medoids.slice().sort(), costs, source, weights, randomLoss(ordered, k));
    yield (count - at) / count;
  }
  kernels().freeCosts(costs.data);
  kernels().freeCosts(finite.data);
  const { k, medoidSilhouette, silhouette, skill } = curve;
  return { ...curve, bestMedoidSilhouette: k[largestAt(medoidSilhouette)], bestSilhouette: k[largestAt(silhouette)], bestSkill: k[largestAt(skill)], converged };
}

/** Where a search ended, the lower the objective the better. */
interface End {
  readonly medoids: Int32Array;
  readonly objective: number;
  /** Position of the medoid that costs least to drop. */
  readonly cheapest: number;
  readonly converged: boolean;
}

function byLoss(costs: Costs, weights: Float64Array, start: Int32Array, maxPasses: number): End {
  const { medoids, removal, loss, converged } = fasterPam(costs, weights, start, { maxPasses });
  let cheapest = 0;
  for (let slot = 1; slot < removal.length; slot++) if (removal[slot] < removal[cheapest]) cheapest = slot;
  return { medoids, objective: loss, cheapest, converged };
}

function bySilhouette(costs: Costs, weights: Float64Array, start: Int32Array, maxPasses: number): End {
  const { medoids, total, cheapest, converged } = fasterMsc(costs, weights, start, maxPasses);
  return { medoids, objective: total, cheapest, converged };
}

type Columns = Pick<MedoidCurve, "k" | "loss" | "expectedRandomLoss" | "skill" | "medoidSilhouette" | "silhouette" | "smallestCluster"> & { medoids: Int32Array[] };

function emptyCurve(kMin: number, count: number): Columns {
  const column = (): Float64Array => new Float64Array(count);
  return {
    k: Int32Array.from({ length: count }, (_, at) => kMin + at),
    medoids: Array.from({ length: count }, () => new Int32Array(0)),
    loss: column(),
    expectedRandomLoss: column(),
    skill: column(),
    medoidSilhouette: column(),
    silhouette: column(),
    smallestCluster: new Int32Array(count),
  };
}

/** Fills one entry of the curve. */
function describe(curve: Columns, at: number, medoids: Int32Array, costs: Costs, source: DistanceSource, weights: Float64Array, expected: number): void {
  const { labels, loss } = nearestMedoids(costs, medoids, weights);
  const { values, sizes } = silhouetteValues(source, labels, medoids.length);
  curve.medoids[at] = medoids;
  curve.loss[at] = loss;
  curve.expectedRandomLoss[at] = expected;
  curve.skill[at] = 1 - loss / expected;
  curve.medoidSilhouette[at] = weightedSum(medoidSilhouettes(source, medoids), weights) / sum(weights);
  curve.silhouette[at] = sum(values) / values.length;
  curve.smallestCluster[at] = sizes.reduce((least, size) => Math.min(least, size));
}

/** First index of the largest number that is not NaN; 0 if there is none. */
function largestAt(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best] || (Number.isNaN(values[best]) && !Number.isNaN(values[i]))) best = i;
  return best;
}
