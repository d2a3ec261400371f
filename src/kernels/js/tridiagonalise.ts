import { combine } from "./combine.ts";
import { dotTwo } from "./dotTwo.ts";
import { reflect } from "./reflect.ts";
import { subtractDots } from "./subtractDots.ts";

/** Columns reduced before the rest of the matrix is brought up to date. */
const BLOCK = 8;

/** {@linkcode Kernels.tridiagonalise} */
export function tridiagonalise(a: Float64Array, n: number, d: Float64Array, e: Float64Array, factors: Float64Array): void {
  const work = new Float64Array(BLOCK * n);
  const packed = new Float64Array(n > BLOCK ? 3 * BLOCK * n : 0);
  for (let k = 0; k < n; k++) {
    const row = k * n;
    // The pairs v, w of the block's columns before lie in the rows of a, above its diagonal, and in the rows of `work`.
    const t = k % BLOCK;
    if (t === 0 && k > 0) update(a, n, k, work, packed);
    // The column becomes a row. All stretches end with their row and have an even length: they may start one place before the first that counts.
    for (let i = k; i < n; i++) a[row + i] = a[i * n + k];
    let length = (n - k + 1) & ~1;
    let at = n - length;
    for (let s = 0; s < t; s++) {
      const v = row - (t - s) * n;
      combine(a, row + at, length, 1, work[s * n + k], a, v + at, a[v + k], work, s * n + at);
    }
    d[k] = a[row + k];
    if (k + 1 === n) return;
    // A place before the first that counts is 0 in v.
    a[row + k] = 0;
    length = (n - k) & ~1;
    at = n - length;
    const x = row + at;
    const y = t * n + at;
    const factor = reflect(a, x, length, row + k + 1, e, k);
    factors[k] = factor;
    multiplySymmetric(a, at * n + at, n, length, x, work, y);
    for (let s = 0; s < t; s++) {
      const v = row - (t - s) * n + at;
      const w = s * n + at;
      combine(work, y, length, 1, dotTwo(work, w, a, x, length), a, v, dotTwo(a, v, a, x, length), work, w);
    }
    // w = t·y − (t²/2)(yᵀv)·v, so that (I − t v vᵀ) A (I − t v vᵀ) = A − v wᵀ − w vᵀ.
    combine(work, y, length, factor, 0.5 * factor * factor * dotTwo(work, y, a, x, length), a, x, 0, a, x);
  }
}

/** A −= Σ (v wᵀ + w vᵀ) over the block before row and column `end`, on the rows and columns from there on; lower triangle. */
function update(a: Float64Array, n: number, end: number, work: Float64Array, packed: Float64Array): void {
  // Of each row the columns v, w and v again: the first 16 by the last 16.
  const width = 3 * BLOCK;
  for (let s = 0; s < BLOCK; s++) {
    for (let i = end, at = s; i < n; i++, at += width) {
      packed[at] = packed[at + 2 * BLOCK] = a[(end - BLOCK + s) * n + i];
      packed[at + BLOCK] = work[s * n + i];
    }
  }
  for (let i = end; i < n; i += 4) {
    for (let j = end; j <= i; j += 4) {
      const rows = Math.min(4, n - i);
      const columns = Math.min(4, n - j);
      subtractDots(packed, (i - end) * width, width, packed, (j - end) * width + BLOCK, width, a, i * n + j, n, rows, columns, 2 * BLOCK);
    }
  }
}

/** y ← A x for an even number of rows of a symmetric matrix of which the lower triangle is read: four at a time, two at first where need be. */
function multiplySymmetric(a: Float64Array, at: number, stride: number, n: number, x: number, y: Float64Array, yAt: number): void {
  y.fill(0, yAt, yAt + n);
  for (let i = 0, rows = 4 - (n & 2); i < n; i += rows, rows = 4) {
    const row = at + i * stride;
    if (i > 0) fourRows(a, row, stride, i, x, y, yAt);
    triangle(a, row + i, stride, rows, x + i, y, yAt + i);
  }
}

/** y += A x for up to four rows, lower triangle. */
function triangle(a: Float64Array, at: number, stride: number, n: number, x: number, y: Float64Array, yAt: number): void {
  for (let r = 0; r < n; r++, at += stride) {
    const u = a[x + r];
    let total = a[at + r] * u;
    for (let j = 0; j < r; j++) {
      const entry = a[at + j];
      total += entry * a[x + j];
      y[yAt + j] += entry * u;
    }
    y[yAt + r] += total;
  }
}

/** Four rows of `length` entries before their diagonals, in sums over even and odd places; the first four rows after these start with the sums. */
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
  for (; yAt < to; yAt += 2, x += 2, r0 += 2, r1 += 2, r2 += 2, r3 += 2) {
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
  y[to] = even0 + odd0;
  y[to + 1] = even1 + odd1;
  y[to + 2] = even2 + odd2;
  y[to + 3] = even3 + odd3;
}
