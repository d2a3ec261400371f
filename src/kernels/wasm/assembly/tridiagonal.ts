// Householder's reduction of a symmetric matrix to a tridiagonal one; the JavaScript twin explains it. Sums have two lanes, even and odd
// places; the odd one out at the end of a row goes to the first.
import { products } from "./products";

/** Columns reduced before the rest of the matrix is brought up to date; as long as more than so many remain. */
const BLOCK: u32 = 8;
const FEW: u32 = 256;

/** Entries whose squares add up to less are taken for 0. */
const NOTHING: f64 = 1.1830521861667747e-271; // 2⁻⁹⁰⁰

/** As the JavaScript; `work` is room for 8·n numbers (the vectors w of a block), twice 16·8·⌈n/8⌉ numbers of packed rows and a tile of 16. */
export function tridiagonalise(a: usize, n: u32, d: usize, e: usize, factors: usize, work: usize): void {
  let start: u32 = 0;
  for (; n > start + FEW; start += BLOCK) {
    reduce(a, n, start, d, e, factors, work);
    update(a, n, start, work);
  }
  rest(a, n, start, d, e, factors, work);
}

/** The columns of a block; the pairs v, w go to the rows of a above its diagonal and to the rows of `work`. */
function reduce(a: usize, n: u32, start: u32, d: usize, e: usize, factors: usize, work: usize): void {
  const stride = <usize>n * 8;
  const rows = a + <usize>start * stride;
  for (let i = start + 1; i < n; i++) {
    let from = a + (<usize>i * n + start) * 8;
    let to = rows + <usize>i * 8;
    for (const last = from + <usize>min(BLOCK, i - start) * 8; from < last; from += 8, to += stride) store<f64>(to, load<f64>(from));
  }
  for (let t: u32 = 0; t < BLOCK; t++) {
    const k = start + t;
    const own = <usize>k * 8;
    const next = own + 8;
    const v = rows + <usize>t * stride + next;
    const w = work + <usize>t * stride + next;
    const m = n - k - 1;
    subtractPairs(rows + own, work + own, stride, t, 0, v - 8, m + 1);
    store<f64>(d + own, load<f64>(v - 8));
    const factor = reflect(v, m, e + own);
    store<f64>(factors + own, factor);
    multiplySymmetric(a + <usize>(k + 1) * stride + next, stride, m, v, w);
    subtractPairs(rows + next, work + next, stride, t, v, w, m);
    combine(w, v, m, factor);
  }
}

/** A −= Σ (v wᵀ + w vᵀ) over the block, on the rows and columns after it; lower triangle. */
function update(a: usize, n: u32, start: u32, work: usize): void {
  const stride = <usize>n * 8;
  const end = start + BLOCK;
  const m = n - end;
  const left = work + <usize>BLOCK * stride;
  const right = left + <usize>BLOCK * 128 * ((n + 7) / 8);
  for (let s: u32 = 0; s < BLOCK; s++) {
    const v = a + <usize>(start + s) * stride + <usize>end * 8;
    const w = work + <usize>s * stride + <usize>end * 8;
    const at = <usize>s * 128;
    packLine(v, m, 2 * BLOCK, left + at, 1);
    packLine(w, m, 2 * BLOCK, left + at + 64, 1);
    packLine(w, m, 2 * BLOCK, right + at, -1);
    packLine(v, m, 2 * BLOCK, right + at + 64, -1);
  }
  products(left, m, 0, m, right, m, 0, m, 2 * BLOCK, a + (<usize>end * n + end) * 8, n, 1, 1, right + <usize>BLOCK * 128 * ((n + 7) / 8));
}

/** The columns from `start` on one by one: each update is done in one sweep over the rows with the multiplication by the next v. */
function rest(a: usize, n: u32, start: u32, d: usize, e: usize, factors: usize, work: usize): void {
  const stride = <usize>n * 8;
  // The first step has w = 0; any finite numbers will do for its v.
  let w = work + stride;
  let y = work;
  memory.fill(w, 0, stride);
  for (let k = start; k < n; k++) {
    const own = <usize>k * 8;
    const next = own + 8;
    const x = a + <usize>k * stride;
    const v = k > start ? x - stride : x;
    let from = a + <usize>k * stride + own;
    for (let to = x + own; to < x + stride; to += 8, from += stride) store<f64>(to, load<f64>(from));
    subtractPairs(v + own, w + own, stride, 1, 0, x + own, n - k);
    store<f64>(d + own, load<f64>(x + own));
    if (k + 1 == n) return;
    const m = n - k - 1;
    const factor = reflect(x + next, m, e + own);
    store<f64>(factors + own, factor);
    memory.fill(y + next, 0, <usize>m * 8);
    let i = k + 1;
    let row = a + <usize>i * stride + next;
    if ((m & 1) != 0) {
      const diagonal = load<f64>(row) - 2 * (load<f64>(v + next) * load<f64>(w + next));
      store<f64>(row, diagonal);
      store<f64>(y + next, diagonal * load<f64>(x + next));
      i++;
      row += stride;
    }
    for (; i < n; i += 2, row += 2 * stride) twoRows(row, stride, i - k - 1, v + next, w + next, x + next, y + next);
    combine(y + next, x + next, m, factor);
    const other = w;
    w = y;
    y = other;
  }
}

/** `length` entries and the diagonals after them of two rows: A −= v wᵀ + w vᵀ, and y += A x. */
function twoRows(r0: usize, stride: usize, length: u32, v: usize, w: usize, x: usize, y: usize): void {
  let r1 = r0 + stride;
  const own = <usize>length * 8;
  const v0 = v128.load64_splat(v + own);
  const v1 = v128.load64_splat(v + own, 8);
  const w0 = v128.load64_splat(w + own);
  const w1 = v128.load64_splat(w + own, 8);
  const x0 = v128.load64_splat(x + own);
  const x1 = v128.load64_splat(x + own, 8);
  const to = y + own;
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  for (const end = y + <usize>(length & ~1) * 8; y < end; r0 += 16, r1 += 16, v += 16, w += 16, x += 16, y += 16) {
    const vj = v128.load(v);
    const wj = v128.load(w);
    const a0 = f64x2.sub(v128.load(r0), f64x2.add(f64x2.mul(v0, wj), f64x2.mul(w0, vj)));
    const a1 = f64x2.sub(v128.load(r1), f64x2.add(f64x2.mul(v1, wj), f64x2.mul(w1, vj)));
    v128.store(r0, a0);
    v128.store(r1, a1);
    const xj = v128.load(x);
    s0 = f64x2.add(s0, f64x2.mul(a0, xj));
    s1 = f64x2.add(s1, f64x2.mul(a1, xj));
    v128.store(y, f64x2.add(v128.load(y), f64x2.add(f64x2.mul(a0, x0), f64x2.mul(a1, x1))));
  }
  let t0 = f64x2.extract_lane(s0, 0);
  let t1 = f64x2.extract_lane(s1, 0);
  const p0 = f64x2.extract_lane(v0, 0);
  const p1 = f64x2.extract_lane(v1, 0);
  const q0 = f64x2.extract_lane(w0, 0);
  const q1 = f64x2.extract_lane(w1, 0);
  const u0 = f64x2.extract_lane(x0, 0);
  const u1 = f64x2.extract_lane(x1, 0);
  if ((length & 1) != 0) {
    const vj = load<f64>(v);
    const wj = load<f64>(w);
    const a0 = load<f64>(r0) - (p0 * wj + q0 * vj);
    const a1 = load<f64>(r1) - (p1 * wj + q1 * vj);
    store<f64>(r0, a0);
    store<f64>(r1, a1);
    t0 += a0 * load<f64>(x);
    t1 += a1 * load<f64>(x);
    store<f64>(y, load<f64>(y) + (a0 * u0 + a1 * u1));
    r0 += 8;
    r1 += 8;
  }
  const a00 = load<f64>(r0) - 2 * (p0 * q0);
  const a10 = load<f64>(r1) - (p1 * q0 + q1 * p0);
  const a11 = load<f64>(r1, 8) - 2 * (p1 * q1);
  store<f64>(r0, a00);
  store<f64>(r1, a10);
  store<f64>(r1, a11, 8);
  store<f64>(to, t0 + f64x2.extract_lane(s0, 1) + (a00 * u0 + a10 * u1));
  store<f64>(to, t1 + f64x2.extract_lane(s1, 1) + (a10 * u0 + a11 * u1), 8);
}

/** One column of rows to be packed for `products`, times a sign: eight numbers of it to an octet of `depth` columns, filled up with 0. */
export function packLine(x: usize, rows: u32, depth: u32, packed: usize, sign: f64): void {
  const signs = f64x2.splat(sign);
  let row: u32 = 0;
  for (; row + 8 <= rows; row += 8, x += 64, packed += <usize>depth * 64) {
    v128.store(packed, f64x2.mul(v128.load(x), signs));
    v128.store(packed, f64x2.mul(v128.load(x, 16), signs), 16);
    v128.store(packed, f64x2.mul(v128.load(x, 32), signs), 32);
    v128.store(packed, f64x2.mul(v128.load(x, 48), signs), 48);
  }
  if (row == rows) return;
  for (let r: u32 = 0; r < 8; r++, x += 8, packed += 8) store<f64>(packed, row + r < rows ? load<f64>(x) * sign : 0);
}

/** out −= p·vₛ + q·wₛ one after the other for `count` rows vₛ and wₛ of `length` numbers: p = wₛ·x and q = vₛ·x, or their first entries where x is 0. */
function subtractPairs(v: usize, w: usize, stride: usize, count: u32, x: usize, out: usize, length: u32): void {
  const even = <usize>(length & ~1) * 8;
  for (let s: u32 = 0; s < count; s++, v += stride, w += stride) {
    const p = x == 0 ? load<f64>(w) : dot(w, x, length);
    const q = x == 0 ? load<f64>(v) : dot(v, x, length);
    const ps = f64x2.splat(p);
    const qs = f64x2.splat(q);
    for (let at: usize = 0; at < even; at += 16) {
      const sum = f64x2.add(f64x2.mul(ps, v128.load(v + at)), f64x2.mul(qs, v128.load(w + at)));
      v128.store(out + at, f64x2.sub(v128.load(out + at), sum));
    }
    if ((length & 1) != 0) store<f64>(out + even, load<f64>(out + even) - (p * load<f64>(v + even) + q * load<f64>(w + even)));
  }
}

/** Replaces x by the vector of the reflection that takes it to (image, 0, …), first entry 1; returns the reflection's factor, 0 for none. */
function reflect(x: usize, length: u32, image: usize): f64 {
  const first = load<f64>(x);
  const squares = dot(x + 8, x + 8, length - 1);
  store<f64>(x, 1);
  if (squares < NOTHING) {
    memory.fill(x + 8, 0, <usize>(length - 1) * 8);
    store<f64>(image, first);
    return 0;
  }
  const norm = sqrt(first * first + squares);
  const target = first > 0 ? -norm : norm;
  const scale = 1 / (first - target);
  for (let i: u32 = 1; i < length; i++) {
    const at = x + <usize>i * 8;
    store<f64>(at, load<f64>(at) * scale);
  }
  store<f64>(image, target);
  return (target - first) / target;
}

/** w ← factor·w − half·v with half = factor²·(wᵀv)/2. */
function combine(w: usize, v: usize, length: u32, factor: f64): void {
  const half = 0.5 * factor * factor * dot(w, v, length);
  const f = f64x2.splat(factor);
  const h = f64x2.splat(half);
  for (const end = w + <usize>(length & ~1) * 8; w < end; w += 16, v += 16) v128.store(w, f64x2.sub(f64x2.mul(f, v128.load(w)), f64x2.mul(h, v128.load(v))));
  if ((length & 1) != 0) store<f64>(w, factor * load<f64>(w) - half * load<f64>(v));
}

function dot(x: usize, y: usize, length: u32): f64 {
  let sums = f64x2.splat(0);
  for (const end = x + <usize>(length & ~1) * 8; x < end; x += 16, y += 16) sums = f64x2.add(sums, f64x2.mul(v128.load(x), v128.load(y)));
  let first = f64x2.extract_lane(sums, 0);
  if ((length & 1) != 0) first += load<f64>(x) * load<f64>(y);
  return first + f64x2.extract_lane(sums, 1);
}

/** y ← A x for a symmetric matrix of which the lower triangle is read: the first rows by themselves, then four at a time. */
function multiplySymmetric(a: usize, stride: usize, n: u32, x: usize, y: usize): void {
  memory.fill(y, 0, <usize>n * 8);
  let i = n & 3;
  triangle(a, stride, i, x, y);
  for (a += <usize>i * stride; i < n; i += 4, a += 4 * stride) {
    const at = <usize>i * 8;
    fourRows(a, stride, i, x, y);
    triangle(a + at, stride, 4, x + at, y + at);
  }
}

/** y += A x for up to four rows, lower triangle. */
function triangle(a: usize, stride: usize, n: u32, x: usize, y: usize): void {
  for (let r: u32 = 0; r < n; r++, a += stride) {
    const own = <usize>r * 8;
    const u = load<f64>(x + own);
    let total: f64 = 0;
    for (let at: usize = 0; at < own; at += 8) {
      const entry = load<f64>(a + at);
      total += entry * load<f64>(x + at);
      store<f64>(y + at, load<f64>(y + at) + entry * u);
    }
    store<f64>(y + own, load<f64>(y + own) + (total + load<f64>(a + own) * u));
  }
}

/** Four rows of `length` entries before their diagonals. */
function fourRows(r0: usize, stride: usize, length: u32, x: usize, y: usize): void {
  const own = x + <usize>length * 8;
  const to = y + <usize>length * 8;
  let r1 = r0 + stride;
  let r2 = r1 + stride;
  let r3 = r2 + stride;
  const u0 = v128.load64_splat(own);
  const u1 = v128.load64_splat(own, 8);
  const u2 = v128.load64_splat(own, 16);
  const u3 = v128.load64_splat(own, 24);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  for (const end = x + <usize>(length & ~1) * 8; x < end; x += 16, y += 16, r0 += 16, r1 += 16, r2 += 16, r3 += 16) {
    const u = v128.load(x);
    const a0 = v128.load(r0);
    const a1 = v128.load(r1);
    const a2 = v128.load(r2);
    const a3 = v128.load(r3);
    s0 = f64x2.add(s0, f64x2.mul(a0, u));
    s1 = f64x2.add(s1, f64x2.mul(a1, u));
    s2 = f64x2.add(s2, f64x2.mul(a2, u));
    s3 = f64x2.add(s3, f64x2.mul(a3, u));
    const first = f64x2.add(f64x2.mul(a0, u0), f64x2.mul(a1, u1));
    const second = f64x2.add(f64x2.mul(a2, u2), f64x2.mul(a3, u3));
    v128.store(y, f64x2.add(v128.load(y), f64x2.add(first, second)));
  }
  let t0 = f64x2.extract_lane(s0, 0);
  let t1 = f64x2.extract_lane(s1, 0);
  let t2 = f64x2.extract_lane(s2, 0);
  let t3 = f64x2.extract_lane(s3, 0);
  if ((length & 1) != 0) {
    const u = load<f64>(x);
    const a0 = load<f64>(r0);
    const a1 = load<f64>(r1);
    const a2 = load<f64>(r2);
    const a3 = load<f64>(r3);
    t0 += a0 * u;
    t1 += a1 * u;
    t2 += a2 * u;
    t3 += a3 * u;
    const first = a0 * f64x2.extract_lane(u0, 0) + a1 * f64x2.extract_lane(u1, 0);
    const second = a2 * f64x2.extract_lane(u2, 0) + a3 * f64x2.extract_lane(u3, 0);
    store<f64>(y, load<f64>(y) + (first + second));
  }
  store<f64>(to, load<f64>(to) + (t0 + f64x2.extract_lane(s0, 1)));
  store<f64>(to, load<f64>(to, 8) + (t1 + f64x2.extract_lane(s1, 1)), 8);
  store<f64>(to, load<f64>(to, 16) + (t2 + f64x2.extract_lane(s2, 1)), 16);
  store<f64>(to, load<f64>(to, 24) + (t3 + f64x2.extract_lane(s3, 1)), 24);
}
