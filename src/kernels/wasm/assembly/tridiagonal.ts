// Householder's reduction of a symmetric matrix to a tridiagonal one; the JavaScript twin explains it. Stretches end with their row and start
// where an even number of places is left, one before the first that counts if need be. Lengths are in bytes.
import { multiply, packColumns } from "./products";

/** Columns reduced before the rest of the matrix is brought up to date. */
const BLOCK: usize = 8;

/** Entries whose squares add up to less are taken for 0. */
const NOTHING: f64 = 1.1830521861667747e-271; // 2⁻⁹⁰⁰

/**
 * As the JavaScript. Changes up to 8n numbers after the matrix. `work` is room for 8·n numbers (the vectors w of a block) and 24·8·⌈n/8⌉
 * numbers of packed rows.
 */
export function tridiagonalise(a: usize, n: usize, d: usize, e: usize, factors: usize, work: usize): void {
  const stride = n * 8;
  for (let k: usize = 0; k < n; k++) {
    const own = k * 8;
    const row = a + k * stride;
    const block = row - (k % BLOCK) * stride;
    if (block == row && k > 0) update(row - BLOCK * stride, row, n, own, work);
    turn(row + own, row + stride, stride);
    let at = stride - ((n - k + 1) & ~1) * 8;
    let v = block;
    let w = work;
    for (; v < row; v += stride, w += stride) combine(row + at, stride - at, 1, load<f64>(w + own), v + at, load<f64>(v + own), w + at, 0);
    store<f64>(d + own, load<f64>(row + own));
    if (k + 1 == n) return;
    // A place before the first that counts is 0 in v.
    store<f64>(row + own, 0);
    at = stride - ((n - k) & ~1) * 8;
    const x = row + at;
    const y = w + at;
    const length = stride - at;
    const factor = reflect(x, length, row + own + 8, e + own);
    store<f64>(factors + own, factor);
    multiplySymmetric(a + at * n + at, stride, length, x, y);
    for (v = block, w = work; v < row; v += stride, w += stride) combine(y, length, 1, 0, v + at, 0, w + at, x);
    combine(y, length, factor, 0.5 * factor * factor * dot(y, x, length), x, 0, x, 0);
  }
}

/** The column that starts at `to` becomes a row. */
function turn(to: usize, end: usize, stride: usize): void {
  for (let from = to; to < end; to += 8, from += stride) store<f64>(to, load<f64>(from));
}

/** A −= Σ (v wᵀ + w vᵀ) over the block whose vectors v are the rows at `v`, on the rows from `row` on, columns from byte `own` on; lower triangle. */
function update(v: usize, row: usize, n: usize, own: usize, w: usize): void {
  const stride = n * 8;
  // Of an octet of rows the columns v, w and v again: the first 16 by the last 16.
  const packed = w + BLOCK * stride;
  const end = packed + 24 * (stride - own + 56 & ~63);
  for (let part: usize = 0; part < 3; part++) packColumns((part == 1 ? w : v) + own, stride, BLOCK, packed + part * 512, 24 * 64, end);
  for (let left = packed; left < end; left += 24 * 64) {
    for (let pair: usize = 0; pair < 64; pair += 16, row += 2 * stride) {
      let c = row + own;
      for (let right = packed; right <= left; right += 24 * 64, c += 64) multiply(left + pair, right + 512, 16, c, stride, -1);
    }
  }
}

/** out ← factor·out − (p·v + q·w); where there is an x, p is w·x and q is v·x. */
function combine(out: usize, length: usize, factor: f64, p: f64, v: usize, q: f64, w: usize, x: usize): void {
  if (x != 0) {
    p = dot(w, x, length);
    q = dot(v, x, length);
  }
  const f = f64x2.splat(factor);
  const ps = f64x2.splat(p);
  const qs = f64x2.splat(q);
  for (let at: usize = 0; at < length; at += 16) {
    const sum = f64x2.add(f64x2.mul(ps, v128.load(v + at)), f64x2.mul(qs, v128.load(w + at)));
    v128.store(out + at, f64x2.sub(f64x2.mul(f, v128.load(out + at)), sum));
  }
}

/** Replaces x by the vector of the reflection that takes it to (image, 0, …), first entry 1; returns the reflection's factor, 0 for none. */
function reflect(x: usize, length: usize, at: usize, image: usize): f64 {
  const first = load<f64>(at);
  store<f64>(at, 0);
  const squares = dot(x, x, length);
  let target = first;
  let scale: f64 = 0;
  let factor: f64 = 0;
  if (!(squares < NOTHING)) {
    target = sqrt(first * first + squares);
    if (first > 0) target = -target;
    scale = 1 / (first - target);
    factor = (target - first) / target;
  }
  combine(x, length, scale, 0, x, 0, x, 0);
  store<f64>(at, 1);
  store<f64>(image, target);
  return factor;
}

function dot(x: usize, y: usize, length: usize): f64 {
  let sums = f64x2.splat(0);
  for (let at: usize = 0; at < length; at += 16) sums = f64x2.add(sums, f64x2.mul(v128.load(x + at), v128.load(y + at)));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** y ← A x for a symmetric matrix of which the lower triangle is read: four rows at a time, two at first where their number asks for it. */
function multiplySymmetric(a: usize, stride: usize, length: usize, x: usize, y: usize): void {
  memory.fill(y, 0, length);
  let rows: usize = 4 - ((length / 8) & 2);
  for (let at: usize = 0; at < length; at += rows * 8, a += rows * stride, rows = 4) {
    if (at > 0) fourRows(a, stride, at, x, y);
    let row = a + at;
    for (let r: usize = at; r < at + rows * 8; r += 8, row += stride) {
      const u = load<f64>(x + r);
      let total = load<f64>(row + r - at) * u;
      for (let j = at; j < r; j += 8) {
        const entry = load<f64>(row + j - at);
        total += entry * load<f64>(x + j);
        store<f64>(y + j, load<f64>(y + j) + entry * u);
      }
      store<f64>(y + r, load<f64>(y + r) + total);
    }
  }
}

/** Four rows of `length` bytes before their diagonals. */
function fourRows(r0: usize, stride: usize, length: usize, x: usize, y: usize): void {
  const r1 = r0 + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  const own = x + length;
  const u0 = v128.load64_splat(own);
  const u1 = v128.load64_splat(own, 8);
  const u2 = v128.load64_splat(own, 16);
  const u3 = v128.load64_splat(own, 24);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  for (let at: usize = 0; at < length; at += 16) {
    const u = v128.load(x + at);
    const a0 = v128.load(r0 + at);
    const a1 = v128.load(r1 + at);
    const a2 = v128.load(r2 + at);
    const a3 = v128.load(r3 + at);
    s0 = f64x2.add(s0, f64x2.mul(a0, u));
    s1 = f64x2.add(s1, f64x2.mul(a1, u));
    s2 = f64x2.add(s2, f64x2.mul(a2, u));
    s3 = f64x2.add(s3, f64x2.mul(a3, u));
    const first = f64x2.add(f64x2.mul(a0, u0), f64x2.mul(a1, u1));
    const second = f64x2.add(f64x2.mul(a2, u2), f64x2.mul(a3, u3));
    v128.store(y + at, f64x2.add(v128.load(y + at), f64x2.add(first, second)));
  }
  // Both halves of a sum side by side with those of the next row.
  const to = y + length;
  v128.store(to, f64x2.add(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3)));
  v128.store(to, f64x2.add(v128.shuffle<f64>(s2, s3, 0, 2), v128.shuffle<f64>(s2, s3, 1, 3)), 16);
}
