import { gramOfRows } from "../numeric/linalg/gram.ts";

/**
 * Mean cosine similarity of every row to all rows, in O(N·D): uᵢ·Σwⱼuⱼ instead of N² products.
 *
 * @param units Rows of length 1, row-major, shape [N, D].
 * @param weights Weights of the rows, shape [N], sum 1.
 * @param excludeSelf Whether row i is left out of its own mean.
 * @returns One mean per row, shape [N].
 */
export function meanCosines(units: Float64Array, weights: Float64Array, excludeSelf: boolean): Float64Array {
  const n = weights.length;
  const d = units.length / n;
  const scores = new Float64Array(n);
  const total = new Float64Array(d);
  if (!excludeSelf) {
    for (let i = 0; i < n; i++) addRow(total, units, i, weights[i]);
    for (let i = 0; i < n; i++) scores[i] = withinUnit(dotRow(total, units, i));
    return scores;
  }
  // The rows before i and those after it, each in one pass: taking row i off the total would cancel where its weight is large.
  const others = new Float64Array(n);
  let weight = 0;
  for (let i = 0; i < n; i++) {
    scores[i] = dotRow(total, units, i);
    others[i] = weight;
    addRow(total, units, i, weights[i]);
    weight += weights[i];
  }
  total.fill(0);
  weight = 0;
  for (let i = n - 1; i >= 0; i--) {
    scores[i] = withinUnit((scores[i] + dotRow(total, units, i)) / (others[i] + weight));
    addRow(total, units, i, weights[i]);
    weight += weights[i];
  }
  return scores;
}

/** Cosine similarity of every pair of rows of length 1, in [−1, 1]; shape [N, N]. */
export function cosineMatrix(units: Float64Array, n: number): Float64Array {
  const data = gramOfRows({ data: units, shape: [n, units.length / n] });
  for (let at = 0; at < data.length; at++) data[at] = withinUnit(data[at]);
  return data;
}

/** A cosine that rounding may have put beyond ±1. */
function withinUnit(cosine: number): number {
  return Math.max(-1, Math.min(1, cosine));
}

function addRow(total: Float64Array, units: Float64Array, i: number, weight: number): void {
  const d = total.length;
  for (let k = 0, at = i * d; k < d; k++, at++) total[k] += weight * units[at];
}

function dotRow(vector: Float64Array, units: Float64Array, i: number): number {
  const d = vector.length;
  let product = 0;
  for (let k = 0, at = i * d; k < d; k++, at++) product += vector[k] * units[at];
  return product;
}
