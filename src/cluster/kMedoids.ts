import { kernels } from "../kernels/backend.ts";
import { checkBoolean, checkChoice, checkInteger, checkOptions } from "../numeric/check.ts";
import { sum } from "../numeric/sum.ts";
import { createRng, type Rng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { alternating } from "./search/alternating.ts";
import { asCosts, type Distances } from "./costs/asCosts.ts";
import { bestOfStarts } from "./starts/bestOfStarts.ts";
import { certifyMedoids, type MedoidCertificate } from "./certifyMedoids.ts";
import { checkWeights } from "./costs/checkWeights.ts";
import { clara } from "./large/clara.ts";
import { distanceSource } from "./costs/distanceSource.ts";
import { distinctIndices } from "./costs/distinctIndices.ts";
import { fasterPam } from "./search/fasterPam.ts";
import { fastPam1 } from "./search/fastPam1.ts";
import type { MedoidInit } from "./starts/initialMedoids.ts";
import { oneBatch } from "./large/oneBatch.ts";

/** How medoids are searched for. */
export type KMedoidsMethod = "fasterpam" | "fastpam1" | "alternating" | "clara" | "one-batch";

/** Options of {@linkcode kMedoids}. */
export interface KMedoidsOptions {
  /**
   * - `"fasterpam"` (default): swaps each candidate in at once where that helps; O(n²) a pass;
   * - `"fastpam1"`: the best of all swaps each time, as PAM does; O(n²) a swap;
   * - `"alternating"`: moves medoids within their clusters only; a baseline;
   * - `"clara"`, `"one-batch"`: on samples, for more objects than n² distances can be held of.
   */
  readonly method?: KMedoidsMethod;
  /**
   * Where the search starts: `"build"` (default; greedy, no randomness), `"lab"` (greedy on small samples, O(n·k)), `"random"`,
   * `"k-medoids++"` (drawn in proportion to the distance), or k medoids. The methods on samples have a start of their own.
   */
  readonly init?: MedoidInit | ArrayLike<number>;
  /** Number of starts, of which the best is kept; 1 unless given. Where `init` is not random, further starts are at random medoids. */
  readonly nStarts?: number;
  /** Weight of each object in the loss, ≥ 0, shape [n]; all 1 unless given. An object of weight 0 may still be a medoid. */
  readonly weights?: ArrayLike<number>;
  /** Objects that must be medoids, at most k; none unless given. */
  readonly fixed?: ArrayLike<number>;
  /** Passes over the candidates after which a search stops, converged or not; no limit unless given. */
  readonly maxPasses?: number;
  /** Whether to add a {@linkcode MedoidCertificate}: how far the loss can be from the least there is. Default false. */
  readonly certify?: boolean;
  /** Seed or generator; needed for random starts and for the methods on samples. Start s draws from its stream `"k-medoids/s"`. */
  readonly rng?: RngLike;
}

/** Result of {@linkcode kMedoids}. Cluster c is that of `medoids[c]`. */
export interface KMedoids {
  /** The k medoids: distinct objects, ascending, shape [k]. */
  readonly medoids: Int32Array;
  /** Cluster of each object, 0 … k − 1, shape [n]: the nearest medoid, the first of equals; a medoid is in its own. */
  readonly labels: Int32Array;
  /** Σ wᵢ·d(i, nearest medoid), ≥ 0; Infinity if an object has no medoid within reach. */
  readonly loss: number;
  /** Loss divided by the sum of the weights. */
  readonly meanLoss: number;
  /** Number of objects in each cluster, at least 1, shape [k]. */
  readonly sizes: Int32Array;
  /** Medoids exchanged in the search that was kept. */
  readonly swaps: number;
  /** Passes over the candidates in the search that was kept. */
  readonly passes: number;
  /** Whether the search that was kept ended by itself: with the swapping methods, no swap lowers the loss. */
  readonly converged: boolean;
  /** Loss at the end of each start, shape [nStarts]; of one for the methods on samples. */
  readonly startLosses: Float64Array;
  /** Whether both directions of all distances agree, but for rounding; undefined for the methods on samples, which do not see all. */
  readonly symmetric: boolean | undefined;
  /** Which method. */
  readonly method: KMedoidsMethod;
  /** Bounds on the loss, with `certify`. */
  readonly certificate?: MedoidCertificate;
}

const action = "cluster by k-medoids";
const searches = { fasterpam: fasterPam, fastpam1: fastPam1, alternating };

/**
 * k-medoids: the k objects with the least sum of distances from every object to the nearest of them, by local search.
 *
 * loss = Σᵢ wᵢ · min_{m ∈ medoids} d(i, m)
 *
 * The result of FasterPAM and FastPAM1 cannot be improved by exchanging one medoid for another object. It need not be the best there
 * is: more starts find that nearly always for n up to some hundreds, and `certify` tells. There are always k distinct medoids, also
 * among duplicates. Asymmetric distances are read from object to medoid.
 *
 * @param distances Distances of all pairs, or vectors or a function that give them.
 * @param k Number of medoids, 1 … n.
 * @param options Method, start, weights, limits.
 * @returns Medoids, clusters, loss and how the search went.
 * @throws {RangeError} If k is not in 1 … n, a distance is NaN or negative, an object's distance to itself is not 0, or the distances
 * would take above 1 GB; with `certify`, if the loss is Infinity.
 * @throws {TypeError} If something random is asked for without `rng`.
 * @see Schubert & Rousseeuw 2021, Fast and eager k-medoids clustering, Information Systems 101, 101804.
 * @example
 * ```ts
 * import { kMedoids } from "@divlab/core/cluster";
 * const embeddings = [[0, 1], [0, 2], [1, 1], [8, 8], [9, 8], [8, 7]];
 * const { medoids, labels, loss } = kMedoids({ embeddings, metric: "manhattan" }, 2);
 * medoids; // => Int32Array [0, 3]
 * labels; // => Int32Array [0, 0, 0, 1, 1, 1]
 * loss; // => 4
 * ```
 */
export function kMedoids(distances: Distances, k: number, options: KMedoidsOptions = {}): KMedoids {
  return runSteps(kMedoidsSteps(distances, k, options));
}

/**
 * {@linkcode kMedoids} in slices between which the event loop runs: with progress and cancellation between starts or samples, and the
 * same result bit for bit.
 *
 * @param distances As for {@linkcode kMedoids}.
 * @param k Number of medoids.
 * @param options As for {@linkcode kMedoids}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 * @see Schubert & Rousseeuw 2021, Information Systems 101, 101804.
 * @example
 * ```ts
 * import { kMedoidsAsync } from "@divlab/core/cluster";
 * const embeddings = [[0, 1], [0, 2], [1, 1], [8, 8], [9, 8], [8, 7]];
 * const { loss } = await kMedoidsAsync({ embeddings, metric: "manhattan" }, 2, { nStarts: 50, rng: 1, signal: AbortSignal.timeout(60_000) });
 * loss; // => 4
 * ```
 */
export async function kMedoidsAsync(distances: Distances, k: number, options: KMedoidsOptions & AsyncOptions = {}): Promise<KMedoids> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...rest } = options;
  return runStepsAsync(kMedoidsSteps(distances, k, rest), options);
}

function* kMedoidsSteps(distances: Distances, k: number, options: KMedoidsOptions): Steps<KMedoids> {
  checkOptions(action, options, ["method", "init", "nStarts", "weights", "fixed", "maxPasses", "certify", "rng"]);
  const { method = "fasterpam", init = "build", nStarts = 1, maxPasses = Infinity, certify = false } = options;
  checkChoice(action, "method", method, ["fasterpam", "fastpam1", "alternating", "clara", "one-batch"]);
  if (typeof init !== "object") checkChoice(action, "init", init, ["build", "lab", "random", "k-medoids++"]);
  checkInteger(action, "nStarts", nStarts, 1);
  if (maxPasses !== Infinity) checkInteger(action, "maxPasses", maxPasses, 1);
  checkBoolean(action, "certify", certify);
  const found =
    method === "clara" || method === "one-batch" ? yield* onSamples(distances, k, method, options) : yield* onAll(distances, k, method, options);
  if (!certify) return found;
  const { weights, fixed = [] } = options;
  return { ...found, certificate: certifyMedoids(distances, found.medoids, { fixed, ...(weights === undefined ? {} : { weights }) }) };
}

/** The searches that hold all n² distances. */
function* onAll(distances: Distances, k: number, method: keyof typeof searches, options: KMedoidsOptions): Steps<KMedoids> {
  const { init = "build", nStarts = 1, maxPasses = Infinity } = options;
  const costs = asCosts(action, distances, true);
  const { weights, fixed } = checkProblem(costs.size, k, options);
  const first = typeof init === "object" ? checkStart(init, costs.size, k, fixed) : init;
  const isFirstRandom = init === "lab" || init === "random" || init === "k-medoids++";
  const rng = isFirstRandom || nStarts > 1 ? requireRng(isFirstRandom ? `init "${init}"` : "nStarts above 1", options.rng) : undefined;
  const { medoids, labels, loss, search, startLosses } = yield* bestOfStarts(costs, k, { search: searches[method], first, nStarts, weights, fixed, maxPasses, rng });
  kernels().freeCosts(costs.data);
  const { swaps, passes, converged } = search;
  return { medoids, labels, loss, ...perCluster(labels, loss, k, weights), swaps, passes, converged, startLosses, symmetric: costs.symmetric, method };
}

/** The methods on samples. */
function* onSamples(distances: Distances, k: number, method: "clara" | "one-batch", options: KMedoidsOptions): Steps<KMedoids> {
  const { init, nStarts = 1, maxPasses = Infinity } = options;
  if (init !== undefined || nStarts !== 1) {
    throw new RangeError(`Cannot ${action}: init and nStarts must be left out for method "${method}", which has its own start`);
  }
  const source = distanceSource(action, distances);
  const problem = { ...checkProblem(source.size, k, options), rng: requireRng(`method "${method}"`, options.rng), maxPasses };
  const { medoids, labels, loss, swaps, passes, converged } = yield* method === "clara" ? clara(source, k, problem) : oneBatch(action, source, k, problem);
  const startLosses = Float64Array.of(loss);
  return { medoids, labels, loss, ...perCluster(labels, loss, k, problem.weights), swaps, passes, converged, startLosses, symmetric: undefined, method };
}

function checkProblem(size: number, k: number, options: KMedoidsOptions): { readonly weights: Float64Array; readonly fixed: Int32Array } {
  checkInteger(action, "k", k, 1, size);
  const fixed = distinctIndices(action, "fixed", options.fixed ?? [], size);
  if (fixed.length > k) throw new RangeError(`Cannot ${action}: fixed must be at most k = ${k} objects, got ${fixed.length}`);
  return { weights: checkWeights(action, options.weights, size), fixed };
}

function checkStart(init: ArrayLike<number>, size: number, k: number, fixed: Int32Array): Int32Array {
  const start = distinctIndices(action, "init", init, size);
  if (start.length !== k) throw new RangeError(`Cannot ${action}: init must be k = ${k} medoids, got ${start.length}`);
  const missing = fixed.find((object) => !start.includes(object));
  if (missing !== undefined) throw new RangeError(`Cannot ${action}: init must contain the fixed medoids, got none of index ${missing}`);
  return start;
}

function requireRng(what: string, rng: RngLike | undefined): Rng {
  if (rng === undefined) throw new TypeError(`Cannot ${action}: ${what} must come with \`rng\`, a seed or a generator, got undefined`);
  return createRng(rng).stream("k-medoids");
}

function perCluster(labels: Int32Array, loss: number, k: number, weights: Float64Array): Pick<KMedoids, "sizes" | "meanLoss"> {
  const sizes = new Int32Array(k);
  for (const label of labels) sizes[label]++;
  return { sizes, meanLoss: loss / sum(weights) };
}
