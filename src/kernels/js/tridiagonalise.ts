import { addProducts } from "./addProducts.ts";
import { dotTwo } from "./dotTwo.ts";
import { reflect } from "./reflect.ts";
import { tridiagonaliseRest } from "./tridiagonaliseRest.ts";

/** Columns reduced before the rest of the matrix is brought up to date; as long as more than so many remain. */
const BLOCK = 8;
const FEW = 256;

/** Rows of a tile of that update. */
const TILE = 24;

/** {@linkcode Kernels.tridiagonalise} */
export function tridiagonalise(a: Float64Array, n: number, d: Float64Array, e: Float64Array, factors: Float64Array): void {
  const work = new Float64Array(BLOCK * n);
  let start = 0;
  if (n > FEW) {
    const left = new Float64Array(2 * BLOCK * n);
    const right = new Float64Array(2 * BLOCK * n);
    for (; n - start > FEW; start += BLOCK) {
      reduce(a, n, start, d, e, factors, work);
      update(a, n, start, work, left, right);
    }
  }
  tridiagonaliseRest(a, n, start, d, e, factors, work);
}

/** The columns of a block; the pairs v, w go to the rows of a above its diagonal and to the rows of `work`. */
function reduce(
  a: Float64Array,
  n: number,
  start: number,
  d: Float64Array,
  e: Float64Array,
  factors: Float64Array,
  work: Float64Array,
): void {
  // The columns of the block become rows, above the diagonal, which nothing else needs.
  for (let i = start + 1; i < n; i++) {
    for (let k = start; k < Math.min(start + BLOCK, i); k++) a[k * n + i] = a[i * n + k];
  }
  for (let t = 0; t < BLOCK; t++) {
    const k = start + t;
    const row = k * n + k;
    for (let s = 0; s < t; s++) {
      const v = (start + s) * n + k;
      const w = s * n + k;
      subtractPair(a, v, work, w, work[w], a[v], a, row, n - k);
    }
    d[k] = a[row];
    const m = n - k - 1;
    const v = row + 1;
    const w = t * n + k + 1;
    const factor = reflect(a, v, m, e, k);
    factors[k] = factor;
    multiplySymmetric(a, (k + 1) * (n + 1), n, m, v, work, w);
    for (let s = 0; s < t; s++) {
      const vs = (start + s) * n + k + 1;
      const ws = s * n + k + 1;
      subtractPair(a, vs, work, ws, dotTwo(work, ws, a, v, m), dotTwo(a, vs, a, v, m), work, w, m);
    }
    // w = t·y − (t²/2)(yᵀv)·v, so that (I − t v vᵀ) A (I − t v vᵀ) = A − v wᵀ − w vᵀ.
    const half = 0.5 * factor * factor * dotTwo(work, w, a, v, m);
    for (let j = 0; j < m; j++) work[w + j] = factor * work[w + j] - half * a[v + j];
  }
}

/** A −= Σ (v wᵀ + w vᵀ) over the block, on the rows and columns after it; lower triangle. */
function update(a: Float64Array, n: number, start: number, work: Float64Array, left: Float64Array, right: Float64Array): void {
  const end = start + BLOCK;
  const depth = 2 * BLOCK;
  for (let s = 0; s < BLOCK; s++) {
    for (let i = end, at = 2 * s; i < n; i++, at += depth) {
      const v = a[(start + s) * n + i];
      const w = work[s * n + i];
      left[at] = v;
      left[at + 1] = w;
      right[at] = -w;
      right[at + 1] = -v;
    }
  }
  for (let i = end; i < n; i += TILE) {
    const rows = Math.min(TILE, n - i);
    const at = (i - end) * depth;
    addProducts(left, at, depth, right, 0, depth, a, i * n + end, n, rows, i - end, depth);
    // On the diagonal three rows at a time up to their last own column.
    for (let r = 0; r < rows; r += 3) {
      const band = Math.min(3, rows - r);
      addProducts(left, at + r * depth, depth, right, at, depth, a, (i + r) * n + i, n, band, r + band, depth);
    }
  }
}

/** out −= p·v + q·w. */
function subtractPair(
  a: Float64Array,
  v: number,
  work: Float64Array,
  w: number,
  p: number,
  q: number,
  out: Float64Array,
  at: number,
  length: number,
): void {
  for (const end = at + length; at < end; at++, v++, w++) out[at] -= p * a[v] + q * work[w];
}

/** y ← A x for n rows of a symmetric matrix of which the lower triangle is read: the first rows by themselves, then four at a time. */
function multiplySymmetric(a: Float64Array, at: number, stride: number, n: number, x: number, y: Float64Array, yAt: number): void {
  y.fill(0, yAt, yAt + n);
  let i = n & 3;
  triangle(a, at, stride, i, x, y, yAt);
  for (; i < n; i += 4) {
    const row = at + i * stride;
    fourRows(a, row, stride, i, x, y, yAt);
    triangle(a, row + i, stride, 4, x + i, y, yAt + i);
  }
}

/** y += A x for up to four rows, lower triangle. */
function triangle(a: Float64Array, at: number, stride: number, n: number, x: number, y: Float64Array, yAt: number): void {
  for (let r = 0; r < n; r++, at += stride) {
    const u = a[x + r];
    let total = 0;
    for (let j = 0; j < r; j++) {
      const entry = a[at + j];
      total += entry * a[x + j];
      y[yAt + j] += entry * u;
    }
    y[yAt + r] += total + a[at + r] * u;
  }
}

/** Four rows of `length` entries before their diagonals, in sums over even and odd places. */
function fourRows(a: Float64Array, r0: number, stride: number, length: number, x: number, y: Float64Array, yAt: number): void {
  let r1 = r0 + stride;
  let r2 = r1 + stride;
  let r3 = r2 + stride;
  const u0 = a[x + length];
  const u1 = a[x + length + 1];
  const u2 = a[x + length + 2];
  const u3 = a[x + length + 3];
  const to = yAt + length;
  let even0 = 0;
  let even1 = 0;
  let even2 = 0;
  let even3 = 0;
  let odd0 = 0;
  let odd1 = 0;
  let odd2 = 0;
  let odd3 = 0;
  for (; yAt + 1 < to; yAt += 2, x += 2, r0 += 2, r1 += 2, r2 += 2, r3 += 2) {
    let u = a[x];
    let a0 = a[r0];
    let a1 = a[r1];
    let a2 = a[r2];
    let a3 = a[r3];
    even0 += a0 * u;
    even1 += a1 * u;
    even2 += a2 * u;
    even3 += a3 * u;
    y[yAt] += a0 * u0 + a1 * u1 + (a2 * u2 + a3 * u3);
    u = a[x + 1];
    a0 = a[r0 + 1];
    a1 = a[r1 + 1];
    a2 = a[r2 + 1];
    a3 = a[r3 + 1];
    odd0 += a0 * u;
    odd1 += a1 * u;
    odd2 += a2 * u;
    odd3 += a3 * u;
    y[yAt + 1] += a0 * u0 + a1 * u1 + (a2 * u2 + a3 * u3);
  }
  if (yAt < to) {
    const u = a[x];
    even0 += a[r0] * u;
    even1 += a[r1] * u;
    even2 += a[r2] * u;
    even3 += a[r3] * u;
    y[yAt] += a[r0] * u0 + a[r1] * u1 + (a[r2] * u2 + a[r3] * u3);
  }
  y[to] += even0 + odd0;
  y[to + 1] += even1 + odd1;
  y[to + 2] += even2 + odd2;
  y[to + 3] += even3 + odd3;
}
