import { NumericalError } from "../errors.ts";

/**
 * Eigenvalues of a symmetric matrix, without eigenvectors.
 *
 * Householder's reduction to a tridiagonal matrix, the update of each step fused with the matrix-vector product of the next, then the
 * root-free implicit QL iteration of Pal, Walker and Kahan with Wilkinson's shift. Errors are of the order ε·‖A‖, not relative to small
 * eigenvalues. Only + − × ÷ √ in a fixed order: the same bits on every engine. About 4n³/3 operations.
 *
 * @param matrix The n² entries, row after row, all finite; the upper triangle is read.
 * @param n Number of rows.
 * @returns The n eigenvalues in ascending order.
 * @see Parlett, The Symmetric Eigenvalue Problem, 1980, chapters 7 and 8.
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, n: number): Float64Array {
  const a = Float64Array.from(matrix);
  const scale = scaleToOne(a);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  tridiagonalise(a, n, diagonal, offDiagonal);
  tridiagonalEigenvalues(diagonal, offDiagonal);
  for (let i = 0; i < n; i++) diagonal[i] /= scale;
  return diagonal.sort();
}

/** Multiplies all entries by a power of two that brings the largest into [1, 2), so that no square overflows or underflows. */
function scaleToOne(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]));
  if (largest === 0) return 1;
  let scale = 1;
  while (largest * scale >= 2) scale /= 2;
  while (largest * scale < 1 && scale < 2 ** 1022) scale *= 2;
  if (scale !== 1) for (let i = 0; i < a.length; i++) a[i] *= scale;
  return scale;
}

/**
 * Orthogonal similarity to a tridiagonal matrix. Destroys the upper triangle of `a`; `e[k]` couples k and k + 1.
 *
 * Step k reflects row k beyond the diagonal onto its first entry by I − v vᵀ·t; the rest becomes A − v wᵀ − w vᵀ. Row k + 1 is brought
 * up to date first, since it holds the next v; one sweep over the rows below then updates them and multiplies them by that v.
 */
function tridiagonalise(a: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  let v = new Float64Array(n);
  let next = new Float64Array(n);
  const w = new Float64Array(n);
  let y = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const row = k * n;
    if (k > 0) {
      const vk = v[k];
      const wk = w[k];
      for (let j = k; j < n; j++) a[row + j] -= vk * w[j] + wk * v[j];
    }
    d[k] = a[row + k];
    if (k === n - 1) break;
    const t = reflector(a, row + k + 1, n - k - 1, next, k + 1, e, k);
    y.fill(0, k + 1);
    sweep(a, n, k + 1, v, w, next, y);
    // w = t·y − (t²/2)(yᵀv)·v, so that (I − t v vᵀ) A (I − t v vᵀ) = A − v wᵀ − w vᵀ.
    let product = 0;
    for (let j = k + 1; j < n; j++) product += y[j] * next[j];
    const half = 0.5 * t * t * product;
    for (let j = k + 1; j < n; j++) w[j] = t * y[j] - half * next[j];
    [v, next] = [next, v];
  }
}

/**
 * The reflection that takes x = a[at … at + length) to (e, 0, …): its vector into v from `to` on, first entry 1, and its factor t returned
 * (0 where there is nothing to do).
 */
function reflector(a: Float64Array, at: number, length: number, v: Float64Array, to: number, e: Float64Array, k: number): number {
  let squares = 0;
  for (let j = 1; j < length; j++) squares += a[at + j] * a[at + j];
  const first = a[at];
  v[to] = 1;
  if (squares === 0) {
    v.fill(0, to + 1);
    e[k] = first;
    return 0;
  }
  const norm = Math.sqrt(first * first + squares);
  const image = first > 0 ? -norm : norm;
  const scale = 1 / (first - image);
  for (let j = 1; j < length; j++) v[to + j] = a[at + j] * scale;
  e[k] = image;
  return (image - first) / image;
}

/** A −= v wᵀ + w vᵀ on the rows and columns from `start` on, then y += A u; upper triangle, four rows at a time. */
function sweep(a: Float64Array, n: number, start: number, v: Float64Array, w: Float64Array, u: Float64Array, y: Float64Array): void {
  let i = start;
  for (; i + 4 <= n; i += 4) {
    // The square on the diagonal by itself, then the four rows together.
    for (let p = i; p < i + 4; p++) sweepRow(a, p * n, p, i + 4, v, w, u, y);
    const v0 = v[i];
    const v1 = v[i + 1];
    const v2 = v[i + 2];
    const v3 = v[i + 3];
    const w0 = w[i];
    const w1 = w[i + 1];
    const w2 = w[i + 2];
    const w3 = w[i + 3];
    const u0 = u[i];
    const u1 = u[i + 1];
    const u2 = u[i + 2];
    const u3 = u[i + 3];
    let y0 = 0;
    let y1 = 0;
    let y2 = 0;
    let y3 = 0;
    const r0 = i * n;
    const r1 = r0 + n;
    const r2 = r1 + n;
    const r3 = r2 + n;
    for (let j = i + 4; j < n; j++) {
      const vj = v[j];
      const wj = w[j];
      const uj = u[j];
      const a0 = a[r0 + j] - (v0 * wj + w0 * vj);
      const a1 = a[r1 + j] - (v1 * wj + w1 * vj);
      const a2 = a[r2 + j] - (v2 * wj + w2 * vj);
      const a3 = a[r3 + j] - (v3 * wj + w3 * vj);
      a[r0 + j] = a0;
      a[r1 + j] = a1;
      a[r2 + j] = a2;
      a[r3 + j] = a3;
      y0 += a0 * uj;
      y1 += a1 * uj;
      y2 += a2 * uj;
      y3 += a3 * uj;
      y[j] += a0 * u0 + a1 * u1 + (a2 * u2 + a3 * u3);
    }
    y[i] += y0;
    y[i + 1] += y1;
    y[i + 2] += y2;
    y[i + 3] += y3;
  }
  for (; i < n; i++) sweepRow(a, i * n, i, n, v, w, u, y);
}

/** One row of {@linkcode sweep} up to column `end`. */
function sweepRow(a: Float64Array, row: number, i: number, end: number, v: Float64Array, w: Float64Array, u: Float64Array, y: Float64Array): void {
  const vi = v[i];
  const wi = w[i];
  const ui = u[i];
  const diagonal = a[row + i] - 2 * (vi * wi);
  a[row + i] = diagonal;
  let total = diagonal * ui;
  for (let j = i + 1; j < end; j++) {
    const entry = a[row + j] - (vi * w[j] + wi * v[j]);
    a[row + j] = entry;
    total += entry * u[j];
    y[j] += entry * ui;
  }
  y[i] += total;
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

/** One QL sweep on rows l … m; e holds squares. */
function sweepBlock(d: Float64Array, e: Float64Array, l: number, m: number): void {
  const root = Math.sqrt(e[l]);
  const half = (d[l + 1] - d[l]) / (2 * root);
  const hypotenuse = Math.sqrt(half * half + 1);
  const shift = d[l] - root / (half + (half < 0 ? -hypotenuse : hypotenuse));
  let c = 1;
  let s = 0;
  let gamma = d[m] - shift;
  let p = gamma * gamma;
  for (let i = m - 1; i >= l; i--) {
    const square = e[i];
    const r = p + square;
    if (i !== m - 1) e[i + 1] = s * r;
    const cosine = c;
    c = p / r;
    s = square / r;
    const before = gamma;
    gamma = c * (d[i] - shift) - s * before;
    d[i + 1] = before + (d[i] - gamma);
    p = c === 0 ? cosine * square : (gamma * gamma) / c;
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
