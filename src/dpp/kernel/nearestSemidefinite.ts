import { kernels } from "../../kernels/backend.ts";
import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";

/**
 * Takes the negative eigenvalues out of a symmetric matrix, in place, and scales rows and columns so that the diagonal stays as it was.
 *
 * @param a The n² entries, exactly symmetric, diagonal ≥ 0.
 * @param n Number of rows.
 * @returns The clipped mass: the share of the negative eigenvalues in Σ |λ|; 0 where they were rounding, and `a` is unchanged.
 */
export function nearestSemidefinite(a: Float64Array, n: number): number {
  const { values, vectors } = symmetricEigen(a, n);
  let negative = 0;
  let total = 0;
  for (let r = 0; r < n; r++) {
    total += Math.abs(values[r]);
    if (values[r] < 0) negative -= values[r];
  }
  if (negative <= n * 2 ** -52 * total) return 0;
  // V as columns, and the same times the eigenvalues that stay.
  const columns = new Float64Array(n * n);
  const scaled = new Float64Array(n * n);
  for (let r = 0; r < n; r++) {
    const value = Math.max(values[r], 0);
    for (let i = 0; i < n; i++) {
      columns[i * n + r] = vectors[r * n + i];
      scaled[i * n + r] = value * vectors[r * n + i];
    }
  }
  const rebuilt = new Float64Array(n * n);
  kernels().addProducts(scaled, 0, n, columns, 0, n, rebuilt, 0, n, n, n, n);
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) scale[i] = rebuilt[i * n + i] > 0 ? Math.sqrt(a[i * n + i] / rebuilt[i * n + i]) : 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const most = Math.sqrt(a[i * n + i]) * Math.sqrt(a[j * n + j]);
      const entry = Math.max(-most, Math.min(most, rebuilt[i * n + j] * (scale[i] * scale[j])));
      a[i * n + j] = entry;
      a[j * n + i] = entry;
    }
  }
  return negative / total;
}
