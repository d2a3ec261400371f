import type { ZeroVector } from "../distance/unitRows.ts";
import { checkChoice, checkFinite } from "../numeric/check.ts";

/**
 * A distance between two Task2Vec embeddings, the diagonals g and h of Fisher information matrices, d entries ≥ 0 each. In brackets its
 * name in the reference implementation (aws-cv-task2vec):
 *
 * - `"cosine"` (none): 1 − g·h/(‖g‖‖h‖), of the vectors as they are;
 * - `"task2vecCosine"` (`cosine`): cosine distance of g/(g + h + ε) and h/(g + h + ε), scaled pair by pair: what published diversity
 *   coefficients use;
 * - `"normalizedCosine"` (`normalized_cosine`): cosine distance of the variances s/g and t/h, s and t given as `scale`, 1 unless given;
 * - `"correlation"` (`correlation`): 1 − Pearson's r of the variances 1/g and 1/h;
 * - `"kl"` (`kl`): sum over entries of the larger of the two Kullback–Leibler divergences of N(0, 1/g) and N(0, 1/h);
 * - `"asymmetricKl"` (`asymmetric_kl`): sum of those from the first, ½(h/g − 1 − ln(h/g)); not symmetric;
 * - `"jsd"` (`jsd`): mean over entries of ¼ ln((g + h)²/(4gh)), their divergence from the normal with the mean variance;
 * - `"entropy"` (`entropy`): ln 2 less the mean binary entropy of g/(g + h + ε); not quite symmetric where ε > 0.
 */
export type Task2VecDistance = "cosine" | "task2vecCosine" | "normalizedCosine" | "correlation" | "kl" | "asymmetricKl" | "jsd" | "entropy";

/** Options that say which distance is meant. */
export interface FisherDistanceOptions {
  /** Which distance; `"cosine"` unless given. */
  readonly distance?: Task2VecDistance;
  /**
   * A number ε ≥ 0. `"task2vecCosine"` and `"entropy"` add it to g + h; 1e-8 unless given, as in the reference implementation. The
   * distances of variances (`"normalizedCosine"`, `"correlation"`, `"kl"`, `"asymmetricKl"`, `"jsd"`) add it to every entry; 0 unless
   * given, and entries of 0 are refused. `"cosine"` does not use it.
   */
  readonly epsilon?: number;
  /**
   * Vectors without a direction (zeros; equal variances under `"correlation"`), where only directions count: refused by default; under
   * `"orthogonal"` at distance 1 from every other.
   */
  readonly zeroVector?: ZeroVector;
}

/** The distance in full. */
export interface FisherDistance {
  readonly distance: Task2VecDistance;
  readonly epsilon: number;
  readonly zeroVector: ZeroVector;
}

const names: readonly Task2VecDistance[] = ["cosine", "task2vecCosine", "normalizedCosine", "correlation", "kl", "asymmetricKl", "jsd", "entropy"];

/** Names of {@linkcode FisherDistanceOptions}, for `checkOptions`. */
export const fisherOptionNames: readonly string[] = ["distance", "epsilon", "zeroVector"];

/** What the reference implementation adds to g + h. */
const PAIR_EPSILON = 1e-8;

/** Fails unless the options name a distance; fills in what is not given. */
export function checkFisherOptions(action: string, options: FisherDistanceOptions & { readonly scale?: unknown }): FisherDistance {
  const { distance = "cosine", zeroVector = "throw", scale } = options;
  checkChoice(action, "distance", distance, names);
  checkChoice(action, "zeroVector", zeroVector, ["throw", "orthogonal"]);
  const { epsilon = distance === "task2vecCosine" || distance === "entropy" ? PAIR_EPSILON : 0 } = options;
  checkFinite(action, "epsilon", epsilon);
  if (epsilon < 0) throw new RangeError(`Cannot ${action}: epsilon must be ≥ 0, got ${epsilon}`);
  if (distance === "cosine" && epsilon > 0) {
    throw new RangeError(`Cannot ${action}: epsilon must not be given for distance "cosine", which has no use for it, got ${epsilon}`);
  }
  if (scale !== undefined && distance !== "normalizedCosine") {
    throw new RangeError(`Cannot ${action}: scale must only be given for distance "normalizedCosine", got distance "${distance}"`);
  }
  return { distance, epsilon, zeroVector };
}
