import { checkFiniteArray, checkOptions, checkSameLength } from "../numeric/check.ts";
import { NumericalError } from "../numeric/errors.ts";
import { checkFisherOptions, type FisherDistanceOptions, fisherOptionNames } from "./checkFisherOptions.ts";
import { pairDistance } from "./pairDistance.ts";
import { prepareVectors } from "./prepareVectors.ts";
import type { Tensor } from "./tensor.ts";

/** Options of {@linkcode task2vecDistance}. */
export interface Task2VecDistanceOptions extends FisherDistanceOptions {
  /** Numerators of the variances for `"normalizedCosine"`, entries > 0, shape [d] each. */
  readonly scale?: { readonly first: ArrayLike<number>; readonly second: ArrayLike<number> };
}

/** Result of {@linkcode task2vecDistance}. */
export interface Task2VecDistanceResult {
  /** The distance. */
  readonly estimate: number;
}

/**
 * Distance between two Task2Vec embeddings, diagonals of Fisher information matrices.
 *
 * The default is the plain cosine distance. What the reference implementation calls `cosine` is `"task2vecCosine"` here: the two differ
 * a lot, and published diversity coefficients use the latter. See {@linkcode Task2VecDistance} for all formulas.
 *
 * @param first Diagonal of the first matrix, entries ≥ 0, shape [d], d ≥ 1.
 * @param second Diagonal of the second one, same shape.
 * @param options Which distance.
 * @returns The distance: in [0, 1] for cosines of Fisher entries, of variances and for `"entropy"` (at most ln 2); in [0, 2] for
 * `"correlation"`; ≥ 0 for the others.
 * @throws {RangeError} If lengths differ, an entry is negative, not finite or 0 where its inverse is needed, or a vector has no direction.
 * @throws {TypeError} If a list holds anything but numbers.
 * @throws {NumericalError} `non-finite` if the distance overflows.
 * @see Achille et al. 2019, Task2Vec: Task Embedding for Meta-Learning, arXiv:1902.03545.
 * @see aws-cv-task2vec, task_similarity.py, for the reference implementation.
 * @example
 * ```ts
 * import { task2vecDistance } from "@divlab/core/task2vec";
 *
 * task2vecDistance([1, 2, 3, 4], [2, 1, 4, 8]).estimate; // => 0.0494583587
 * task2vecDistance([1, 2, 3, 4], [2, 1, 4, 8], { distance: "task2vecCosine" }).estimate; // => 0.1417130954
 * ```
 */
export function task2vecDistance(first: ArrayLike<number>, second: ArrayLike<number>, options: Task2VecDistanceOptions = {}): Task2VecDistanceResult {
  const action = "compute a Task2Vec distance";
  checkOptions(action, options, [...fisherOptionNames, "scale"]);
  const rule = checkFisherOptions(action, options);
  const d = checkPair(action, "", first, second);
  const { scale } = options;
  if (scale !== undefined && checkPair(action, "scale.", scale.first, scale.second) !== d) {
    throw new RangeError(`Cannot ${action}: scale must have one entry for each of the vectors' ${d}, got ${scale.first.length}`);
  }
  const tensor = ofPair(first, second, d, "");
  const rows = new Float64Array(2 * d);
  const { factors } = prepareVectors(action, tensor, 0, rule, scale && ofPair(scale.first, scale.second, d, "scale."), rows);
  const estimate = factors.includes(0) ? 1 : pairDistance[rule.distance](rows, 0, d, d, rule.epsilon);
  if (!(estimate < Infinity)) throw new NumericalError("non-finite", `Cannot ${action}: the distance "${rule.distance}" overflows`);
  return { estimate };
}

function checkPair(action: string, prefix: string, first: ArrayLike<number>, second: ArrayLike<number>): number {
  checkFiniteArray(action, `${prefix}first`, first, 1);
  checkFiniteArray(action, `${prefix}second`, second, 1);
  checkSameLength(action, `${prefix}first`, first.length, `${prefix}second`, second.length);
  return first.length;
}

function ofPair(first: ArrayLike<number>, second: ArrayLike<number>, d: number, prefix: string): Tensor {
  const solvers = [first, second].map((data) => ({ data, offset: 0, batchStep: d, step: 1 }));
  return { solvers, batches: 1, d, where: (i) => `${prefix}${i === 0 ? "first" : "second"}` };
}
