import { checkInteger, checkOptions } from "../numeric/check.ts";
import { NumericalError } from "../numeric/errors.ts";
import { gramOfColumns } from "../numeric/linalg/gram.ts";
import { symmetricEigen } from "../numeric/linalg/symmetricEigen.ts";
import type { MatrixLike } from "../numeric/matrix.ts";
import { ln } from "../numeric/special/index.ts";
import { asKernel } from "./kernel/asKernel.ts";
import { asSubset } from "./sampling/asSubset.ts";
import { logNormaliser } from "./sampling/logNormaliser.ts";

/** Options of {@linkcode conditionDpp}. */
export interface ConditionDppOptions {
  /** Items that are in every draw, shape [a]; none unless given. */
  readonly include?: ArrayLike<number>;
  /** Items that are in no draw; none unless given. */
  readonly exclude?: ArrayLike<number>;
  /** Number of items k of a k-DPP, for `logProbability`; a DPP of any size unless given. */
  readonly size?: number;
}

/** Result of {@linkcode conditionDpp}: a kernel over the items that are still open. */
export interface ConditionalDpp {
  /** The conditional kernel, row-major. */
  readonly data: Float64Array;
  /** Number of open items, twice. */
  readonly shape: readonly [rows: number, columns: number];
  /** The item in the original kernel that each row stands for, ascending. */
  readonly indices: Int32Array;
  /** Logarithm of the probability, before conditioning, that a draw includes and excludes just these. */
  readonly logProbability: number;
}

const action = "condition a DPP";

/**
 * A DPP given that some items are in the draw and some are not: again a DPP, over the other items.
 *
 * Its kernel is the Schur complement L_R − L_RA L_A⁻¹ L_AR of the included items A in the open items R. Draws from it, mapped by
 * `indices`, together with A are draws from the original given the event. For a k-DPP draw k − |A| items from the conditional kernel.
 *
 * @param L The kernel, shape [n, n], symmetric and positive semidefinite.
 * @param options Items to include and to exclude, disjoint; the size of a k-DPP.
 * @returns The conditional kernel, the original index of each of its rows, the log probability of the event. O(n³), for the probability.
 * @throws {NumericalError} `not-positive-definite` if the event has probability 0: the included items are linearly dependent, or (k-DPP)
 * fewer than k − |A| independent ones remain; or if L has an eigenvalue below −1e-8 of the largest.
 * @throws {RangeError} If an item is not one of 0 … n − 1, given twice, or both included and excluded.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, section 2.4.3; Borodin & Rains 2005.
 * @example Item 0 is kept; what is like it loses weight
 * ```ts
 * import { conditionDpp } from "@divlab/core/dpp";
 *
 * const given = conditionDpp([[1, 0.8, 0], [0.8, 1, 0], [0, 0, 1]], { include: [0] });
 * given.indices; // => [1, 2]
 * given.data[0]; // => 0.36
 * Math.exp(given.logProbability); // => 0.404761904762
 * ```
 */
export function conditionDpp(L: MatrixLike, options: ConditionDppOptions = {}): ConditionalDpp {
  checkOptions(action, options, ["include", "exclude", "size"]);
  const { include = [], exclude = [], size } = options;
  const { data, n, epsilon } = asKernel(action, L, "L");
  const included = asSubset(action, "include", include, n);
  const excluded = asSubset(action, "exclude", exclude, n);
  const open = new Uint8Array(n).fill(1);
  for (const item of excluded) open[item] = 0;
  for (const item of included) {
    if (open[item] === 0) throw new RangeError(`Cannot ${action}: include and exclude must be disjoint, got ${item} in both`);
    open[item] = 0;
  }
  if (size !== undefined) checkInteger(action, "size", size, included.length, n - excluded.length);
  const normaliser = logNormaliser(action, L, size);
  const indices = Int32Array.from(open.keys()).filter((item) => open[item] === 1);
  const m = indices.length;
  const before = indices.reduce((largest, item) => Math.max(largest, data[item * n + item]), 0);
  const logDet = eliminate(data, n, n * epsilon, included, indices);
  const remaining = submatrix(data, n, indices);
  if (epsilon > 2 ** -52 || !hasLargeEntry(remaining, m, before / 8)) clipNoise(remaining, m, n * epsilon * before);
  const shape = [m, m] as const;
  const left = size === undefined ? undefined : size - included.length;
  const logProbability = logDet + (m === 0 ? 0 : logNormaliser(action, { data: remaining, shape }, left)) - normaliser;
  if (!(logProbability > -Infinity)) {
    throw new NumericalError("not-positive-definite", `Cannot ${action}: the event must have a positive probability, got ${indices.length} open items of too low a rank`);
  }
  return { data: remaining, shape, indices, logProbability };
}

/**
 * Takes the included items out one by one, L ← L − c cᵀ with c = L_a/√L_aa, and returns log det L_A. Open items of which nothing but
 * rounding is left get rows and columns of zeros.
 */
function eliminate(l: Float64Array, n: number, rounding: number, included: Int32Array, open: Int32Array): number {
  const least = Float64Array.from({ length: n }, (_, i) => rounding * l[i * n + i]);
  const column = new Float64Array(n);
  let logDet = 0;
  for (let t = 0; t < included.length; t++) {
    const pivot = included[t] * n;
    const size = l[pivot + included[t]];
    if (!(size > least[included[t]])) {
      throw new NumericalError("not-positive-definite", `Cannot ${action}: the items to include must be linearly independent, got item ${included[t]} dependent on others`);
    }
    logDet += ln(size);
    const scale = 1 / Math.sqrt(size);
    for (let j = 0; j < n; j++) column[j] = l[pivot + j] * scale;
    for (let i = 0; i < n; i++) {
      const factor = column[i];
      if (factor !== 0) for (let j = 0; j < n; j++) l[i * n + j] -= factor * column[j];
    }
  }
  if (included.length === 0) return 0;
  for (const item of open) {
    if (l[item * n + item] > least[item]) continue;
    for (let j = 0; j < n; j++) {
      l[item * n + j] = 0;
      l[j * n + item] = 0;
    }
  }
  return logDet;
}

function submatrix(l: Float64Array, n: number, items: Int32Array): Float64Array {
  const m = items.length;
  const out = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) out[i * m + j] = l[items[i] * n + items[j]];
  return out;
}

/** Whether a diagonal entry exceeds `size`: else what is left may be so little that rounding counts as rank, or makes it indefinite. */
function hasLargeEntry(kernel: Float64Array, m: number, size: number): boolean {
  for (let i = 0; i < m; i++) if (kernel[i * m + i] > size) return true;
  return m === 0;
}

/** Takes the eigenvalues up to `noise` out of a kernel, in place. */
function clipNoise(kernel: Float64Array, m: number, noise: number): void {
  const { values, vectors } = symmetricEigen(kernel, m);
  for (let i = 0; i < m; i++) {
    const root = values[i] > noise ? Math.sqrt(values[i]) : 0;
    for (let at = i * m; at < (i + 1) * m; at++) vectors[at] *= root;
  }
  kernel.set(gramOfColumns({ data: vectors, shape: [m, m] }));
}
