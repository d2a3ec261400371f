import { sum } from "../../numeric/sum.ts";
import type { Costs } from "../costs/asCosts.ts";
import { weightedSum } from "../costs/weightedSum.ts";

/** Result of {@linkcode lagrangianBound}. */
export interface LagrangianBound {
  /** No k medoids have a loss below this. */
  readonly lowerBound: number;
  /** Loss of the best medoids met, at most that given. */
  readonly bestLoss: number;
  /** Those medoids, ascending. */
  readonly bestMedoids: Int32Array;
  /** Steps taken. */
  readonly steps: number;
}

/** Steps without a better bound (by this share of what is open) after which steps get shorter by this factor. */
const PATIENCE = 10;
const PROGRESS = 1e-5;
const SHORTER = 0.7;

/** Steps shorter than this share of the first get nowhere. */
const SHORTEST = 1e-4;

/** Share of the last direction that is kept: without it, successive steps undo one another. */
const MEMORY = 0.7;

/** Where prices start, from the distance to the nearest medoid (0) to that to the second-nearest (1). */
const START = 0.2;

/** Below this share of the loss, the distance between bound and loss is rounding. */
const CLOSED = 1e-10;

/**
 * Lower bound on the loss of any k medoids, by subgradient steps on the Lagrangian dual of the p-median problem (each object is served
 * once: Σⱼ xᵢⱼ = 1). The k objects that a step selects are medoids too; the best are kept.
 *
 * @param costs Distances.
 * @param weights Shape [n].
 * @param medoids Medoids to start from, shape [k].
 * @param loss Their loss.
 * @param isFixed 1 for objects that must be medoids, shape [n].
 * @param maxSteps Number of steps.
 */
export function lagrangianBound(costs: Costs, weights: Float64Array, medoids: Int32Array, loss: number, isFixed: Uint8Array, maxSteps: number): LagrangianBound {
  const { size: n, data, largest } = costs;
  const k = medoids.length;
  let bestLoss = loss;
  let bestMedoids = Int32Array.from(medoids).sort();
  let lowerBound = 0;
  const price = startingPrices(costs, medoids);
  const reduced = new Float64Array(n);
  const order = new Int32Array(k);
  const direction = new Float64Array(n);
  let scale = 1;
  let waited = 0;
  let steps = 0;
  while (steps < maxSteps && bestLoss - lowerBound > CLOSED * bestLoss && scale > SHORTEST) {
    steps++;
    reducedCosts(data, n, weights, price, reduced);
    selectSmallest(reduced, isFixed, order);
    const paid = weightedSum(price, weights);
    const saved = sum(Float64Array.from(order, (j) => reduced[j]));
    // Sums of n terms, each off by less than n·2⁻⁵³ of the sum of their sizes.
    const bound = paid + saved - (n + k + 8) * 2 ** -53 * (paid - saved);
    waited = bound - lowerBound > PROGRESS * (bestLoss - lowerBound) ? 0 : waited + 1;
    lowerBound = Math.max(lowerBound, bound);
    const found = lossOf(data, n, weights, order);
    if (found < bestLoss) {
      bestLoss = found;
      bestMedoids = Int32Array.from(order).sort();
    }
    if (waited >= PATIENCE) {
      scale *= SHORTER;
      waited = 0;
    }
    if (!changeDirection(data, price, order, direction)) break;
    let squares = 0;
    for (let i = 0; i < n; i++) squares += weights[i] * direction[i] * direction[i];
    const length = (scale * (bestLoss - paid - saved)) / squares;
    if (!Number.isFinite(length)) break;
    for (let i = 0; i < n; i++) price[i] = Math.min(largest, Math.max(0, price[i] + length * direction[i]));
  }
  return { lowerBound: Math.min(lowerBound, bestLoss), bestLoss, bestMedoids, steps };
}

/** Adds the subgradient, 1 − (number of selected medoids nearer than the price), to what is kept of the last direction; false if it is 0. */
function changeDirection(data: Float64Array | Float32Array, price: Float64Array, order: Int32Array, direction: Float64Array): boolean {
  const n = price.length;
  let moves = false;
  for (let i = 0; i < n; i++) {
    let served = 0;
    for (let m = 0; m < order.length; m++) if (data[order[m] * n + i] < price[i]) served++;
    if (served !== 1) moves = true;
    direction[i] = 1 - served + MEMORY * direction[i];
  }
  return moves;
}

/** Prices near the distance to the nearest medoid. For one medoid the largest distance, from which the bound is exact at once. */
function startingPrices({ size: n, data, largest }: Costs, medoids: Int32Array): Float64Array {
  const nearest = new Float64Array(n).fill(largest);
  const second = new Float64Array(n).fill(largest);
  for (const medoid of medoids) {
    for (let i = 0, at = medoid * n; i < n; i++, at++) {
      const d = data[at];
      if (d < nearest[i]) {
        second[i] = nearest[i];
        nearest[i] = d;
      } else if (d < second[i]) {
        second[i] = d;
      }
    }
  }
  if (medoids.length === 1) return second;
  return nearest.map((near, i) => near + START * (second[i] - near));
}

/** ρⱼ = Σᵢ wᵢ·min(0, d(i, j) − μᵢ). */
function reducedCosts(data: Float64Array | Float32Array, n: number, weights: Float64Array, price: Float64Array, out: Float64Array): void {
  for (let j = 0; j < n; j++) {
    let total = 0;
    for (let i = 0, at = j * n; i < n; i++, at++) {
      const margin = data[at] - price[i];
      if (margin < 0) total += weights[i] * margin;
    }
    out[j] = total;
  }
}

/** The fixed objects and those with the smallest values, the first of equal ones. */
function selectSmallest(values: Float64Array, isFixed: Uint8Array, out: Int32Array): void {
  let fixed = 0;
  for (let j = 0; j < values.length; j++) if (isFixed[j] === 1) out[fixed++] = j;
  let length = fixed;
  for (let j = 0; j < values.length; j++) {
    if (isFixed[j] === 1 || fixed === out.length || (length === out.length && !(values[j] < values[out[length - 1]]))) continue;
    let at = length < out.length ? length++ : length - 1;
    for (; at > fixed && values[out[at - 1]] > values[j]; at--) out[at] = out[at - 1];
    out[at] = j;
  }
}

function lossOf(data: Float64Array | Float32Array, n: number, weights: Float64Array, medoids: Int32Array): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (weights[i] === 0) continue;
    let least = Infinity;
    for (let m = 0; m < medoids.length; m++) least = Math.min(least, data[medoids[m] * n + i]);
    total += weights[i] * least;
  }
  return total;
}
