/** {@linkcode Kernels.mixedRows} */
export function mixedRows(u: Float64Array, n: number, starts: Int32Array, rows: Int32Array, weights: Float64Array, k: number, out: Float64Array): void {
  const levels = starts.length - 1;
  out.fill(0, 0, levels * k * n);
  for (let m = 0; m < levels; m++) {
    for (let a = 0; a < k; a++) addRows(u, n, false, rows, weights, k, a, starts[m], starts[m + 1], out, (m * k + a) * n);
  }
}

/**
 * Adds rows of U times column `a` of their weights to v from `at` on, four rows at a time.
 *
 * @param triangular Whether rows of U are zeros before the diagonal, which need not be added.
 */
export function addRows(
  u: Float64Array,
  n: number,
  triangular: boolean,
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
    const from = triangular ? rows[e] : 0;
    let i0 = rows[e] * n + from;
    let i1 = rows[e + 1] * n + from;
    let i2 = rows[e + 2] * n + from;
    let i3 = rows[e + 3] * n + from;
    for (let i = at + from; i < vEnd; i++, i0++, i1++, i2++, i3++) v[i] = v[i] + x0 * u[i0] + x1 * u[i1] + x2 * u[i2] + x3 * u[i3];
  }
  for (; e < end; e++) {
    const x = weights[e * k + a];
    const from = triangular ? rows[e] : 0;
    let i0 = rows[e] * n + from;
    for (let i = at + from; i < vEnd; i++, i0++) v[i] += x * u[i0];
  }
}
