import { dotTwo } from "./dotTwo.ts";
import { reflect } from "./reflect.ts";

/**
 * The end of the reduction to a tridiagonal matrix, column by column: the update A − v wᵀ − w vᵀ of each column is done in one sweep over the
 * rows with the multiplication by the next v.
 *
 * @param a As in `Kernels.tridiagonalise`, where rows and columns before `start` are done.
 * @param n Number of rows.
 * @param start First column.
 * @param d Where the diagonal goes.
 * @param e Where the neighbours go.
 * @param factors Where the factors go.
 * @param work Room for 2n numbers.
 */
export function tridiagonaliseRest(
  a: Float64Array,
  n: number,
  start: number,
  d: Float64Array,
  e: Float64Array,
  factors: Float64Array,
  work: Float64Array,
): void {
  // The first step has w = 0; any finite numbers will do for its v.
  let w = n;
  let y = 0;
  work.fill(0, n, 2 * n);
  for (let k = start; k < n; k++) {
    const row = k * n;
    const v = k > start ? row - n : row;
    for (let i = k; i < n; i++) a[row + i] = a[i * n + k];
    const p = work[w + k];
    const q = a[v + k];
    for (let i = k; i < n; i++) a[row + i] -= p * a[v + i] + q * work[w + i];
    d[k] = a[row + k];
    if (k + 1 === n) return;
    const factor = reflect(a, row + k + 1, n - k - 1, e, k);
    factors[k] = factor;
    work.fill(0, y + k + 1, y + n);
    let i = k + 1;
    if (((n - i) & 1) !== 0) {
      const diagonal = a[i * n + i] - 2 * (a[v + i] * work[w + i]);
      a[i * n + i] = diagonal;
      work[y + i] = diagonal * a[row + i];
      i++;
    }
    for (; i < n; i += 2) twoRows(a, n, i * n, k + 1, i, v, work, w, row, y);
    const half = 0.5 * factor * factor * dotTwo(work, y + k + 1, a, row + k + 1, n - k - 1);
    for (let j = k + 1; j < n; j++) work[y + j] = factor * work[y + j] - half * a[row + j];
    w = y;
    y = n - y;
  }
}

/** Entries `from` … i of row i and `from` … i + 1 of the next: A −= v wᵀ + w vᵀ, and y += A x. */
function twoRows(
  a: Float64Array,
  n: number,
  row: number,
  from: number,
  i: number,
  v: number,
  work: Float64Array,
  w: number,
  x: number,
  y: number,
): void {
  const v0 = a[v + i];
  const v1 = a[v + i + 1];
  const w0 = work[w + i];
  const w1 = work[w + i + 1];
  const x0 = a[x + i];
  const x1 = a[x + i + 1];
  const yi = y + i;
  let even0 = 0;
  let even1 = 0;
  let odd0 = 0;
  let odd1 = 0;
  let r0 = row + from;
  let r1 = r0 + n;
  v += from;
  w += from;
  x += from;
  y += from;
  for (; y + 1 < yi; r0 += 2, r1 += 2, v += 2, w += 2, x += 2, y += 2) {
    let vj = a[v];
    let wj = work[w];
    let xj = a[x];
    let a0 = a[r0] - (v0 * wj + w0 * vj);
    let a1 = a[r1] - (v1 * wj + w1 * vj);
    a[r0] = a0;
    a[r1] = a1;
    even0 += a0 * xj;
    even1 += a1 * xj;
    work[y] += a0 * x0 + a1 * x1;
    vj = a[v + 1];
    wj = work[w + 1];
    xj = a[x + 1];
    a0 = a[r0 + 1] - (v0 * wj + w0 * vj);
    a1 = a[r1 + 1] - (v1 * wj + w1 * vj);
    a[r0 + 1] = a0;
    a[r1 + 1] = a1;
    odd0 += a0 * xj;
    odd1 += a1 * xj;
    work[y + 1] += a0 * x0 + a1 * x1;
  }
  if (y < yi) {
    const a0 = a[r0] - (v0 * work[w] + w0 * a[v]);
    const a1 = a[r1] - (v1 * work[w] + w1 * a[v]);
    a[r0] = a0;
    a[r1] = a1;
    even0 += a0 * a[x];
    even1 += a1 * a[x];
    work[y] += a0 * x0 + a1 * x1;
    r0++;
    r1++;
  }
  const a00 = a[r0] - 2 * (v0 * w0);
  const a10 = a[r1] - (v1 * w0 + w1 * v0);
  const a11 = a[r1 + 1] - 2 * (v1 * w1);
  a[r0] = a00;
  a[r1] = a10;
  a[r1 + 1] = a11;
  work[yi] = even0 + odd0 + (a00 * x0 + a10 * x1);
  work[yi + 1] = even1 + odd1 + (a10 * x0 + a11 * x1);
}
