import { checkArray, checkInteger } from "../numeric/check.ts";
import { asMatrix, type MatrixLike } from "../numeric/matrix.ts";
import { mean } from "../numeric/moments.ts";
import { jackknifeOfPairs } from "./jackknifeOfPairs.ts";

/** Result of {@linkcode subsetDiversity}. */
export interface SubsetDiversity {
  /** EDC of each ensemble; shape [ensembles]. */
  readonly estimate: Float64Array;
  /** Delete-one jackknife standard error over the members of each ensemble; NaN for two members; shape [ensembles]. */
  readonly standardErrorOverModels: Float64Array;
}

/**
 * Ensemble Diversity Coefficients of many ensembles drawn from one pool of solvers.
 *
 * Compute the matrix of the pool once; each ensemble is then a mean over its pairs, size² additions whatever the embeddings are.
 *
 * @param matrix Distances of all pairs of the pool, shape [solvers, solvers], as {@linkcode ensembleDiversity} (with `matrix: true`),
 * {@linkcode disagreement} and {@linkcode answerDiversity} give it. The mean of both directions counts; the diagonal is not read.
 * @param ensembles For each ensemble the indices of its members, at least two and all different.
 * @returns EDC and standard error of each.
 * @throws {RangeError} If the matrix is not square or not finite, an index is out of range or occurs twice, or an ensemble has one member.
 * @throws {TypeError} If an argument is of another kind.
 * @example
 * ```ts
 * import { subsetDiversity } from "@divlab/core/task2vec";
 *
 * const matrix = [[0, 0.2, 1], [0.2, 0, 0.6], [1, 0.6, 0]];
 * subsetDiversity(matrix, [[0, 1], [0, 2], [0, 1, 2]]).estimate; // => Float64Array [0.2, 1, 0.6]
 * ```
 */
export function subsetDiversity(matrix: MatrixLike, ensembles: readonly ArrayLike<number>[]): SubsetDiversity {
  const action = "compute ensembles' diversity";
  const { data, shape } = asMatrix(action, "matrix", matrix);
  const [pool, columns] = shape;
  if (pool !== columns) throw new RangeError(`Cannot ${action}: matrix must be square, got ${pool} × ${columns}`);
  checkArray(action, "ensembles", ensembles);
  const estimate = new Float64Array(ensembles.length);
  const standardErrorOverModels = new Float64Array(ensembles.length);
  const lastSeen = new Int32Array(pool).fill(-1);
  for (let e = 0; e < ensembles.length; e++) {
    const members = ensembles[e];
    checkArray(action, `ensemble ${e}`, members, 2);
    for (let a = 0; a < members.length; a++) {
      checkInteger(action, `member ${a} of ensemble ${e}`, members[a], 0, pool - 1);
      if (lastSeen[members[a]] === e) throw new RangeError(`Cannot ${action}: members must be distinct, got ${members[a]} twice at ensemble ${e}`);
      lastSeen[members[a]] = e;
    }
    const meanDistances = distancesAmong(data, pool, members);
    estimate[e] = mean(meanDistances);
    standardErrorOverModels[e] = jackknifeOfPairs(meanDistances, estimate[e]).standardError;
  }
  return { estimate, standardErrorOverModels };
}

/** Mean distance of each member to the others. */
function distancesAmong(data: ArrayLike<number>, pool: number, members: ArrayLike<number>): Float64Array {
  const size = members.length;
  const totals = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    for (let b = a + 1; b < size; b++) {
      const distance = 0.5 * (data[members[a] * pool + members[b]] + data[members[b] * pool + members[a]]);
      totals[a] += distance;
      totals[b] += distance;
    }
  }
  for (let a = 0; a < size; a++) totals[a] /= size - 1;
  return totals;
}
