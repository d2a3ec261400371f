import { NumericalError } from "../numeric/errors.ts";
import type { FisherDistance } from "./checkFisherOptions.ts";
import { halfSquaredDistances } from "./halfSquaredDistances.ts";
import { pairDistance } from "./pairDistance.ts";
import type { PreparedVectors } from "./prepareVectors.ts";
import { unitDeviations } from "./unitDeviations.ts";

/**
 * Sum of the distances from each solver to all others in one batch; of an asymmetric distance the mean of both directions.
 *
 * Where all vectors have length 1 and the matrix is not wanted, it comes from the deviations a_i = ‖u_i − ū‖² in O(m·d):
 * Σ_j ½‖u_i − u_j‖² = ½(m·a_i + Σa). Otherwise all pairs are visited, O(m²·d).
 *
 * @param action What the caller does, for messages.
 * @param vectors The vectors of the batch.
 * @param d Their length.
 * @param rule The distance.
 * @param matrix Where the distance of i and j is added at i·m + j, unless undefined.
 * @returns The sums, shape [m].
 * @throws {NumericalError} `non-finite` if a distance overflows.
 */
export function batchDistances(
  action: string,
  { rows, factors }: PreparedVectors,
  d: number,
  { distance, epsilon }: FisherDistance,
  matrix: Float64Array | undefined,
): Float64Array {
  const m = factors.length;
  const ofDirections = distance === "cosine" || distance === "normalizedCosine" || distance === "correlation";
  if (ofDirections && matrix === undefined && !factors.includes(0)) return totalsOfDeviations(unitDeviations(rows, m, d));
  const totals = new Float64Array(m);
  const kernel = pairDistance[distance];
  const halves = ofDirections ? halfSquaredDistances(rows, m, d) : undefined;
  const directed = distance === "asymmetricKl" || (distance === "entropy" && epsilon > 0);
  for (let i = 0; i < m; i++) {
    for (let j = i + 1; j < m; j++) {
      const alone = factors[i] === 0 || factors[j] === 0;
      const forth = alone ? 1 : halves === undefined ? kernel(rows, i * d, j * d, d, epsilon) : halves[i * m + j];
      const back = directed ? kernel(rows, j * d, i * d, d, epsilon) : forth;
      const mean = 0.5 * (forth + back);
      if (!(mean < Infinity)) throw new NumericalError("non-finite", `Cannot ${action}: the distance "${distance}" overflows at vectors ${i} and ${j}`);
      totals[i] += mean;
      totals[j] += mean;
      if (matrix !== undefined) {
        matrix[i * m + j] += forth;
        matrix[j * m + i] += back;
      }
    }
  }
  return totals;
}

/** From a_i = ‖x_i − x̄‖²: the sum over j of ½‖x_i − x_j‖². */
export function totalsOfDeviations(deviations: Float64Array): Float64Array {
  const m = deviations.length;
  let total = 0;
  for (let i = 0; i < m; i++) total += deviations[i];
  return deviations.map((deviation) => 0.5 * (m * deviation + total));
}
