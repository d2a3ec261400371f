import { unitFactors, unitRows, type ZeroVector } from "../../distance/unitRows.ts";
import { visitPairs } from "../../distance/visitPairs.ts";
import { mirror } from "../../kernels/mirror.ts";
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

/** Lengths of which no product comes near the limits of double precision. */
const MODERATE = 1e120;

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
 */
export function similarityOfRows(
  action: string,
  vectors: Matrix,
  similarity: SimilarityName,
  bandwidth: number | "median",
  zeroVector: ZeroVector,
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
  const factors = unitFactors(action, vectors, zeroVector);
  // Where no product can overflow or lose digits, lengths are divided out at the end.
  const late = factors.every((factor) => factor === 0 || (factor > 1 / MODERATE && factor < MODERATE));
  const data = gramOfRows(late ? vectors : unitRows(action, vectors, zeroVector));
  if (!late) factors.fill(1);
  for (let i = 0; i < n; i++) {
    const own = factors[i];
    for (let j = 0, at = i * n; j < i; j++, at++) {
      const cosine = Math.max(-1, Math.min(1, data[at] * (own * factors[j])));
      data[at] = similarity === "cosine" ? cosine : 0.5 + 0.5 * cosine;
    }
    data[i * n + i] = 1;
  }
  mirror(data, n);
  return { data };
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
