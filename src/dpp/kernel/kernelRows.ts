import { NumericalError } from "../../numeric/errors.ts";
import { asMatrix, type Matrix, type MatrixLike } from "../../numeric/matrix.ts";
import { ASYMMETRY } from "./asKernel.ts";
import { isFeatures } from "./kernelLike.ts";
import { plainMatrix } from "./plainMatrix.ts";

/** A kernel of which single rows are read, each checked as it is. */
export interface KernelRows {
  /** Number of items. */
  readonly n: number;
  /** Diagonal of the kernel, shape [n]. */
  readonly diagonal: Float64Array;
  /** Writes row p to `out[at … at + n)`. */
  readonly load: (p: number, out: Float64Array, at: number) => void;
}

/**
 * Rows of L + shift·I, for functions that read few of them. Of a kernel in a float array nothing else is looked at, so that n² entries need
 * not be checked where k·n are used.
 *
 * @param action What the caller does, for messages.
 * @param L The kernel, or `{ features }` of L = B Bᵀ.
 * @param shift Added to the diagonal.
 * @returns The diagonal and a function that loads rows.
 */
export function kernelRows(action: string, L: MatrixLike | { readonly features: MatrixLike }, shift: number): KernelRows {
  return isFeatures(L) ? ofFeatures(action, asMatrix(action, "features", L.features), shift) : ofKernel(action, plainMatrix(action, "kernel", L), shift);
}

function ofKernel(action: string, { data, shape: [n, columns] }: Matrix, shift: number): KernelRows {
  if (n !== columns) throw new RangeError(`Cannot ${action}: kernel must be square, got ${n} × ${columns}`);
  const diagonal = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own = data[i * n + i];
    if (!Number.isFinite(own)) throw new RangeError(`Cannot ${action}: kernel must be finite, got ${own} at row ${i}, column ${i}`);
    diagonal[i] = own + shift;
  }
  const load = (p: number, out: Float64Array, at: number): void => {
    const own = Math.sqrt(Math.abs(data[p * n + p]));
    for (let j = 0; j < n; j++) {
      const entry = data[p * n + j];
      const mirrored = data[j * n + p];
      if (entry !== mirrored && !(Math.abs(entry - mirrored) <= ASYMMETRY * own * Math.sqrt(Math.abs(data[j * n + j])))) {
        throw new RangeError(`Cannot ${action}: kernel must be symmetric and finite, got ${entry} at row ${p}, column ${j} and ${mirrored} at row ${j}, column ${p}`);
      }
      if (entry - entry !== 0) throw new RangeError(`Cannot ${action}: kernel must be finite, got ${entry} at row ${p}, column ${j}`);
      out[at + j] = entry;
    }
    out[at + p] += shift;
  };
  return { n, diagonal, load };
}

function ofFeatures(action: string, { data, shape: [n, d] }: Matrix, shift: number): KernelRows {
  const x = data instanceof Float64Array ? data : Float64Array.from(data);
  const diagonal = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let at = i * d; at < (i + 1) * d; at++) squares += x[at] * x[at];
    if (!(squares < Infinity)) {
      throw new NumericalError("non-finite", `Cannot ${action}: B Bᵀ must be finite, got ${squares} at row ${i}: scale the features down`);
    }
    diagonal[i] = squares + shift;
  }
  const load = (p: number, out: Float64Array, at: number): void => {
    dotsWithRow(x, n, d, p, out, at);
    out[at + p] += shift;
  };
  return { n, diagonal, load };
}

/** x_p · x_j for all j, four rows at a time. */
function dotsWithRow(x: Float64Array, n: number, d: number, p: number, out: Float64Array, at: number): void {
  const first = p * d;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let a = first;
    let b0 = j * d;
    let b1 = b0 + d;
    let b2 = b1 + d;
    let b3 = b2 + d;
    for (const end = a + d; a < end; a++, b0++, b1++, b2++, b3++) {
      const value = x[a];
      s0 += value * x[b0];
      s1 += value * x[b1];
      s2 += value * x[b2];
      s3 += value * x[b3];
    }
    out[at + j] = s0;
    out[at + j + 1] = s1;
    out[at + j + 2] = s2;
    out[at + j + 3] = s3;
  }
  for (; j < n; j++) {
    let sum = 0;
    for (let t = 0; t < d; t++) sum += x[first + t] * x[j * d + t];
    out[at + j] = sum;
  }
}
