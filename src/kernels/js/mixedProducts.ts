import { addRows } from "./mixedRows.ts";

/** Columns that are summed together: where numbers of a row of U are zeros before its diagonal, whole chunks are left out. */
export const CHUNK = 16;

/** {@linkcode Kernels.mixedProducts} */
export function mixedProducts(
  u: Float64Array,
  n: number,
  starts: Int32Array,
  rows: Int32Array,
  weights: Float64Array,
  k: number,
  out: Float64Array,
): void {
  const width = CHUNK * Math.ceil(n / CHUNK);
  const v = new Float64Array(k * width);
  for (let m = 0; m + 1 < starts.length; m++) {
    const start = starts[m];
    const end = starts[m + 1];
    const first = start === end ? width : rows[start] - (rows[start] % CHUNK);
    for (let a = 0; a < k; a++) addRows(u, n, true, rows, weights, k, a, start, end, v, a * width);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        const product = chunkedDot(v, a * width, b * width, first, width);
        out[(m * k + a) * k + b] = product;
        out[(m * k + b) * k + a] = product;
      }
    }
    v.fill(0);
  }
}

/** Dot product of two stretches of v: chunk after chunk, in each the even and the odd columns apart. */
function chunkedDot(v: Float64Array, a: number, b: number, from: number, to: number): number {
  let sum = 0;
  for (let i = a + from, j = b + from; i < a + to; ) {
    let even = 0;
    let odd = 0;
    for (const end = i + CHUNK; i < end; i += 2, j += 2) {
      even += v[i] * v[j];
      odd += v[i + 1] * v[j + 1];
    }
    sum += even + odd;
  }
  return sum;
}
