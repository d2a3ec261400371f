/**
 * ‖x_i − x̄‖² of every row, x̄ the mean of the rows: half of the mean squared distance of all pairs is Σ‖x_i − x̄‖²/(n − 1).
 *
 * Rows are taken relative to the first one: the differences of near duplicates are exact, and rows that are all alike give exactly 0. The
 * columns are worked through in blocks that stay in the cache.
 *
 * @param rows The rows, shape [m, d].
 * @param m Number of rows, ≥ 1.
 * @param d Their length.
 * @returns The squared deviations, shape [m].
 */
export function unitDeviations(rows: Float64Array, m: number, d: number): Float64Array {
  const deviations = new Float64Array(m);
  const center = new Float64Array(BLOCK);
  for (let from = 0; from < d; from += BLOCK) {
    const width = Math.min(BLOCK, d - from);
    center.fill(0);
    let i = 1;
    for (; i + 4 <= m; i += 4) addDifferences(rows, i * d + from, d, from, width, center);
    for (; i < m; i++) addDifference(rows, i * d + from, from, width, center);
    for (let j = 0; j < width; j++) center[j] = rows[from + j] + center[j] / m;
    for (i = 0; i < m; i++) deviations[i] += squaredDistance(rows, i * d + from, width, center);
  }
  return deviations;
}

/** Columns of a block: of 20 rows they take 160 KiB. */
const BLOCK = 1024;

/** Of four rows at once: a sum is loaded and stored once for them. */
function addDifferences(x: Float64Array, at: number, d: number, origin: number, width: number, total: Float64Array): void {
  for (let j = 0; j < width; j++) {
    const o = x[origin + j];
    total[j] += x[at + j] - o + (x[at + d + j] - o) + (x[at + 2 * d + j] - o + (x[at + 3 * d + j] - o));
  }
}

function addDifference(x: Float64Array, at: number, origin: number, width: number, total: Float64Array): void {
  for (let j = 0; j < width; j++) total[j] += x[at + j] - x[origin + j];
}

/** In four running sums. */
function squaredDistance(x: Float64Array, at: number, width: number, center: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 4 <= width; j += 4) {
    const d0 = x[at + j] - center[j];
    const d1 = x[at + j + 1] - center[j + 1];
    const d2 = x[at + j + 2] - center[j + 2];
    const d3 = x[at + j + 3] - center[j + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; j < width; j++) s0 += (x[at + j] - center[j]) * (x[at + j] - center[j]);
  return s0 + s1 + (s2 + s3);
}
