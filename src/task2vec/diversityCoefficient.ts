import { checkOptions } from "../numeric/check.ts";
import { asMatrix, type MatrixLike } from "../numeric/matrix.ts";
import { mean } from "../numeric/moments.ts";
import { batchDistances } from "./batchDistances.ts";
import { checkFisherOptions, type FisherDistanceOptions, fisherOptionNames, type Task2VecDistance } from "./checkFisherOptions.ts";
import { jackknifeOfPairs } from "./jackknifeOfPairs.ts";
import { prepareVectors } from "./prepareVectors.ts";
import type { Tensor } from "./tensor.ts";

/** Options of {@linkcode diversityCoefficient}. */
export interface DiversityCoefficientOptions extends FisherDistanceOptions {
  /** Numerators of the variances for `"normalizedCosine"`, entries > 0, shape [batches, d]. */
  readonly scale?: MatrixLike;
}

/** Result of {@linkcode diversityCoefficient}. */
export interface DiversityCoefficient {
  /** Which distance it is. */
  readonly distance: Task2VecDistance;
  /** Mean distance over all pairs of different batches. */
  readonly estimate: number;
  /** Delete-one jackknife standard error, the batches being a sample of more; NaN for two batches. */
  readonly standardError: number;
  /** Mean distance of each batch to the others; shape [batches]. */
  readonly meanDistances: Float64Array;
  /** Number of batches. */
  readonly batches: number;
}

const action = "compute a diversity coefficient";

/**
 * Diversity coefficient of a data set: mean distance between the Task2Vec embeddings of two different batches by one model.
 *
 * The mean over pairs of different batches, equal ones included, which is unbiased for the expected distance of two fresh batches.
 * Published values use `distance: "task2vecCosine"`, the default is the plain cosine. The standard error is the jackknife over
 * batches; the standard deviation over pairs says nothing about the mean, since pairs share batches. Cosines (but for
 * `"task2vecCosine"`) take O(batches·d), other distances O(batches²·d).
 *
 * @param embeddings Diagonals of Fisher information, one batch a row, entries ≥ 0; shape [batches ≥ 2, d ≥ 1].
 * @param options Distance.
 * @returns The mean with its standard error.
 * @throws {RangeError} If there are fewer than two batches, shapes disagree, an entry is negative, not finite or 0 where its inverse is
 * needed, or a vector has no direction.
 * @throws {TypeError} If the embeddings are no matrix.
 * @throws {NumericalError} `non-finite` if a distance overflows.
 * @see Miranda et al. 2024, Beyond Scale: The Diversity Coefficient as a Data Quality Metric, arXiv:2306.13840.
 * @example
 * ```ts
 * import { diversityCoefficient } from "@divlab/core/task2vec";
 *
 * const batches = [[1, 2, 3, 4], [2, 1, 4, 8], [1, 1, 1, 1]];
 * diversityCoefficient(batches).estimate; // => 0.1076994042
 * diversityCoefficient(batches, { distance: "task2vecCosine" }).estimate; // => 0.1625576954
 * ```
 */
export function diversityCoefficient(embeddings: MatrixLike, options: DiversityCoefficientOptions = {}): DiversityCoefficient {
  checkOptions(action, options, [...fisherOptionNames, "scale"]);
  const { scale } = options;
  const rule = checkFisherOptions(action, options);
  const tensor = ofBatches("embeddings", embeddings);
  const batches = tensor.solvers.length;
  if (batches < 2 || tensor.d < 1) throw new RangeError(`Cannot ${action}: embeddings must have at least 2 rows and one entry, got shape [${batches}, ${tensor.d}]`);
  const scales = scale === undefined ? undefined : ofBatches("scale", scale);
  if (scales !== undefined && (scales.solvers.length !== batches || scales.d !== tensor.d)) {
    throw new RangeError(`Cannot ${action}: scale must have the shape of the embeddings, [${batches}, ${tensor.d}], got [${scales.solvers.length}, ${scales.d}]`);
  }
  const vectors = prepareVectors(action, tensor, 0, rule, scales, new Float64Array(batches * tensor.d));
  const meanDistances = batchDistances(action, vectors, tensor.d, rule, undefined).map((total) => total / (batches - 1));
  const estimate = mean(meanDistances);
  const { standardError } = jackknifeOfPairs(meanDistances, estimate);
  return { distance: rule.distance, estimate, standardError, meanDistances, batches };
}

/** Every row by itself, in the place of a solver. */
function ofBatches(name: string, input: MatrixLike): Tensor {
  const { data, shape: [batches, d] } = asMatrix(action, name, input);
  const solvers = Array.from({ length: batches }, (_, i) => ({ data, offset: i * d, batchStep: 0, step: 1 }));
  return { solvers, batches: 1, d, where: (i) => `${name}, batch ${i}` };
}
