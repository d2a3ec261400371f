// Sums of products for mixed models: sparse combinations, and squares of sparse combinations of rows of a triangle.

/** Columns summed in registers. */
const CHUNK: u32 = 16;

/**
 * Columns `from` to `to`, in chunks of CHUNK, of sparse combinations of rows of U. Column a of Vₘ is the sum of rows of U with the weights of
 * level m, entries starts[m] to starts[m + 1] of `rows` (ascending, the first level from 0 on) and `weights` (k per entry). Rows of U have `stride` numbers.
 *
 * Where `vStride` is 0, U is upper triangular, with zeros where a chunk begins before the diagonal; the lower triangle of Vₘ′Vₘ, k × k, is added
 * to out[m]; `v` is room for k chunks. Else row m·k + a of `v`, of `vStride` numbers, is column a of Vₘ.
 */
export function mixed(
  u: usize,
  from: u32,
  to: u32,
  stride: u32,
  levels: u32,
  starts: usize,
  rows: usize,
  weights: usize,
  k: u32,
  v: usize,
  vStride: u32,
  out: usize,
): void {
  const isSquare = vStride == 0;
  const weightBytes = <usize>k * 8;
  const vBytes = <usize>(isSquare ? CHUNK : vStride) * 8;
  for (; levels > 0; levels--, out += weightBytes * k) {
    starts += 4;
    const last = rows + <usize>(load<u32>(starts) - load<u32>(starts - 4)) * 4;
    let used = isSquare ? rows : last;
    for (let column = from; column < to; column += CHUNK) {
      while (used < last && load<u32>(used) < column + CHUNK) used += 4;
      if (isSquare && used == rows) continue;
      let at = isSquare ? v : v + <usize>column * 8;
      for (let a: usize = 0; a < weightBytes; a += 8, at += vBytes) {
        combine(u + <usize>column * 8, <usize>stride * 8, rows, used, weights + a, weightBytes, at);
        if (isSquare) for (let b: usize = 0; b <= a; b += 8) addDot(at, v + b * CHUNK, out + a * k + b);
      }
    }
    weights += (last - rows) * 2 * k;
    rows = last;
    if (!isSquare) v += vBytes * k;
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
