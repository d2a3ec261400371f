import { NumericalError } from "../../numeric/errors.ts";
import { cholesky } from "../../numeric/linalg/cholesky.ts";
import type { Costs } from "../costs/asCosts.ts";

/** How far below 0 eigenvalues of S may lie, as a share of the largest: what single precision leaves. */
const INDEFINITE = 1e-6;

/**
 * S = 1 − d, symmetric with a diagonal of ones.
 *
 * @param action What the caller does, for messages.
 * @param costs All distances.
 * @returns The n² similarities. O(n³).
 * @throws {NumericalError} `not-positive-definite` if S has a negative eigenvalue that is more than rounding.
 */
export function similaritiesOf(action: string, { size: n, data, symmetric }: Costs): Float64Array {
  const s = new Float64Array(n * n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = 1 - 0.5 * (data[i * n + j] + data[j * n + i]);
      s[i * n + j] = value;
      s[j * n + i] = value;
      total += i === j ? value : 2 * value;
    }
  }
  // The mean of the row sums is at most the largest eigenvalue.
  const shift = INDEFINITE * Math.max(1, total / n);
  const shifted = s.slice();
  for (let i = 0; i < n; i++) shifted[i * n + i] += shift;
  if (!(symmetric && cholesky(shifted, n))) {
    throw new NumericalError(
      "not-positive-definite",
      `Cannot ${action}: methods by determinants need similarities 1 − d that are positive semidefinite, got distances for which they are not. ` +
        "Cosine and Jaccard distances do; so does 1 − exp(−δ²/(2σ²)) for Euclidean distances δ. The other methods take any distances",
    );
  }
  return s;
}
