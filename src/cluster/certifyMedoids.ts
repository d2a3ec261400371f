import { checkArray, checkInteger, checkOptions } from "../numeric/check.ts";
import { asCosts, type Costs, type Distances } from "./costs/asCosts.ts";
import { checkWeights } from "./costs/checkWeights.ts";
import { distinctIndices } from "./costs/distinctIndices.ts";
import { lagrangianBound } from "./search/lagrangianBound.ts";

/** Options of {@linkcode certifyMedoids}. */
export interface CertifyMedoidsOptions {
  /** How much each object counts, ≥ 0, not all 0; 1 each unless given. Shape [n]. */
  readonly weights?: ArrayLike<number>;
  /** Medoids that must stay medoids: swaps and bound respect them; none unless given. */
  readonly fixed?: ArrayLike<number>;
  /** Steps spent on the bound, an integer ≥ 0; 500 unless given. Each takes O(n²). */
  readonly maxSteps?: number;
}

/** Result of {@linkcode certifyMedoids}. */
export interface MedoidCertificate {
  /** Σ wᵢ·(distance of i to the nearest medoid). */
  readonly loss: number;
  /** Whether no exchange of one medoid for one other object lowers the loss (by more than rounding). */
  readonly swapOptimal: boolean;
  /** Medoid that the best exchange takes out; −1 where every object is a medoid or fixed. */
  readonly swapOut: number;
  /** Object that it brings in; −1 likewise. */
  readonly swapIn: number;
  /** What it changes the loss by; negative where it improves. NaN where there is no exchange. */
  readonly swapChange: number;
  /** No k medoids whatever have a loss below this. */
  readonly lowerBound: number;
  /** loss/lowerBound − 1: the medoids are at most this far above the best there are; Infinity where the bound is 0. */
  readonly gap: number;
  /** Whether the gap is below 10⁻⁹: the medoids are the best there are, or as good. */
  readonly optimal: boolean;
  /** Loss of the best medoids met while computing the bound, at most `loss`. */
  readonly bestLoss: number;
  /** Those medoids, ascending; the given ones unless better ones were met. */
  readonly bestMedoids: Int32Array;
  /** Steps taken for the bound. */
  readonly steps: number;
}

const action = "certify medoids";

/**
 * How good are these medoids? The best single exchange, and a bound below which no choice of k medoids can get.
 *
 * The bound is the Lagrangian one of the p-median problem, whatever the medoids came from: with a price μᵢ for serving object i,
 * Σ wᵢμᵢ + the k smallest of ρⱼ = Σᵢ wᵢ·min(0, d(i, j) − μᵢ) is at most the least loss. Prices are improved by a
 * deterministic subgradient method. Rounding is subtracted, so the bound holds for the numbers given.
 *
 * @param distances Distances of all pairs, or embeddings or a function that give them; asymmetric ones are read from object to medoid.
 * @param medoids Indices of the medoids, distinct, shape [k].
 * @param options Weights, fixed medoids, steps.
 * @returns The certificate. O(n²) for the exchange, O(n²) for each step of the bound.
 * @throws {RangeError} If a medoid is no object or occurs twice, a fixed one is no medoid, an object of positive weight has no medoid at
 * a finite distance, or a distance is NaN or negative.
 * @see Cornuéjols, Fisher & Nemhauser 1977, Management Science 23, 789–810; Held, Wolfe & Crowder 1974, Mathematical Programming 6,
 * 62–88, for the steps.
 * @example
 * ```ts
 * import { certifyMedoids } from "@divlab/core/cluster";
 *
 * const x = [0, 1, 2, 10, 11, 12];
 * const distances = x.map((a) => x.map((b) => Math.abs(a - b)));
 * certifyMedoids(distances, [1, 4]).optimal; // => true
 * const worse = certifyMedoids(distances, [1, 5]);
 * [worse.loss, worse.swapOut, worse.swapIn, worse.swapChange]; // => [5, 5, 4, -1]
 * worse.gap; // => 0.25
 * ```
 */
export function certifyMedoids(distances: Distances, medoids: ArrayLike<number>, options: CertifyMedoidsOptions = {}): MedoidCertificate {
  checkOptions(action, options, ["weights", "fixed", "maxSteps"]);
  const { weights, fixed = [], maxSteps = 500 } = options;
  checkInteger(action, "maxSteps", maxSteps, 0);
  const costs = asCosts(action, distances);
  const counted = checkWeights(action, weights, costs.size);
  checkArray(action, "medoids", medoids, 1);
  const chosen = distinctIndices(action, "medoids", medoids, costs.size);
  const isFixed = new Uint8Array(costs.size);
  distinctIndices(action, "fixed", fixed, costs.size);
  for (let f = 0; f < fixed.length; f++) {
    if (!chosen.includes(fixed[f])) throw new RangeError(`Cannot ${action}: fixed objects must be medoids, got ${fixed[f]} at index ${f}`);
    isFixed[fixed[f]] = 1;
  }
  const { loss, ...swap } = bestSwap(costs, counted, chosen, isFixed);
  const bound = lagrangianBound(costs, counted, chosen, loss, isFixed, maxSteps);
  const gap = loss <= bound.lowerBound ? 0 : loss / bound.lowerBound - 1;
  return { loss, ...swap, gap, optimal: gap <= OPTIMAL_GAP, ...bound };
}

/** A gap that is rounding: the bound gives away some n·2⁻⁵² of the loss. */
const OPTIMAL_GAP = 1e-9;

interface Swap {
  readonly loss: number;
  readonly swapOptimal: boolean;
  readonly swapOut: number;
  readonly swapIn: number;
  readonly swapChange: number;
}

/** All k(n − k) exchanges at once, by the decomposition of FasterPAM: O(n²). */
function bestSwap({ size: n, data }: Costs, weights: Float64Array, medoids: Int32Array, isFixed: Uint8Array): Swap {
  const k = medoids.length;
  const slot = new Int32Array(n);
  const nearest = new Float64Array(n).fill(Infinity);
  const second = new Float64Array(n).fill(Infinity);
  const isMedoid = new Uint8Array(n);
  for (let m = 0; m < k; m++) {
    isMedoid[medoids[m]] = 1;
    for (let i = 0, at = medoids[m] * n; i < n; i++, at++) {
      const d = data[at];
      if (d < nearest[i]) {
        second[i] = nearest[i];
        nearest[i] = d;
        slot[i] = m;
      } else if (d < second[i]) {
        second[i] = d;
      }
    }
  }
  let loss = 0;
  for (let i = 0; i < n; i++) {
    if (weights[i] === 0) continue;
    if (nearest[i] === Infinity) throw new RangeError(`Cannot ${action}: every object must have a medoid at a finite distance, got none for object ${i}`);
    loss += weights[i] * nearest[i];
  }
  const change = new Float64Array(k);
  let swapOut = -1;
  let swapIn = -1;
  let swapChange = NaN;
  for (let c = 0; c < n; c++) {
    if (isMedoid[c] === 1) continue;
    change.fill(0);
    let gain = 0;
    for (let i = 0, at = c * n; i < n; i++, at++) {
      const w = weights[i];
      if (w === 0) continue;
      const d = data[at];
      // Without its medoid, the object goes to the candidate or to its second-nearest; both may be infinitely far, as may the medoid.
      const without = Math.min(d, second[i]);
      const shared = Math.min(d, nearest[i]);
      if (shared !== nearest[i]) gain += w * (shared - nearest[i]);
      if (without !== shared) change[slot[i]] += w * (without - shared);
    }
    for (let m = 0; m < k; m++) {
      if (isFixed[medoids[m]] === 1) continue;
      const total = change[m] + gain;
      if (!(total >= swapChange)) {
        swapChange = total;
        swapOut = medoids[m];
        swapIn = c;
      }
    }
  }
  const tolerance = Math.max(16, n) * 2 ** -52 * loss;
  return { loss, swapOptimal: !(swapChange < -tolerance), swapOut, swapIn, swapChange };
}
