import { kernels } from "../../kernels/backend.ts";
import { NumericalError } from "../errors.ts";
import { scaleToOne } from "./scaleToOne.ts";

/**
 * Eigenvalues of a symmetric matrix, without eigenvectors.
 *
 * Householder's reduction to a tridiagonal matrix, then the root-free implicit QL iteration of Pal, Walker and Kahan with Wilkinson's
 * shift. Errors are of the order ε·‖A‖, not relative to small eigenvalues. Only + − × ÷ √ in a fixed order: the same bits on every
 * engine. About 4n³/3 operations.
 *
 * @param matrix The n² entries, row after row, all finite; the lower triangle is read.
 * @param n Number of rows.
 * @returns The n eigenvalues in ascending order.
 * @see Parlett, The Symmetric Eigenvalue Problem, 1980, chapters 7 and 8.
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, n: number): Float64Array {
  const a = new Float64Array(matrix);
  const scale = scaleToOne(a);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  kernels().tridiagonalise(a, n, diagonal, offDiagonal, new Float64Array(n));
  tridiagonalEigenvalues(diagonal, offDiagonal);
  for (let i = 0; i < n; i++) diagonal[i] /= scale;
  return diagonal.sort();
}

/** Replaces d by the eigenvalues of the tridiagonal matrix with diagonal d and neighbours e[0 … n − 2], in no order. Destroys e. */
function tridiagonalEigenvalues(d: Float64Array, e: Float64Array): void {
  const n = d.length;
  for (let i = 0; i < n; i++) e[i] *= e[i];
  let sweepsLeft = 30 * n;
  let start = 0;
  while (start < n) {
    // The unreduced block that begins here, its larger end last: QL finds the small eigenvalues first.
    let end = start;
    while (end < n - 1 && !negligible(d, e, end)) end++;
    if (end < n - 1) e[end] = 0;
    if (Math.abs(d[end]) < Math.abs(d[start])) {
      d.subarray(start, end + 1).reverse();
      e.subarray(start, end).reverse();
    }
    let l = start;
    while (l <= end) {
      let m = l;
      while (m < end && !negligible(d, e, m)) m++;
      if (m < end) e[m] = 0;
      if (m === l) {
        l++;
      } else if (m === l + 1) {
        solvePair(d, e, l);
        l += 2;
      } else {
        if (sweepsLeft-- === 0) throw new NumericalError("non-finite", "Cannot compute eigenvalues: the iteration must converge, got none after 30 n sweeps");
        sweepBlock(d, e, l, m);
      }
    }
    start = end + 1;
  }
}

const EPSILON_SQUARED = 2 ** -106;

function negligible(d: Float64Array, e: Float64Array, m: number): boolean {
  return e[m] <= EPSILON_SQUARED * Math.abs(d[m] * d[m + 1]) + 1e-300;
}

/** Where p lies within, no square and no product of two such over- or underflows. */
const LEAST = 2 ** -200;
const MOST = 2 ** 200;

/**
 * One QL sweep on rows l … m; e holds squares. With c = p/r and s = e/r it goes from γ to c (d − σ) − s γ and from p to γ²/c. Both are
 * taken of p (d − σ) − e γ, so that only one division waits for another; as they stand where p is tiny, 0 or huge.
 */
function sweepBlock(d: Float64Array, e: Float64Array, l: number, m: number): void {
  const root = Math.sqrt(e[l]);
  const half = (d[l + 1] - d[l]) / (2 * root);
  const hypotenuse = Math.sqrt(half * half + 1);
  const shift = d[l] - root / (half + (half < 0 ? -hypotenuse : hypotenuse));
  let s = 0;
  let gamma = d[m] - shift;
  let p = gamma * gamma;
  let pBefore = 1;
  let rBefore = 1;
  for (let i = m - 1; i >= l; i--) {
    const square = e[i];
    const entry = d[i];
    const r = p + square;
    const before = gamma;
    const last = p;
    e[i + 1] = s * r;
    s = square / r;
    if (p > LEAST && p < MOST) {
      const scaled = p * (entry - shift) - square * before;
      gamma = scaled / r;
      p = (scaled * scaled) / (r * p);
    } else {
      const c = p / r;
      gamma = c * (entry - shift) - s * before;
      p = c === 0 ? (pBefore / rBefore) * square : (gamma * gamma) / c;
    }
    d[i + 1] = before + (entry - gamma);
    pBefore = last;
    rBefore = r;
  }
  e[l] = s * p;
  d[l] = shift + gamma;
}

/** Both eigenvalues of rows l and l + 1: the larger in size by addition, the other from the determinant. */
function solvePair(d: Float64Array, e: Float64Array, l: number): void {
  const sum = d[l] + d[l + 1];
  const difference = d[l] - d[l + 1];
  const root = Math.sqrt(difference * difference + 4 * e[l]);
  const large = 0.5 * (sum < 0 ? sum - root : sum + root);
  const [big, small] = Math.abs(d[l]) > Math.abs(d[l + 1]) ? [d[l], d[l + 1]] : [d[l + 1], d[l]];
  d[l] = large;
  d[l + 1] = large === 0 ? 0 : (big / large) * small - e[l] / large;
  e[l] = 0;
}
