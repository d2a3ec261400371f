import { checkOptions } from "../numeric/check.ts";
import { exp } from "../numeric/special/exp.ts";
import { asLogQuality } from "./kernel/asLogQuality.ts";
import { checkSimilarity } from "./kernel/checkSimilarity.ts";
import { checkBaseline, type ExpectedVolume } from "./expectedVolume.ts";
import type { Items, KernelOptions } from "./lEnsemble.ts";
import { readItems, scoreItems, scoreSettings } from "./score/scoreItems.ts";
import { scoreWorkspace } from "./score/scoreKernel.ts";

/** Options of {@linkcode logDetScore}. */
export interface LogDetScoreOptions extends KernelOptions {
  /** ε ≥ 0, added to the diagonal of S; 1e-6 unless given. Scores are comparable only with one ε. */
  readonly jitter?: number;
  /** Factor α > 0 of `logDetPlus`; 1 unless given. */
  readonly alpha?: number;
  /** What random subsets of the pool that the batch is from have, from {@linkcode expectedVolume} with the same options; fills in `excess`. */
  readonly baseline?: ExpectedVolume;
}

/** Result of {@linkcode logDetScore}; natural logarithms. */
export interface LogDetScore {
  /** log det(S + εI) + β Σ log q_i: `diversity` + `quality`. */
  readonly estimate: number;
  /** log det(S + εI); at most n·log(1 + ε) where the diagonal of S is 1. */
  readonly diversity: number;
  /** β Σ log q_i; 0 without `logQuality`. */
  readonly quality: number;
  /** estimate/n. Still falls with n: every item has less left to add than the one before. */
  readonly perItem: number;
  /** exp(estimate/n): geometric mean of the factors by which the items raise the squared volume. */
  readonly volume: number;
  /** log det(I + αL), L_ij = (q_i q_j)^(β/2) S_ij: ≥ 0, finite for duplicates, and no item lowers it. */
  readonly logDetPlus: number;
  /**
   * What each item adds to `estimate`: the score less that of the batch without it, −log inv(S + εI)_ii + β log q_i, shape [n]. At ε = 0
   * −Infinity for an item that depends on others, for another the logarithm of what is left of it given them.
   */
  readonly credits: Float64Array;
  /** With `baseline`: estimate − log E det of random subsets of n items of the pool. */
  readonly excess?: number;
  /** Number of items. */
  readonly n: number;
  /** ε. */
  readonly jitter: number;
  /** α. */
  readonly alpha: number;
}

const action = "compute a log-determinant score";

/**
 * Diversity of a batch of samples as the log-determinant of their similarities: the logarithm of the squared volume that they span.
 *
 * Orthogonal items give 0, every similarity less. ε = 1e-6 keeps duplicates finite: the second of two identical items adds log(2ε) instead
 * of −∞. Embeddings stored in single precision do not resolve cosine distances below about 1e-7, which is why ε is not smaller. With more
 * items than dimensions the d × d matrix takes the place of the n × n one.
 *
 * With log q_i = the mean log-probability of sample i's tokens, β = 1 gives log det S + Σ log q.
 *
 * @param items One embedding a row, shape [n, d], or `{ similarities }`, shape [n, n].
 * @param options Similarity, quality, ε, α, baseline.
 * @returns The score, its parts and what each item adds. O(n²·d + n³).
 * @throws {RangeError} If there are no items, a vector is zero (and not allowed) or not finite, or an option is out of range.
 * @throws {NumericalError} `not-positive-definite` if supplied similarities have negative eigenvalues beyond rounding and ε.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, section 2.2, for volumes.
 * @example
 * ```ts
 * import { logDetScore } from "@divlab/core/dpp";
 *
 * logDetScore([[1, 0], [3, 4]]).estimate; // => -0.44628398
 * logDetScore([[1, 0], [1, 0]]).estimate; // => -13.12236288
 * logDetScore([[1, 0], [3, 4]], { logQuality: [-0.2, -0.3], beta: 1 }).estimate; // => -0.94628398
 * ```
 */
export function logDetScore(items: Items, options: LogDetScoreOptions = {}): LogDetScore {
  checkOptions(action, options, ["similarity", "bandwidth", "zeroVector", "logQuality", "beta", "jitter", "alpha", "baseline"]);
  const { logQuality, beta = 2, baseline } = options;
  checkSimilarity(action, items, options);
  const settings = scoreSettings(action, options);
  const batch = readItems(action, items);
  const { n } = batch;
  const { jitter, alpha } = settings;
  if (baseline !== undefined) checkBaseline(action, baseline, n, jitter);
  const work = scoreWorkspace(n);
  const weights = asLogQuality(action, n, { logQuality, beta })?.map((value) => beta * value);
  const { logDet: diversity, logDetPlus } = scoreItems(action, batch, settings, weights, 0, work);
  let quality = 0;
  weights?.forEach((weight, i) => {
    quality += weight;
    work.credits[i] += weight;
  });
  const estimate = diversity + quality;
  return {
    estimate,
    diversity,
    quality,
    perItem: estimate / n,
    volume: exp(estimate / n),
    logDetPlus,
    credits: work.credits,
    ...(baseline !== undefined && { excess: estimate - baseline.logExpected[n] }),
    n,
    jitter,
    alpha,
  };
}
