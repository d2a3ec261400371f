import { kernels } from "../../kernels/backend.ts";
import { ln } from "../../numeric/special/index.ts";
import { sum } from "../../numeric/sum.ts";
import type { Steps } from "../../steps/index.ts";
import { assignToMedoids } from "./assignToMedoids.ts";
import { buildMedoids } from "../starts/buildMedoids.ts";
import type { DistanceSource } from "../costs/distanceSource.ts";
import { drawSample } from "./drawSample.ts";
import type { LargeClustering, LargeDataOptions } from "./largeClustering.ts";
import { findSwap } from "../search/findSwap.ts";
import { firstMedoid } from "../search/firstMedoid.ts";
import { makeSwap } from "../search/makeSwap.ts";
import { lossOf, startingState } from "../search/swapState.ts";

/** Candidates whose distances are computed, or that are tried, between two reports of progress. */
const BLOCK = 256;

/** Most distances held, 2 GB of them in single precision. */
const MOST_HELD = 2 ** 29;

/**
 * OneBatchPAM: FasterPAM over all n candidates, where their loss is estimated by one random batch of m objects.
 *
 * m = 100·ln(k·n), at least 4k; n·m distances are computed once and held in single precision. A batch member stands for the objects to
 * which it is the nearest member: it has their weight, and as a candidate its distance to itself is taken as that to the nearest other
 * member, times their share of that weight. Otherwise members of the batch would be preferred as medoids. Starts from BUILD in the
 * batch. With m = n it is FasterPAM in single precision.
 *
 * @param action What the caller does, for messages.
 * @param source The distances; the weights of the batch take them as symmetric, all else reads them from object to medoid.
 * @param k Number of medoids, 1 … n.
 * @param options Weights, fixed medoids, rng, passes.
 * @param batchSize m, where it is not to be the default.
 * @returns Medoids among all n objects, their loss over all n.
 * @throws {RangeError} If n·m numbers are above 2²⁹.
 * @see De Mathelin, Cecchi, Deheeger, Mougeot & Vayatis 2025, OneBatchPAM, AAAI 39.
 */
export function* oneBatch(action: string, source: DistanceSource, k: number, options: LargeDataOptions, batchSize?: number): Steps<LargeClustering> {
  const { size: n, fill } = source;
  const { weights, fixed, rng, maxPasses } = options;
  const wanted = Math.min(n, batchSize ?? Math.max(Math.ceil(100 * ln(k * n)), 4 * k));
  if (n * wanted > MOST_HELD) {
    throw new RangeError(`Cannot ${action}: method "one-batch" holds n·m distances, at most 2^29, got ${n} · ${wanted}; method "clara" needs less`);
  }
  const isAll = wanted === n;
  const batch = isAll
    ? Int32Array.from(weights, (_, i) => i)
    : drawSample(weights, wanted, rng.stream("batch"), { candidates: fixed, least: k }).objects;
  const m = batch.length;
  const costs = kernels().medoidCosts("single", n, m);
  const block = new Float64Array(Math.min(BLOCK, n) * m);
  let unit = 1;
  for (let start = 0; start < n; start += BLOCK) {
    const candidates = Int32Array.from({ length: Math.min(BLOCK, n - start) }, (_, c) => start + c);
    const length = candidates.length * m;
    fill(batch, candidates, block);
    if (start === 0) unit = unitOf(block, length);
    for (let i = 0, at = start * m; i < length; i++, at++) costs[at] = block[i] * unit;
    yield (0.9 * start) / n;
  }
  const counted = isAll ? weights : cellWeights(costs, m, weights);
  if (!isAll) setOwnDistances(costs, batch, weights, counted);
  replaceInfinity(costs, counted);
  const start = startingMedoids(costs, batch, counted, k, fixed);
  const search = yield* swaps(costs, counted, start, fixed, n, maxPasses);
  kernels().freeCosts(costs);
  const medoids = search.medoids.sort();
  const { labels, loss } = assignToMedoids(source, medoids, weights);
  return { ...search, medoids, labels, loss };
}

/** A power of two that brings the largest finite distance near 1, so that single precision neither overflows nor loses digits. */
function unitOf(block: Float64Array, length: number): number {
  let largest = 0;
  for (let i = 0; i < length; i++) if (block[i] > largest && block[i] < Infinity) largest = block[i];
  if (largest === 0) return 1;
  let unit = 1;
  while (largest * unit > 1) unit /= 2;
  while (largest * unit < 0.5 && unit < 2 ** 1000) unit *= 2;
  return unit;
}

/** Weight of each batch member: that of the objects to which it is the nearest, by its distances to them. */
function cellWeights(costs: Float32Array | Float64Array, m: number, weights: Float64Array): Float64Array {
  const cells = new Float64Array(m);
  for (let c = 0; c < weights.length; c++) {
    let nearest = 0;
    for (let b = 1; b < m; b++) if (costs[c * m + b] < costs[c * m + nearest]) nearest = b;
    if (costs[c * m + nearest] < Infinity) cells[nearest] += weights[c];
  }
  return cells;
}

/** Sets the distance of each batch member to itself: that to the nearest other one, for the share of its weight that is not its own. */
function setOwnDistances(costs: Float32Array | Float64Array, members: Int32Array, weights: Float64Array, cells: Float64Array): void {
  const m = members.length;
  for (let b = 0; b < m; b++) {
    const others = cells[b] - weights[members[b]];
    if (!(others > 0)) continue;
    let least = Infinity;
    for (let other = 0; other < m; other++) if (other !== b) least = Math.min(least, costs[members[other] * m + b]);
    costs[members[b] * m + b] = (others / cells[b]) * least;
  }
}

/** Stands for +Infinity where a member weighs next to nothing; single precision ends near 10³⁸. */
const MOST = 1e37;

/** +Infinity becomes so much that leaving out one member counts more than all finite distances of a choice of medoids together. */
function replaceInfinity(costs: Float32Array | Float64Array, weights: Float64Array): void {
  let largest = 0;
  let infinite = false;
  for (let i = 0; i < costs.length; i++) {
    if (costs[i] === Infinity) infinite = true;
    else if (costs[i] > largest) largest = costs[i];
  }
  if (!infinite) return;
  const total = 2 * sum(weights) * (largest === 0 ? 1 : largest);
  const far = weights.map((weight) => Math.min(MOST, total / weight));
  for (let i = 0; i < costs.length; i++) if (costs[i] === Infinity) costs[i] = far[i % far.length];
}

/** Medoids at which the search starts: BUILD with the batch as objects and candidates. */
function startingMedoids(costs: Float32Array | Float64Array, batch: Int32Array, weights: Float64Array, k: number, fixed: Int32Array): Int32Array {
  const m = batch.length;
  const data = new Float32Array(m * m);
  for (let c = 0; c < m; c++) data.set(costs.subarray(batch[c] * m, (batch[c] + 1) * m), c * m);
  const within = { size: m, data, symmetric: false, largest: NaN, infinite: false };
  const positions = buildMedoids(within, weights, k, fixed.map((object) => batch.indexOf(object)));
  return positions.map((position) => batch[position]);
}

interface Search {
  readonly medoids: Int32Array;
  readonly swaps: number;
  readonly passes: number;
  readonly converged: boolean;
}

/** FasterPAM on n candidates and m objects, for one medoid the best of all candidates. The fixed medoids stay. */
function* swaps(costs: Float32Array | Float64Array, weights: Float64Array, start: Int32Array, fixed: Int32Array, n: number, maxPasses: number): Steps<Search> {
  const state = startingState(costs, n, weights, start, fixed);
  const { medoids } = state;
  if (medoids.length === 1 && fixed.length === 0) {
    const best = firstMedoid(state);
    return { medoids: Int32Array.of(best), swaps: best === start[0] ? 0 : 1, passes: 1, converged: true };
  }
  const share = Math.max(16, weights.length) * Number.EPSILON;
  let made = 0;
  let tried = 0;
  let failed = medoids.length > fixed.length ? 0 : n;
  while (failed < n && tried < maxPasses * n) {
    const count = Math.min(BLOCK, n - failed, maxPasses * n - tried);
    const from = tried % n;
    const swap = findSwap(state, from, count, -share * lossOf(state));
    const steps = swap === undefined ? count : ((swap.candidate - from + n) % n) + 1;
    tried += steps;
    failed += steps;
    if (swap !== undefined && makeSwap(state, swap)) {
      made++;
      failed = 1;
    }
    yield 0.9 + 0.1 * Math.min(1, tried / (4 * n));
  }
  return { medoids: medoids.slice(), swaps: made, passes: Math.ceil(tried / n), converged: failed >= n };
}
