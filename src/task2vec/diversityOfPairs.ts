import { mean } from "../numeric/moments.ts";
import type { EnsembleDiversityMatrix } from "./ensembleDiversity.ts";
import { jackknifeOfPairs } from "./jackknifeOfPairs.ts";

/**
 * EDC from the distances of all pairs of m solvers on each problem, some of them missing.
 *
 * The distance D of a pair is its mean over the problems it has a distance on, EDC the mean over pairs. The variance over problems is
 * P/(P − 1)·ΣI², I_p = mean over pairs of (d_p − D)/n with n the problems of the pair, 0 where d_p is missing: s²/P where none is.
 *
 * @param action What the caller does, for messages.
 * @param distance Name of the distance.
 * @param m Number of solvers, ≥ 2.
 * @param table Distance of the pairs (0, 1), (0, 2), …, (1, 2), … on each problem, NaN where missing; shape [problems, m(m − 1)/2].
 * @returns EDC with everything it consists of.
 * @throws {RangeError} If a pair has no distance on any problem.
 */
export function diversityOfPairs(action: string, distance: string, m: number, table: Float64Array): EnsembleDiversityMatrix {
  const pairs = (m * (m - 1)) / 2;
  const problems = table.length / pairs;
  const sums = new Float64Array(pairs);
  const counts = new Float64Array(pairs);
  const batchValues = new Float64Array(problems);
  for (let p = 0; p < problems; p++) {
    let total = 0;
    let present = 0;
    for (let t = 0; t < pairs; t++) {
      const value = table[p * pairs + t];
      if (value !== value) continue;
      sums[t] += value;
      counts[t]++;
      total += value;
      present++;
    }
    batchValues[p] = total / present;
  }
  const matrix = new Float64Array(m * m);
  const meanDistances = new Float64Array(m);
  for (let i = 0, t = 0; i < m; i++) {
    for (let j = i + 1; j < m; j++, t++) {
      if (counts[t] === 0) throw new RangeError(`Cannot ${action}: every two solvers must have a problem in common, got none for solvers ${i} and ${j}`);
      sums[t] /= counts[t];
      matrix[i * m + j] = sums[t];
      matrix[j * m + i] = sums[t];
      meanDistances[i] += sums[t] / (m - 1);
      meanDistances[j] += sums[t] / (m - 1);
    }
  }
  const estimate = mean(sums);
  const { standardError, leaveOneOut, contributions } = jackknifeOfPairs(meanDistances, estimate);
  return {
    distance,
    estimate,
    standardErrorOverBatches: errorOverProblems(table, sums, counts),
    standardErrorOverModels: standardError,
    meanDistances,
    leaveOneOut,
    contributions,
    batchValues,
    solvers: m,
    batches: problems,
    uncorrected: estimate,
    noiseFloor: NaN,
    matrix: { data: matrix, shape: [m, m] },
  };
}

function errorOverProblems(table: Float64Array, means: Float64Array, counts: Float64Array): number {
  const pairs = means.length;
  const problems = table.length / pairs;
  if (problems < 2) return NaN;
  let squares = 0;
  for (let p = 0; p < problems; p++) {
    let influence = 0;
    for (let t = 0; t < pairs; t++) {
      const value = table[p * pairs + t];
      if (value === value) influence += (value - means[t]) / counts[t];
    }
    squares += (influence / pairs) * (influence / pairs);
  }
  return Math.sqrt((problems / (problems - 1)) * squares);
}
