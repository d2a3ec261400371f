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
    for (let a = 0; a < k; a++) addRows(u, n, rows, weights, k, a, start, end, v, a * width);
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

/** Adds rows of U times their weights to v from `at` on, which is zero, four rows at a time. */
function addRows(
  u: Float64Array,
  n: number,
  rows: Int32Array,
  weights: Float64Array,
  k: number,
  a: number,
  start: number,
  end: number,
  v: Float64Array,
  at: number,
): void {
  const vEnd = at + n;
  let e = start;
  for (; e + 4 <= end; e += 4) {
    const x0 = weights[e * k + a];
    const x1 = weights[(e + 1) * k + a];
    const x2 = weights[(e + 2) * k + a];
    const x3 = weights[(e + 3) * k + a];
    const from = rows[e];
    let i0 = rows[e] * n + from;
    let i1 = rows[e + 1] * n + from;
    let i2 = rows[e + 2] * n + from;
    let i3 = rows[e + 3] * n + from;
    for (let i = at + from; i < vEnd; i++, i0++, i1++, i2++, i3++) v[i] = v[i] + x0 * u[i0] + x1 * u[i1] + x2 * u[i2] + x3 * u[i3];
  }
  for (; e < end; e++) {
    const x = weights[e * k + a];
    let from = rows[e] * n + rows[e];
    for (let i = at + rows[e]; i < vEnd; i++, from++) v[i] += x * u[from];
  }
}

/** Dot product of two stretches of v: chunk after chunk, in each the even and the odd columns apart, in pairs of pairs of pairs. */
function chunkedDot(v: Float64Array, a: number, b: number, from: number, to: number): number {
  let sum = 0;
  for (let i = a + from, j = b + from; i < a + to; i += CHUNK, j += CHUNK) {
    const even =
      v[i] * v[j] + v[i + 2] * v[j + 2] + (v[i + 4] * v[j + 4] + v[i + 6] * v[j + 6]) +
      (v[i + 8] * v[j + 8] + v[i + 10] * v[j + 10] + (v[i + 12] * v[j + 12] + v[i + 14] * v[j + 14]));
    const odd =
      v[i + 1] * v[j + 1] + v[i + 3] * v[j + 3] + (v[i + 5] * v[j + 5] + v[i + 7] * v[j + 7]) +
      (v[i + 9] * v[j + 9] + v[i + 11] * v[j + 11] + (v[i + 13] * v[j + 13] + v[i + 15] * v[j + 15]));
    sum += even + odd;
  }
  return sum;
}
