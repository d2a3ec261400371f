// Sums of products for mixed models: outer products of dense rows, and squares of sparse combinations of rows of a triangle.
import { DEPTH, OCTET } from "./products";

/** Columns of U that a pass over all levels takes: n rows of so many stay in the second-level cache. A multiple of CHUNK. */
const NEAR: u32 = 64;

/** Columns summed in registers. */
const CHUNK: u32 = 16;

/** Packs the columns of x, d rows of n, for `products`, as `packRows` packs rows; may read seven numbers more. */
export function packColumns(x: usize, n: u32, d: u32, packed: usize): void {
  const rowBytes = <usize>n * 8;
  for (let from: u32 = 0; from < d; from += DEPTH, x += DEPTH * rowBytes) {
    for (let column = x; column < x + rowBytes; column += 64) {
      let source = column;
      for (const end = packed + <usize>min(DEPTH, d - from) * 64; packed < end; packed += 64, source += rowBytes) {
        v128.store(packed, v128.load(source));
        v128.store(packed, v128.load(source, 16), 16);
        v128.store(packed, v128.load(source, 32), 32);
        v128.store(packed, v128.load(source, 48), 48);
      }
    }
  }
}

/**
 * Sparse combinations of rows of U. Column a of Vₘ is the sum of rows of U with the weights of level m, entry `start` to `end` of `rows`
 * (ascending) and `weights` (k per entry). U has n columns in rows of `stride` numbers, a multiple of CHUNK ≥ n, and zeros after the last column.
 *
 * Where `vStride` is 0, U is upper triangular, with zeros where a chunk begins before the diagonal; the lower triangle of Vₘ′Vₘ, k × k, is added
 * to out[m]; `v` is room for k chunks. Else row m·k + a of `v`, of `vStride` numbers, a multiple of CHUNK ≥ n, is column a of Vₘ.
 */
export function mixed(u: usize, n: u32, stride: u32, levels: u32, starts: usize, rows: usize, weights: usize, k: u32, v: usize, vStride: u32, out: usize): void {
  const strideBytes = <usize>stride * 8;
  const weightBytes = <usize>k * 8;
  const vBytes = <usize>(vStride > 0 ? vStride : CHUNK) * 8;
  for (let near: u32 = 0; near < n; near += NEAR) {
    let first = rows;
    for (let m: u32 = 0; m < levels; m++) {
      const last = rows + <usize>load<u32>(starts + <usize>m * 4, 4) * 4;
      let used = vStride > 0 ? last : first;
      for (let column = near; column < min(near + NEAR, n); column += CHUNK) {
        while (used < last && load<u32>(used) < column + CHUNK) used += 4;
        let at = v;
        if (vStride > 0) at += <usize>m * k * vBytes + <usize>column * 8;
        else if (used == first) continue;
        for (let a: usize = 0; a < weightBytes; a += 8, at += vBytes) {
          combine(u + <usize>column * 8, strideBytes, first, used, weights + (first - rows) * k * 2 + a, weightBytes, at);
          if (vStride == 0) for (let b: usize = 0; b <= a; b += 8) addDot(at, v + b * CHUNK, out + (<usize>m * weightBytes + a) * k + b);
        }
      }
      first = last;
    }
  }
}

/** A chunk of the weighted sum of rows of U. Exported so that the compiler does not inline it. */
export function combine(u: usize, strideBytes: usize, row: usize, end: usize, weight: usize, weightBytes: usize, v: usize): void {
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

/** Adds the dot product of two chunks: even and odd columns apart. */
function addDot(a: usize, b: usize, out: usize): void {
  let sum = f64x2.splat(0);
  for (const end = a + CHUNK * 8; a < end; a += 16, b += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(a), v128.load(b)));
  store<f64>(out, load<f64>(out) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}
