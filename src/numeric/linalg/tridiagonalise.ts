/**
 * Orthogonal similarity of a symmetric matrix to a tridiagonal one by Householder's reflections: A = H₀H₁…Hₙ₋₂ T Hₙ₋₂…H₁H₀ with
 * Hₖ = I − tₖ vₖvₖᵀ. The update of each step is fused with the matrix-vector product of the next. About 4n³/3 operations.
 *
 * Step k reflects row k beyond the diagonal onto its first entry; the rest becomes A − v wᵀ − w vᵀ. Row k + 1 is brought up to date
 * first, since it holds the next v; one sweep over the rows below then updates them and multiplies them by that v.
 *
 * @param a The n² entries, row after row, the largest of the order of 1; the upper triangle is read. Row k is left with vₖ in its
 * entries k + 1 … n − 1, the first of them 1.
 * @param n Number of rows.
 * @param d Where the diagonal of T goes, n entries.
 * @param e Where its neighbours go: `e[k]` couples k and k + 1.
 * @returns The n − 1 factors tₖ, 0 where nothing was to be reflected.
 */
export function tridiagonalise(a: Float64Array, n: number, d: Float64Array, e: Float64Array): Float64Array {
  const factors = new Float64Array(Math.max(0, n - 1));
  let v = new Float64Array(n);
  let next = new Float64Array(n);
  const w = new Float64Array(n);
  const y = new Float64Array(n);
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
    factors[k] = t;
    for (let j = k + 1; j < n; j++) a[row + j] = next[j];
    y.fill(0, k + 1);
    sweep(a, n, k + 1, v, w, next, y);
    // w = t·y − (t²/2)(yᵀv)·v, so that (I − t v vᵀ) A (I − t v vᵀ) = A − v wᵀ − w vᵀ.
    let product = 0;
    for (let j = k + 1; j < n; j++) product += y[j] * next[j];
    const half = 0.5 * t * t * product;
    for (let j = k + 1; j < n; j++) w[j] = t * y[j] - half * next[j];
    [v, next] = [next, v];
  }
  return factors;
}

/** Entries whose squares add up to less are taken for 0: they could underflow, and lie below 1e-135 of the largest entry. */
const NOTHING = 2 ** -900;

/**
 * The reflection that takes x = a[at … at + length) to (e, 0, …): its vector into v from `to` on, first entry 1, and its factor t returned
 * (0 where there is nothing to do).
 */
function reflector(a: Float64Array, at: number, length: number, v: Float64Array, to: number, e: Float64Array, k: number): number {
  let squares = 0;
  for (let j = 1; j < length; j++) squares += a[at + j] * a[at + j];
  const first = a[at];
  v[to] = 1;
  if (squares < NOTHING) {
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
