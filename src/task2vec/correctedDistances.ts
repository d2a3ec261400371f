import { NumericalError } from "../numeric/errors.ts";
import { totalsOfDeviations } from "./batchDistances.ts";
import { halfSquaredDistances } from "./halfSquaredDistances.ts";
import type { PreparedVectors } from "./prepareVectors.ts";
import { unitDeviations } from "./unitDeviations.ts";

/** The distances of one batch without the noise of the embeddings. */
interface CorrectedDistances {
  /** Sum of the corrected distances from each solver to the others, shape [m]. */
  readonly totals: Float64Array;
  /** Mean cosine distance between the two embeddings of a solver. */
  readonly noiseFloor: number;
}

/**
 * Cosine distances of one batch, disattenuated by replicates.
 *
 * With g and g′ the two embeddings of a solver, x = (g + g′)/(2√(g·g′)) and n = ‖g − g′‖²/(4 g·g′), the corrected distance
 * 1 − x_i·x_j is ½‖x_i − x_j‖² − ½(n_i + n_j), since ‖x‖² = 1 + n: sums of squares only. The sum over j comes from the deviations of
 * the x in O(m·d).
 *
 * @param action What the caller does, for messages.
 * @param first The embeddings at length 1; overwritten with x.
 * @param second The replicates at length 1; overwritten.
 * @param d Entries of a vector.
 * @param matrix Where the distance of i and j is added at i·m + j, unless undefined.
 * @param where Names the replicate of a solver in messages.
 * @returns The sums of distances and the mean distance of replicates.
 * @throws {NumericalError} `no-variation` if g·g′ is 0.
 */
export function correctedDistances(
  action: string,
  first: PreparedVectors,
  second: PreparedVectors,
  d: number,
  matrix: Float64Array | undefined,
  where: (solver: number) => string,
): CorrectedDistances {
  const m = first.factors.length;
  const x = first.rows;
  const other = second.rows;
  const noise = new Float64Array(m);
  let floor = 0;
  for (let i = 0; i < m; i++) {
    const end = (i + 1) * d;
    // g is at length 1; g′ goes back to its length relative to g.
    const ratio = first.factors[i] / second.factors[i];
    let apart = 0;
    let common = 0;
    let squares = 0;
    for (let at = i * d; at < end; at++) {
      const difference = x[at] - other[at];
      apart += difference * difference;
      other[at] *= ratio;
      common += x[at] * other[at];
      squares += (x[at] - other[at]) * (x[at] - other[at]);
    }
    if (!(common > 0)) throw new NumericalError("no-variation", `Cannot ${action}: a replicate must have entries in common with its embedding, got none at ${where(i)}`);
    floor += 0.5 * apart;
    noise[i] = squares / (4 * common);
    const factor = 0.5 / Math.sqrt(common);
    for (let at = i * d; at < end; at++) x[at] = (x[at] + other[at]) * factor;
  }
  const totals = totalsOfDeviations(unitDeviations(x, m, d));
  let totalNoise = 0;
  for (let i = 0; i < m; i++) totalNoise += noise[i];
  for (let i = 0; i < m; i++) totals[i] -= 0.5 * ((m - 2) * noise[i] + totalNoise);
  if (matrix !== undefined) {
    const halves = halfSquaredDistances(x, m, d);
    for (let i = 0; i < m; i++) {
      for (let j = i + 1; j < m; j++) {
        const distance = halves[i * m + j] - 0.5 * (noise[i] + noise[j]);
        matrix[i * m + j] += distance;
        matrix[j * m + i] += distance;
      }
    }
  }
  return { totals, noiseFloor: floor / m };
}
