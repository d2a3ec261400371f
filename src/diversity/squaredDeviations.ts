import type { Matrix } from "../numeric/matrix.ts";

/**
 * ‖f_i·x_i − m‖² for every row, m the mean of the rows f_i·x_i.
 *
 * Rows are taken relative to the first one: the differences of near duplicates are exact, and rows that are all alike give exactly 0.
 * Two passes over the data, no copy.
 *
 * @param matrix The rows x_i, shape [n, d].
 * @param factors f_i, shape [n]: 1, or 1/‖x_i‖ for unit vectors.
 * @returns The squared deviations, shape [n].
 */
export function squaredDeviations({ data, shape: [n, d] }: Matrix, factors: Float64Array): Float64Array {
  const origin = new Float64Array(d);
  const mean = new Float64Array(d);
  const deviations = new Float64Array(n);
  if (n === 0) return deviations;
  for (let j = 0; j < d; j++) origin[j] = data[j] * factors[0];
  for (let i = 1; i < n; i++) addRow(data, i * d, factors[i], origin, mean);
  for (let j = 0; j < d; j++) mean[j] /= n;
  for (let i = 0; i < n; i++) deviations[i] = squaredDistance(data, i * d, factors[i], origin, mean);
  return deviations;
}

function addRow(data: ArrayLike<number>, at: number, factor: number, origin: Float64Array, total: Float64Array): void {
  for (let j = 0; j < total.length; j++) total[j] += data[at + j] * factor - origin[j];
}

/** In four running sums. */
function squaredDistance(data: ArrayLike<number>, at: number, factor: number, origin: Float64Array, mean: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  const d = mean.length;
  for (; j + 4 <= d; j += 4) {
    const d0 = data[at + j] * factor - origin[j] - mean[j];
    const d1 = data[at + j + 1] * factor - origin[j + 1] - mean[j + 1];
    const d2 = data[at + j + 2] * factor - origin[j + 2] - mean[j + 2];
    const d3 = data[at + j + 3] * factor - origin[j + 3] - mean[j + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; j < d; j++) {
    const rest = data[at + j] * factor - origin[j] - mean[j];
    s0 += rest * rest;
  }
  return s0 + s1 + (s2 + s3);
}
