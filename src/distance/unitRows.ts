import type { Matrix } from "../numeric/matrix.ts";

/** What to do with a vector of zeros, which has no direction: refuse it, or take it as orthogonal to every other vector. */
export type ZeroVector = "throw" | "orthogonal";

/**
 * Rows scaled to length 1, x/‖x‖. Rows of zeros stay as they are under `"orthogonal"`: their dot product with anything is 0.
 *
 * @param action What the caller does, for messages.
 * @param vectors One vector a row, all finite, shape [n, d].
 * @param zeroVector What to do with a row of zeros.
 * @returns The unit rows in double precision, shape [n, d].
 * @throws {RangeError} If a row is zero and `zeroVector` is `"throw"`.
 */
export function unitRows(action: string, vectors: Matrix, zeroVector: ZeroVector): Matrix & { readonly data: Float64Array } {
  const { data, shape } = vectors;
  const [n, d] = shape;
  const unit = new Float64Array(n * d);
  const factors = unitFactors(action, vectors, zeroVector);
  for (let i = 0; i < n; i++) {
    const factor = factors[i];
    for (let at = i * d; at < (i + 1) * d; at++) unit[at] = data[at] * factor;
  }
  return { data: unit, shape };
}

/** Below this sum of squares digits are lost, above its inverse it may overflow. */
const SMALLEST_SQUARES = 1e-280;

/**
 * 1/‖x‖ of every row, 0 for a row of zeros.
 *
 * Where 1/‖x‖ itself would overflow (all entries below 1e-308) the row counts as zero.
 */
export function unitFactors(action: string, { data, shape: [n, d] }: Matrix, zeroVector: ZeroVector): Float64Array {
  const factors = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let squares = sumOfSquares(data, i * d, d, 1);
    let scale = 1;
    if (!(squares > SMALLEST_SQUARES && squares < 1 / SMALLEST_SQUARES)) {
      scale = rowScale(data, i * d, d);
      squares = sumOfSquares(data, i * d, d, scale);
    }
    const factor = squares === 0 ? 0 : scale / Math.sqrt(squares);
    factors[i] = factor === Infinity ? 0 : factor;
    if (factors[i] === 0 && zeroVector === "throw") {
      throw new RangeError(`Cannot ${action}: vectors must not be zero (option zeroVector: "orthogonal" allows it), got zeros at row ${i}`);
    }
  }
  return factors;
}

/** Four running sums, so that additions need not wait for one another. */
function sumOfSquares(x: ArrayLike<number>, at: number, d: number, scale: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = at;
  const end = at + d;
  for (; j + 4 <= end; j += 4) {
    const a = x[j] * scale;
    const b = x[j + 1] * scale;
    const c = x[j + 2] * scale;
    const e = x[j + 3] * scale;
    s0 += a * a;
    s1 += b * b;
    s2 += c * c;
    s3 += e * e;
  }
  for (; j < end; j++) s0 += x[j] * scale * (x[j] * scale);
  return s0 + s1 + (s2 + s3);
}

/** A power of two that brings the largest entry near 1. */
function rowScale(x: ArrayLike<number>, at: number, d: number): number {
  let largest = 0;
  for (let j = at; j < at + d; j++) largest = Math.max(largest, Math.abs(x[j]));
  if (largest === 0) return 1;
  let scale = 1;
  while (largest * scale > 1) scale /= 2;
  while (largest * scale < 0.5 && scale < 2 ** 1022) scale *= 2;
  return scale;
}
