import { checkArray, checkOptions, checkSameLength, show } from "../numeric/check.ts";
import { exp, ln } from "../numeric/special/index.ts";

/** Options of {@linkcode semanticEntropy}. */
export interface SemanticEntropyOptions {
  /**
   * Log-probability (nats) the model gave each sample, shape [n]; divide by the number of tokens first for the length-normalised form.
   * With them clusters weigh by probability, without by how often they were drawn.
   */
  readonly logProbs?: ArrayLike<number>;
}

/** Result of {@linkcode semanticEntropy}. */
export interface SemanticEntropy {
  /** Entropy over clusters, in nats; NaN without samples. */
  readonly estimate: number;
  /** Effective number of clusters, exp of the entropy. */
  readonly effectiveClusters: number;
  /** Probability of each cluster, in order of first appearance, shape [clusters]. */
  readonly probabilities: Float64Array;
  /** Number of samples used. */
  readonly n: number;
  /** Samples left out because they have no cluster. */
  readonly missing: number;
}

const action = "compute a semantic entropy";

/**
 * Semantic entropy: how uncertain a model is about the meaning of its answer, given which samples mean the same.
 *
 * −Σ P(c) ln P(c) over clusters c. Without log-probabilities P(c) is the share of samples in c (discrete semantic entropy). With them
 * P(c) = Σ_{s∈c} p(s) / Σ_s p(s) over the samples s as drawn, repeated texts counted each time (the Rao–Blackwell form as the authors
 * compute it). The discrete form is the plug-in entropy of the cluster sizes; for its bias and corrections see {@linkcode shannonEntropy}.
 *
 * @param clusters Which cluster each sample is in, any names; null or undefined for none, shape [n].
 * @param options Log-probabilities.
 * @returns The entropy, from 0 to ln of the number of clusters; NaN if no sample has a cluster.
 * @throws {RangeError} If log-probabilities are NaN, +Infinity, all −Infinity, or differ in number from the samples.
 * @see Kuhn, Gal & Farquhar 2023, Semantic Uncertainty; Farquhar et al. 2024, Nature 630, 625–630, Methods.
 * @example
 * ```ts
 * import { semanticEntropy } from "@divlab/core/diversity";
 *
 * const clusters = ["Paris", "Paris", "Paris", "Rome"];
 * semanticEntropy(clusters).estimate; // => 0.5623351
 * semanticEntropy(clusters, { logProbs: [-1, -1, -2, -4] }).probabilities; // => Float64Array [0.9794, 0.0206]
 * ```
 */
export function semanticEntropy(clusters: ArrayLike<string | number | null | undefined>, options: SemanticEntropyOptions = {}): SemanticEntropy {
  checkOptions(action, options, ["logProbs"]);
  const { logProbs } = options;
  checkArray(action, "clusters", clusters);
  if (logProbs !== undefined) {
    checkArray(action, "logProbs", logProbs);
    checkSameLength(action, "clusters", clusters.length, "logProbs", logProbs.length);
  }
  const codes = new Map<string | number, number>();
  const used: number[] = [];
  const code: number[] = [];
  for (let i = 0; i < clusters.length; i++) {
    const cluster: unknown = clusters[i];
    if (cluster === null || cluster === undefined) continue;
    if (typeof cluster !== "string" && typeof cluster !== "number") throw new TypeError(`Cannot ${action}: clusters must be strings or numbers, got ${show(cluster)} at index ${i}`);
    if (!codes.has(cluster)) codes.set(cluster, codes.size);
    used.push(i);
    code.push(codes.get(cluster) as number);
  }
  const weights = logProbs === undefined ? new Float64Array(used.length).fill(1) : relativeProbabilities(logProbs, used);
  const probabilities = new Float64Array(codes.size);
  let total = 0;
  for (let s = 0; s < used.length; s++) {
    probabilities[code[s]] += weights[s];
    total += weights[s];
  }
  let entropy = used.length === 0 ? NaN : 0;
  for (let c = 0; c < probabilities.length; c++) {
    probabilities[c] /= total;
    if (probabilities[c] > 0 && probabilities[c] < 1) entropy -= probabilities[c] * ln(probabilities[c]);
  }
  return { estimate: entropy, effectiveClusters: exp(entropy), probabilities, n: used.length, missing: clusters.length - used.length };
}

/** Probabilities of the samples used, relative to the largest. */
function relativeProbabilities(logProbs: ArrayLike<number>, used: readonly number[]): Float64Array {
  let largest = -Infinity;
  for (const i of used) {
    const value: unknown = logProbs[i];
    if (typeof value !== "number") throw new TypeError(`Cannot ${action}: logProbs must be numbers, got ${show(value)} at index ${i}`);
    if (Number.isNaN(value) || value === Infinity) throw new RangeError(`Cannot ${action}: logProbs must be below Infinity, got ${value} at index ${i}`);
    largest = Math.max(largest, value);
  }
  if (used.length > 0 && largest === -Infinity) throw new RangeError(`Cannot ${action}: a sample must have a positive probability, got none`);
  return Float64Array.from(used, (i) => exp(logProbs[i] - largest));
}
