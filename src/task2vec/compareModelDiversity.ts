import { checkLevel, checkOptions } from "../numeric/check.ts";
import { asMatrix, type Matrix, type MatrixLike } from "../numeric/matrix.ts";
import { mean, variance } from "../numeric/moments.ts";
import { studentTQuantile } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { NumericalError } from "../numeric/errors.ts";
import { checkFisherOptions, type FisherDistanceOptions, fisherOptionNames, type Task2VecDistance } from "./checkFisherOptions.ts";
import { pairDistance } from "./pairDistance.ts";
import { prepareVectors } from "./prepareVectors.ts";
import { solverOfRows, type Tensor } from "./tensor.ts";

/** Options of {@linkcode compareModelDiversity}. */
export interface CompareModelDiversityOptions extends FisherDistanceOptions {
  /** Numerators of the variances for `"normalizedCosine"`, entries > 0, shape [batches, d] each. */
  readonly scale?: { readonly first: MatrixLike; readonly second: MatrixLike };
  /** Coverage of the interval, in (0, 1); default 0.95. */
  readonly level?: number;
}

/** Result of {@linkcode compareModelDiversity}. */
export interface CompareModelDiversity {
  /** Which distance it is. */
  readonly distance: Task2VecDistance;
  /** cmdiv: mean over batches of the distance of the two models' embeddings. */
  readonly estimate: number;
  /** Standard deviation over batches divided by √batches; NaN for one batch. */
  readonly standardError: number;
  /** Interval of Student's t on batches − 1 degrees of freedom, which may reach below 0; NaN for one batch. */
  readonly confidenceInterval: ConfidenceInterval;
  /** The distance on each batch; shape [batches]. */
  readonly values: Float64Array;
  /** Number of batches. */
  readonly batches: number;
}

const action = "compare models' diversity";

/**
 * Compare Model Diversity Coefficient (cmdiv): mean distance between the Task2Vec embeddings of two models on the same batches.
 *
 * The batches count as a sample from the data set. For `"asymmetricKl"` it is the divergence from the first model.
 *
 * @param first Embeddings by the first model, one batch a row, entries ≥ 0; shape [batches ≥ 1, d ≥ 1].
 * @param second Embeddings by the second one on the same batches in the same order, same shape.
 * @param options Distance, level.
 * @returns The mean over batches with standard error, interval and values.
 * @throws {RangeError} If shapes disagree, an entry is negative, not finite or 0 where its inverse is needed, or a vector has no direction.
 * @throws {TypeError} If an argument is no matrix.
 * @throws {NumericalError} `non-finite` if a distance overflows.
 * @see Jiang, Diversity-Driven Generalization in Mathematical Reasoning Ensembles, equation 1.
 * @example
 * ```ts
 * import { compareModelDiversity } from "@divlab/core/task2vec";
 *
 * const cmdiv = compareModelDiversity([[1, 0], [1, 0]], [[3, 4], [4, 3]]);
 * cmdiv.estimate; // => 0.3
 * cmdiv.standardError; // => 0.1
 * ```
 */
export function compareModelDiversity(first: MatrixLike, second: MatrixLike, options: CompareModelDiversityOptions = {}): CompareModelDiversity {
  checkOptions(action, options, [...fisherOptionNames, "scale", "level"]);
  const { scale, level = 0.95 } = options;
  const rule = checkFisherOptions(action, options);
  checkLevel(action, level);
  const tensor = ofModels("", first, second);
  const { batches, d } = tensor;
  const scales = scale === undefined ? undefined : ofModels("scale.", scale.first, scale.second);
  if (scales !== undefined && (scales.batches !== batches || scales.d !== d)) {
    throw new RangeError(`Cannot ${action}: scale must have the shape of the embeddings, [${batches}, ${d}], got [${scales.batches}, ${scales.d}]`);
  }
  const rows = new Float64Array(2 * d);
  const values = Float64Array.from({ length: batches }, (_, b) => {
    const { factors } = prepareVectors(action, tensor, b, rule, scales, rows);
    return factors.includes(0) ? 1 : pairDistance[rule.distance](rows, 0, d, d, rule.epsilon);
  });
  const overflow = values.findIndex((value) => !(value < Infinity));
  if (overflow >= 0) throw new NumericalError("non-finite", `Cannot ${action}: the distance "${rule.distance}" overflows at batch ${overflow}`);
  const estimate = mean(values);
  const standardError = Math.sqrt(variance(values, estimate) / batches);
  const reach = batches < 2 ? NaN : studentTQuantile((1 + level) / 2, batches - 1) * standardError;
  return { distance: rule.distance, estimate, standardError, confidenceInterval: { low: estimate - reach, high: estimate + reach, level }, values, batches };
}

function ofModels(prefix: string, first: MatrixLike, second: MatrixLike): Tensor {
  const a = asMatrix(action, `${prefix}first`, first);
  const b = asMatrix(action, `${prefix}second`, second);
  checkShapes(prefix, a, b);
  const [batches, d] = a.shape;
  return { solvers: [solverOfRows(a), solverOfRows(b)], batches, d, where: (i, batch) => `${prefix}${i === 0 ? "first" : "second"}, batch ${batch}` };
}

function checkShapes(prefix: string, { shape: a }: Matrix, { shape: b }: Matrix): void {
  if (a[0] < 1 || a[1] < 1 || a[0] !== b[0] || a[1] !== b[1]) {
    throw new RangeError(
      `Cannot ${action}: ${prefix}first and ${prefix}second must have one shape with at least one batch and one entry, got [${a.join(", ")}] and [${b.join(", ")}]`,
    );
  }
}
