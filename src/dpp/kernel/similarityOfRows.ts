import { unitFactors, type ZeroVector } from "../../distance/unitRows.ts";
import { visitPairs } from "../../distance/visitPairs.ts";
import { NumericalError } from "../../numeric/errors.ts";
import { gramOfRows } from "../../numeric/linalg/gram.ts";
import type { Matrix } from "../../numeric/matrix.ts";
import { median } from "../../numeric/quantile.ts";
import { exp } from "../../numeric/special/exp.ts";

/**
 * How alike two vectors are, each a positive semidefinite kernel: `"cosine"`; `"shifted-cosine"`, (1 + cos)/2; `"angular"`, 1 − angle/π;
 * `"rbf"`, exp(−‖x − y‖²/(2h²)); `"dot"`, x·y, which alone depends on lengths.
 */
export type SimilarityName = "cosine" | "shifted-cosine" | "angular" | "rbf" | "dot";

export const similarityNames: readonly SimilarityName[] = ["cosine", "shifted-cosine", "angular", "rbf", "dot"];

/** Similarities of all pairs. */
export interface Similarities {
  /** The n² similarities, exactly symmetric, row after row. */
  readonly data: Float64Array;
  /** Width of an `"rbf"` kernel. */
  readonly bandwidth?: number;
}

/**
 * Similarities of all pairs of rows; ones on the diagonal, except of dot products.
 *
 * @param action What the caller does, for messages.
 * @param vectors One vector a row, all finite.
 * @param similarity Which.
 * @param bandwidth Width h of `"rbf"`, or the median distance.
 * @param zeroVector What to do with a row of zeros where directions count.
 * @param space Where unit rows may be written, n·d numbers or more; a new array unless given.
 */
export function similarityOfRows(
  action: string,
  vectors: Matrix,
  similarity: SimilarityName,
  bandwidth: number | "median",
  zeroVector: ZeroVector,
  space: Float64Array = new Float64Array(0),
): Similarities {
  const n = vectors.shape[0];
  if (similarity === "rbf") return gaussian(action, vectors, bandwidth);
  if (similarity === "angular") {
    const data = pairs(action, vectors, "angular", zeroVector);
    for (let at = 0; at < data.length; at++) data[at] = 1 - data[at];
    return { data };
  }
  if (similarity === "dot") {
    const data = gramOfRows(vectors);
    for (let i = 0; i < n; i++) {
      // By Cauchy-Schwarz no entry overflows where the diagonal does not.
      if (!(data[i * n + i] < Infinity)) throw new NumericalError("non-finite", `Cannot ${action}: squared lengths must be finite, got ${data[i * n + i]} at row ${i}`);
    }
    return { data };
  }
  const data = gramOfRows({ data: scaledRows(vectors, unitFactors(action, vectors, zeroVector), space), shape: vectors.shape });
  for (let at = 0; at < data.length; at++) {
    const cosine = Math.max(-1, Math.min(1, data[at]));
    data[at] = similarity === "cosine" ? cosine : 0.5 + 0.5 * cosine;
  }
  for (let i = 0; i < n; i++) data[i * n + i] = 1;
  return { data };
}

/** Each row times its factor, in double precision. */
function scaledRows({ data, shape: [n, d] }: Matrix, factors: Float64Array, space: Float64Array): Float64Array {
  const out = space.length === n * d ? space : space.length > n * d ? space.subarray(0, n * d) : new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const factor = factors[i];
    for (let at = i * d; at < (i + 1) * d; at++) out[at] = data[at] * factor;
  }
  return out;
}

function gaussian(action: string, vectors: Matrix, bandwidth: number | "median"): Similarities {
  const n = vectors.shape[0];
  const data = pairs(action, vectors, "squaredEuclidean", "throw");
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      if (!(data[i * n + j] < Infinity)) throw new NumericalError("non-finite", `Cannot ${action}: squared distances must be finite, got ${data[i * n + j]} between rows ${j} and ${i}`);
    }
  }
  const width = bandwidth === "median" ? medianDistance(action, data, n) : bandwidth;
  for (let at = 0; at < data.length; at++) data[at] = exp(-0.5 * (data[at] / width / width));
  return { data, bandwidth: width };
}

function medianDistance(action: string, squares: Float64Array, n: number): number {
  const distances = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) distances[at++] = Math.sqrt(squares[i * n + j]);
  const middle = median(distances);
  if (!(middle > 0)) {
    throw new RangeError(`Cannot ${action}: bandwidth "median" needs a positive median distance, got ${n < 2 ? "no pairs" : middle}`);
  }
  return middle;
}

/** Distances of all pairs as a full matrix, zeros on the diagonal. */
function pairs(action: string, vectors: Matrix, distance: "angular" | "squaredEuclidean", zeroVector: ZeroVector): Float64Array {
  const n = vectors.shape[0];
  const out = new Float64Array(n * n);
  visitPairs(action, vectors, distance, zeroVector, (i, j, run, from, length) => {
    for (let t = 0; t < length; t++) {
      out[i * n + j + t] = run[from + t];
      out[(j + t) * n + i] = run[from + t];
    }
  });
  return out;
}
