import { checkOptions } from "../numeric/check.ts";
import { symmetricEigenvalues } from "../numeric/linalg/symmetricEigenvalues.ts";
import { ln } from "../numeric/special/ln.ts";
import { asLogQuality } from "./kernel/asLogQuality.ts";
import { checkJitter } from "./score/checkJitter.ts";
import { checkPositiveSemidefinite } from "./kernel/checkPositiveSemidefinite.ts";
import { clipEigenvalues } from "./sampling/clipEigenvalues.ts";
import { gradedEigenvalues } from "./score/gradedEigenvalues.ts";
import { type Items, type KernelOptions, lEnsemble } from "./lEnsemble.ts";
import { logElementarySymmetric } from "./logElementarySymmetric.ts";
import { weighKernel } from "./kernel/weighKernel.ts";

/** Options of {@linkcode expectedVolume}. */
export interface ExpectedVolumeOptions extends KernelOptions {
  /** ε ≥ 0, added to the diagonal of S; 1e-6 unless given, as in `logDetScore`. */
  readonly jitter?: number;
}

/** Result of {@linkcode expectedVolume}. */
export interface ExpectedVolume {
  /** log E det L_S over all subsets S of k items, for k = 0, 1, …, n; shape [n + 1]. −Infinity above the rank if ε = 0. */
  readonly logExpected: Float64Array;
  /** Number of items in the pool. */
  readonly n: number;
  /** ε. */
  readonly jitter: number;
}

const action = "compute an expected volume";

/** Where log weights reach below this, small eigenvalues drown in the rounding of large ones unless they are computed by themselves. */
const MODERATE = -9;

/** Lower ones underflow. */
const WIDEST = -600;

/**
 * What naive subsampling gives: the logarithm of the mean determinant over all subsets of k items of a pool, exactly, for every k.
 *
 * E det L_S = e_k(λ)/C(n, k), e_k the elementary symmetric polynomials of the eigenvalues of the pool's kernel
 * L = diag(q^(β/2)) (S + εI) diag(q^(β/2)). A score less `logExpected[k]` says how a batch of k compares with random ones from the same
 * pool, whatever k and the pool. By Jensen's inequality the mean of such differences over random batches is negative: determinants vary
 * by factors, and the few large ones make the mean.
 *
 * @param pool One embedding a row, shape [n, d], or `{ similarities }`, shape [n, n].
 * @param options Similarity, quality, ε: the same as for the batches.
 * @returns The expectations. O(n²·d + n³).
 * @throws {RangeError} Under the conditions of `lEnsemble`, if ε is negative, or if some β log q lies more than 600 below the largest.
 * @throws {NumericalError} `not-positive-definite` if supplied similarities have negative eigenvalues beyond rounding.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, section 5.2, for e_k.
 * @example
 * ```ts
 * import { expectedVolume, logDetScore } from "@divlab/core/dpp";
 *
 * const pool = [[1, 0, 0], [1, 0.1, 0], [0, 1, 0], [0, 0, 1]];
 * const baseline = expectedVolume(pool);
 * baseline.logExpected[2]; // => -0.18231916
 * logDetScore([pool[0], pool[2]], { baseline }).excess; // => 0.18232116
 * ```
 */
export function expectedVolume(pool: Items, options: ExpectedVolumeOptions = {}): ExpectedVolume {
  checkOptions(action, options, ["similarity", "bandwidth", "zeroVector", "logQuality", "beta", "jitter"]);
  const { jitter = 1e-6, logQuality, beta = 2, ...comparison } = options;
  checkJitter(action, jitter);
  const { data, shape } = lEnsemble(pool, comparison);
  const n = shape[0];
  for (let i = 0; i < n; i++) data[i * n + i] += jitter;
  const weights = asLogQuality(action, n, { logQuality, beta })?.map((value) => beta * value);
  // Relative to the best item nothing overflows.
  const best = weights?.reduce((most, value) => Math.max(most, value), -Infinity) ?? 0;
  const eigenvalues = eigenvaluesOf(data, n, weights?.map((value) => value - best));
  const logExpected = logElementarySymmetric(Float64Array.from({ length: n }, (_, i) => eigenvalues[i] ?? 0));
  let subsets = 0;
  for (let k = 1; k <= n; k++) {
    subsets += ln((n - k + 1) / k);
    logExpected[k] += k * best - subsets;
  }
  return { logExpected, n, jitter };
}

/** The positive eigenvalues of diag(w^½) A diag(w^½), those that are rounding left out; log w ≤ 0. */
function eigenvaluesOf(a: Float64Array, n: number, logWeight: Float64Array | undefined): Float64Array {
  const least = logWeight?.reduce((low, value) => Math.min(low, value), 0) ?? 0;
  if (logWeight === undefined || least > MODERATE) {
    if (logWeight !== undefined) weighKernel(action, a, n, logWeight, 1);
    return clipEigenvalues(action, symmetricEigenvalues(a, n), n * 2 ** -52);
  }
  if (!(least >= WIDEST)) throw new RangeError(`Cannot ${action}: β log q must lie within ${-WIDEST} of the largest, got ${-least} below it`);
  checkPositiveSemidefinite(action, { data: a, n, epsilon: 2 ** -52 });
  return gradedEigenvalues(a, n, logWeight);
}

/** Fails unless a baseline fits a batch of n items scored with ε. */
export function checkBaseline(caller: string, baseline: ExpectedVolume, n: number, jitter: number): void {
  if (typeof baseline !== "object" || baseline === null || !(baseline.logExpected instanceof Float64Array)) {
    throw new TypeError(`Cannot ${caller}: baseline must be what expectedVolume returns`);
  }
  if (baseline.jitter !== jitter) throw new RangeError(`Cannot ${caller}: baseline must have the same jitter, ${jitter}, got ${baseline.jitter}`);
  if (baseline.logExpected.length <= n) throw new RangeError(`Cannot ${caller}: the pool of the baseline must hold at least ${n} items, got ${baseline.n}`);
}
