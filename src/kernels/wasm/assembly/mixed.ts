// Sums of products for mixed models: outer products of dense rows, and squares of sparse combinations of rows of a triangle.
import { DEPTH, OCTET } from "./products";

/** Columns of U that a pass over all levels takes: n rows of so many stay in the second-level cache. A multiple of CHUNK. */
const NEAR: u32 = 64;

/** Columns summed in registers. */
const CHUNK: u32 = 16;

/** Packs the columns of x, d rows of n, for `products`, as `packRows` packs rows. */
export function packColumns(x: usize, n: u32, d: u32, packed: usize): void {
  const rowBytes = <usize>n * 8;
  for (let from: u32 = 0; from < d; from += DEPTH) {
    const depth = min(DEPTH, d - from);
    for (let column: u32 = 0; column < n; column += OCTET) {
      const filled = min(OCTET, n - column);
      let source = x + <usize>from * rowBytes + <usize>column * 8;
      if (filled < OCTET) memory.fill(packed, 0, <usize>depth * 64);
      for (const end = packed + <usize>depth * 64; packed < end; packed += 64, source += rowBytes) {
        if (filled == OCTET) {
          v128.store(packed, v128.load(source));
          v128.store(packed, v128.load(source, 16), 16);
          v128.store(packed, v128.load(source, 32), 32);
          v128.store(packed, v128.load(source, 48), 48);
        } else for (let c: u32 = 0; c < filled; c++) store<f64>(packed + <usize>c * 8, load<f64>(source + <usize>c * 8));
      }
    }
  }
}

/**
 * out[m] = Vₘ′Vₘ, k × k, for every level m: column a of Vₘ is the sum of rows of U with the weights of the level, entry `start` to `end` of
 * `rows` (ascending) and `weights` (k per entry). U has n columns in rows of `stride` numbers, a multiple of CHUNK ≥ n, and zeros where a
 * chunk begins before the diagonal or ends after the last column. `v` is room for k chunks.
 */
export function mixedProducts(u: usize, n: u32, stride: u32, levels: u32, starts: usize, rows: usize, weights: usize, k: u32, v: usize, out: usize): void {
  memory.fill(out, 0, <usize>levels * k * k * 8);
  const strideBytes = <usize>stride * 8;
  const weightBytes = <usize>k * 8;
  for (let near: u32 = 0; near < n; near += NEAR) {
    const nearEnd = min(near + NEAR, n);
    let to = out;
    for (let m: u32 = 0; m < levels; m++, to += <usize>k * k * 8) {
      const start = load<u32>(starts + <usize>m * 4);
      const end = load<u32>(starts + <usize>m * 4, 4);
      let used = start;
      for (let column = near; column < nearEnd; column += CHUNK) {
        while (used < end && load<u32>(rows + <usize>used * 4) < column + CHUNK) used++;
        if (used == start) continue;
        const from = u + <usize>column * 8;
        const first = rows + <usize>start * 4;
        const last = rows + <usize>used * 4;
        const weight = weights + <usize>start * weightBytes;
        if (k == 1) {
          combine(from, strideBytes, first, last, weight, weightBytes, v);
          store<f64>(to, load<f64>(to) + chunkDot(v, v));
          continue;
        }
        for (let a: u32 = 0; a < k; a++) {
          const at = v + <usize>a * (CHUNK * 8);
          combine(from, strideBytes, first, last, weight + <usize>a * 8, weightBytes, at);
          for (let b: u32 = 0; b <= a; b++) {
            const entry = to + <usize>(a * k + b) * 8;
            store<f64>(entry, load<f64>(entry) + chunkDot(at, v + <usize>b * (CHUNK * 8)));
          }
        }
      }
    }
  }
  // The upper triangles.
  for (let to = out; levels > 0; levels--, to += <usize>k * k * 8) {
    for (let a: u32 = 0; a < k; a++) for (let b: u32 = 0; b < a; b++) store<f64>(to + (<usize>b * k + a) * 8, load<f64>(to + (<usize>a * k + b) * 8));
  }
}

/** Row m·k + a of `out`: column a of Vₘ as in `mixedProducts`, for any U. Rows of `out` are `outStride` numbers, a multiple of CHUNK ≥ n. */
export function mixedRows(u: usize, n: u32, stride: u32, levels: u32, starts: usize, rows: usize, weights: usize, k: u32, out: usize, outStride: u32): void {
  const weightBytes = <usize>k * 8;
  for (let near: u32 = 0; near < n; near += NEAR) {
    const nearEnd = min(near + NEAR, n);
    for (let m: u32 = 0; m < levels; m++) {
      const start = load<u32>(starts + <usize>m * 4);
      const end = load<u32>(starts + <usize>m * 4, 4);
      for (let a: u32 = 0; a < k; a++) {
        const weight = weights + <usize>start * weightBytes + <usize>a * 8;
        const to = out + <usize>(m * k + a) * outStride * 8;
        for (let column = near; column < nearEnd; column += CHUNK) {
          combine(u + <usize>column * 8, <usize>stride * 8, rows + <usize>start * 4, rows + <usize>end * 4, weight, weightBytes, to + <usize>column * 8);
        }
      }
    }
  }
}

/** A chunk of the weighted sum of rows of U. */
function combine(u: usize, strideBytes: usize, row: usize, end: usize, weight: usize, weightBytes: usize, v: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let s4 = f64x2.splat(0);
  let s5 = f64x2.splat(0);
  let s6 = f64x2.splat(0);
  let s7 = f64x2.splat(0);
  for (; row < end; row += 4, weight += weightBytes) {
    const from = u + <usize>load<u32>(row) * strideBytes;
    const x = v128.load64_splat(weight);
    s0 = f64x2.add(s0, f64x2.mul(x, v128.load(from)));
    s1 = f64x2.add(s1, f64x2.mul(x, v128.load(from, 16)));
    s2 = f64x2.add(s2, f64x2.mul(x, v128.load(from, 32)));
    s3 = f64x2.add(s3, f64x2.mul(x, v128.load(from, 48)));
    s4 = f64x2.add(s4, f64x2.mul(x, v128.load(from, 64)));
    s5 = f64x2.add(s5, f64x2.mul(x, v128.load(from, 80)));
    s6 = f64x2.add(s6, f64x2.mul(x, v128.load(from, 96)));
    s7 = f64x2.add(s7, f64x2.mul(x, v128.load(from, 112)));
  }
  v128.store(v, s0);
  v128.store(v, s1, 16);
  v128.store(v, s2, 32);
  v128.store(v, s3, 48);
  v128.store(v, s4, 64);
  v128.store(v, s5, 80);
  v128.store(v, s6, 96);
  v128.store(v, s7, 112);
}

/** Dot product of two chunks: even and odd columns apart, in pairs of pairs of pairs. */
function chunkDot(a: usize, b: usize): f64 {
  const p0 = f64x2.add(f64x2.mul(v128.load(a), v128.load(b)), f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
  const p1 = f64x2.add(f64x2.mul(v128.load(a, 32), v128.load(b, 32)), f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
  const p2 = f64x2.add(f64x2.mul(v128.load(a, 64), v128.load(b, 64)), f64x2.mul(v128.load(a, 80), v128.load(b, 80)));
  const p3 = f64x2.add(f64x2.mul(v128.load(a, 96), v128.load(b, 96)), f64x2.mul(v128.load(a, 112), v128.load(b, 112)));
  const sum = f64x2.add(f64x2.add(p0, p1), f64x2.add(p2, p3));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
