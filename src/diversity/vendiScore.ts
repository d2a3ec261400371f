import { asVectors } from "../distance/asVectors.ts";
import { unitRows, type ZeroVector } from "../distance/unitRows.ts";
import { checkBoolean, checkChoice, checkFiniteArray, checkOptions, checkSameLength, show } from "../numeric/check.ts";
import { NumericalError } from "../numeric/errors.ts";
import { gramOfColumns, gramOfRows } from "../numeric/linalg/gram.ts";
import { symmetricEigenvalues } from "../numeric/linalg/symmetricEigenvalues.ts";
import { asMatrix, type MatrixLike } from "../numeric/matrix.ts";
import { sum } from "../numeric/sum.ts";
import { checkOrder, hillOfShares } from "./hillOfShares.ts";

/** What {@linkcode vendiScore} takes: vectors, compared by their cosine, or the similarities of all pairs. */
export type VendiInput = { readonly embeddings: MatrixLike } | { readonly kernel: MatrixLike };

/** Options of {@linkcode vendiScore}. */
export interface VendiScoreOptions {
  /** Order, ≥ 0 or Infinity: how much the large eigenvalues weigh; 1 unless given. */
  readonly q?: number;
  /** Probability of each item, summing to 1, shape [n]; 1/n each unless given. */
  readonly weights?: ArrayLike<number>;
  /** Kernels only: divide K_ij by √(K_ii K_jj) instead of requiring a diagonal of ones. */
  readonly normalize?: boolean;
  /** Embeddings only: refuse vectors of zeros (default), or take each as similar to nothing but itself. */
  readonly zeroVector?: ZeroVector;
}

/** Result of {@linkcode vendiScore}. */
export interface VendiScore {
  /** Effective number of dissimilar items, between 1 and min(n, rank of K). */
  readonly estimate: number;
  /** Order. */
  readonly q: number;
  /** Number of items. */
  readonly n: number;
}

const action = "compute a Vendi score";

/** How far a kernel may stray from unit diagonal, symmetry and non-negative eigenvalues (as shares of their sum): what float32 leaves. */
const KERNEL_TOLERANCE = 1e-6;

/**
 * Vendi score: the effective number of dissimilar items, the Hill number of order q of the eigenvalues of K/n.
 *
 * K is the matrix of similarities with ones on its diagonal, or the cosines of the embeddings. n items without any similarity give n,
 * identical ones 1, groups of identical items the Hill number of the group sizes. With weights, K_ij·√(p_i p_j) takes the place of K/n.
 *
 * Embeddings: the eigenvalues come from the smaller of X Xᵀ and Xᵀ X. q = 2 is 1/‖K/n‖² in the Frobenius norm, without eigenvalues,
 * q = ∞ the inverse of the largest, q = 0 the rank. Eigenvalues below n·ε times the largest (ε = 2⁻⁵², 2⁻²³ for a float32 kernel) are
 * rounding and count as 0. It grows with n (see docs/methods/diversity.md): compare samples of one size.
 *
 * @param input `{ embeddings }`, shape [n, d], or `{ kernel }`, shape [n, n].
 * @param options Order, weights, normalisation, treatment of zero vectors.
 * @returns The score. O(n·d·min(n, d) + min(n, d)³).
 * @throws {RangeError} If there are no items, the kernel is not square and symmetric with a diagonal of ones within 1e-6 and no entry
 * beyond, weights do not sum to 1, or a vector is zero (and not allowed).
 * @throws {NumericalError} `not-positive-definite` if the kernel has an eigenvalue below −1e-6 (of a sum of 1): it is no similarity in
 * the sense of the score. At q = 2 eigenvalues are not looked at.
 * @see Friedman & Dieng 2023, The Vendi Score; Pasarkar & Dieng 2024, Cousins of the Vendi Score, for q.
 * @example
 * ```ts
 * import { vendiScore } from "@divlab/core/diversity";
 *
 * vendiScore({ kernel: [[1, 0.9, 0], [0.9, 1, 0], [0, 0, 1]] }).estimate; // => 2.15730048
 * vendiScore({ embeddings: [[1, 0], [3, 4], [0, 2]] }, { q: 2 }).estimate; // => 1.8
 * ```
 */
export function vendiScore(input: VendiInput, options: VendiScoreOptions = {}): VendiScore {
  checkOptions(action, options, ["q", "weights", "normalize", "zeroVector"]);
  const { q = 1, weights, normalize = false, zeroVector = "throw" } = options;
  checkOrder(action, q);
  checkBoolean(action, "normalize", normalize);
  checkChoice(action, "zeroVector", zeroVector, ["throw", "orthogonal"]);
  if (typeof input !== "object" || input === null || "embeddings" in input === "kernel" in input) {
    throw new TypeError(`Cannot ${action}: the input must be { embeddings } or { kernel }, got ${show(input)}`);
  }
  const spectrum = "kernel" in input ? ofKernel(input.kernel, weights, normalize) : ofEmbeddings(input.embeddings, weights, zeroVector);
  return { estimate: score(spectrum, q), q, n: spectrum.n };
}

/** A symmetric matrix with the eigenvalues of K/n that are not 0, except for those listed apart. */
interface Spectrum {
  readonly n: number;
  readonly matrix: Float64Array;
  readonly order: number;
  readonly apart: Float64Array;
  /** Relative rounding of the entries. */
  readonly epsilon: number;
}

function score({ n, matrix, order, apart, epsilon }: Spectrum, q: number): number {
  if (q === 2) {
    let squares = 0;
    let trace = 0;
    for (let i = 0; i < matrix.length; i++) squares += matrix[i] * matrix[i];
    for (let i = 0; i < order; i++) trace += matrix[i * order + i];
    for (let i = 0; i < apart.length; i++) {
      squares += apart[i] * apart[i];
      trace += apart[i];
    }
    return (trace * trace) / squares;
  }
  const values = new Float64Array(order + apart.length);
  values.set(symmetricEigenvalues(matrix, order));
  values.set(apart, order);
  const total = sum(values);
  let smallest = 0;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] /= total;
    smallest = Math.min(smallest, values[i]);
    largest = Math.max(largest, values[i]);
  }
  if (smallest < -KERNEL_TOLERANCE) {
    throw new NumericalError("not-positive-definite", `Cannot ${action}: the kernel must have no negative eigenvalue, got ${smallest} (of a sum of 1)`);
  }
  const least = n * epsilon * largest;
  let kept = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] <= least) values[i] = 0;
    kept += values[i];
  }
  for (let i = 0; i < values.length; i++) values[i] /= kept;
  return hillOfShares(values, q);
}

function ofEmbeddings(embeddings: MatrixLike, weights: ArrayLike<number> | undefined, zeroVector: ZeroVector): Spectrum {
  const { data, shape } = unitRows(action, asVectors(action, "embeddings", embeddings), zeroVector);
  const [n, d] = shape;
  const roots = rootWeights(n, weights);
  const apart: number[] = [];
  for (let i = 0; i < n; i++) {
    let zero = true;
    for (let at = i * d; at < (i + 1) * d; at++) {
      if (data[at] !== 0) zero = false;
      data[at] *= roots[i];
    }
    if (zero) apart.push(roots[i] * roots[i]);
  }
  const scaled = { data, shape };
  const matrix = n <= d ? gramOfRows(scaled) : gramOfColumns(scaled);
  return { n, matrix, order: Math.min(n, d), apart: Float64Array.from(apart), epsilon: 2 ** -52 };
}

function ofKernel(kernel: MatrixLike, weights: ArrayLike<number> | undefined, normalize: boolean): Spectrum {
  const { data, shape } = asMatrix(action, "kernel", kernel);
  const [n, columns] = shape;
  if (n !== columns) throw new RangeError(`Cannot ${action}: kernel must be square, got ${n} × ${columns}`);
  const roots = rootWeights(n, weights);
  const scale = Float64Array.from(roots);
  for (let i = 0; i < n; i++) {
    const own = data[i * n + i];
    if (normalize ? !(own > 0) : Math.abs(own - 1) > KERNEL_TOLERANCE) {
      throw new RangeError(`Cannot ${action}: the diagonal of the kernel must be ${normalize ? "positive" : "1 (option normalize: true divides by it)"}, got ${own} at row ${i}`);
    }
    if (normalize) scale[i] /= Math.sqrt(own);
  }
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const lower = data[i * n + j];
      const upper = data[j * n + i];
      const size = normalize ? Math.sqrt(data[i * n + i]) * Math.sqrt(data[j * n + j]) : 1;
      if (Math.abs(lower - upper) > KERNEL_TOLERANCE * size) {
        throw new RangeError(`Cannot ${action}: kernel must be symmetric, got ${lower} at row ${i}, column ${j} and ${upper} at row ${j}, column ${i}`);
      }
      if (Math.abs(lower) > (1 + KERNEL_TOLERANCE) * size) throw new RangeError(`Cannot ${action}: similarities must lie between −1 and 1, got ${lower / size} at row ${i}, column ${j}`);
      const entry = 0.5 * (lower + upper) * scale[i] * scale[j];
      matrix[i * n + j] = entry;
      matrix[j * n + i] = entry;
    }
  }
  return { n, matrix, order: n, apart: new Float64Array(0), epsilon: data instanceof Float32Array ? 2 ** -23 : 2 ** -52 };
}

/** √p_i of checked probabilities. */
function rootWeights(n: number, weights: ArrayLike<number> | undefined): Float64Array {
  if (n === 0) throw new RangeError(`Cannot ${action}: there must be at least one item, got none`);
  if (weights === undefined) return new Float64Array(n).fill(Math.sqrt(1 / n));
  checkFiniteArray(action, "weights", weights);
  checkSameLength(action, "weights", weights.length, "items", n);
  for (let i = 0; i < n; i++) if (weights[i] < 0) throw new RangeError(`Cannot ${action}: weights must be ≥ 0, got ${weights[i]} at index ${i}`);
  const total = sum(weights);
  if (Math.abs(total - 1) > 1e-9) throw new RangeError(`Cannot ${action}: weights must sum to 1, got a sum of ${total}`);
  return Float64Array.from(weights, Math.sqrt);
}
