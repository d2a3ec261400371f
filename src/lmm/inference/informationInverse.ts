import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";

/** Share of the largest eigenvalue below which a direction carries no information. */
const NONE = 1e-10;

/**
 * Moore and Penrose's inverse of a matrix of information about parameters, each first scaled to a diagonal of 1 so that the answer does not
 * depend on units. Directions without information, and parameters whose diagonal is not positive, are dropped.
 *
 * @param matrix The n² entries, symmetric.
 * @param n Number of parameters.
 * @returns The inverse, n².
 */
export function informationInverse(matrix: Float64Array, n: number): Float64Array {
  const scale = Float64Array.from({ length: n }, (_, i) => (matrix[i * n + i] > 0 ? 1 / Math.sqrt(matrix[i * n + i]) : 0));
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) scaled[i * n + j] = matrix[i * n + j] * scale[i] * scale[j];
  const { values, vectors } = symmetricEigen(scaled, n);
  const out = new Float64Array(n * n);
  for (let e = 0; e < n; e++) {
    if (!(values[e] > NONE * values[n - 1])) continue;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) out[i * n + j] += (scale[i] * vectors[e * n + i] * scale[j] * vectors[e * n + j]) / values[e];
    }
  }
  return out;
}
