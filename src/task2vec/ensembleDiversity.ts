import { checkBoolean, checkOptions } from "../numeric/check.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { mean, variance } from "../numeric/moments.ts";
import { batchDistances } from "./batchDistances.ts";
import { checkFisherOptions, type FisherDistance, type FisherDistanceOptions, fisherOptionNames, type Task2VecDistance } from "./checkFisherOptions.ts";
import { correctedDistances } from "./correctedDistances.ts";
import { jackknifeOfPairs } from "./jackknifeOfPairs.ts";
import { prepareVectors } from "./prepareVectors.ts";
import { asTensor, type Tensor, type TensorLike } from "./tensor.ts";

/** Options of {@linkcode ensembleDiversity}. */
export interface EnsembleDiversityOptions extends FisherDistanceOptions {
  /** Numerators of the variances for `"normalizedCosine"`, entries > 0; shape of the embeddings. */
  readonly scale?: TensorLike;
  /** Whether to give the distances of all pairs of solvers as well, which takes O(batches·solvers²·d); default false. */
  readonly matrix?: boolean;
  /**
   * A second embedding of every solver and batch, made from other samples, shape of the embeddings: the noise of the embeddings is taken
   * out of the distances. For `"cosine"` only.
   */
  readonly replicates?: TensorLike;
}

/** The Ensemble Diversity Coefficient and what it consists of. */
export interface EnsembleDiversity {
  /** What the distances are. */
  readonly distance: string;
  /** EDC: mean over batches of the mean distance over all pairs of different solvers. */
  readonly estimate: number;
  /** Standard error, the batches being a sample of more and the solvers fixed; NaN for one batch. */
  readonly standardErrorOverBatches: number;
  /** Delete-one jackknife standard error, the solvers being a sample of more; NaN for two solvers. */
  readonly standardErrorOverModels: number;
  /** Mean distance of each solver to the others; shape [solvers]. */
  readonly meanDistances: Float64Array;
  /** EDC of the others, without solver i; NaN for two solvers; shape [solvers]. */
  readonly leaveOneOut: Float64Array;
  /** What solver i adds: EDC less EDC without it. They sum to 0; NaN for two solvers; shape [solvers]. */
  readonly contributions: Float64Array;
  /** Mean distance over all pairs in each batch (problem); NaN where no two solvers have a value; shape [batches]. */
  readonly batchValues: Float64Array;
  /** Number of solvers. */
  readonly solvers: number;
  /** Number of batches (problems). */
  readonly batches: number;
  /** With replicates: EDC of the embeddings without their replicates and without correction. Otherwise the estimate. */
  readonly uncorrected: number;
  /** With replicates: mean distance between the two embeddings of one solver and batch. Otherwise NaN. */
  readonly noiseFloor: number;
}

/** The same with the distances of all pairs of solvers. */
export interface EnsembleDiversityMatrix extends EnsembleDiversity {
  /** cmdiv: mean over batches of the distance of solvers i and j, zero on the diagonal; shape [solvers, solvers]. */
  readonly matrix: Matrix & { readonly data: Float64Array };
}

const action = "compute an ensemble's diversity";

/**
 * Ensemble Diversity Coefficient (EDC): mean distance between the Task2Vec embeddings of two different solvers on the same batch.
 *
 * EDC = mean over pairs i < j of cmdiv(i, j), cmdiv(i, j) the mean over batches of d(f_i, f_j). For `"cosine"` (and the other distances
 * that are cosines of one vector per solver, `"normalizedCosine"` and `"correlation"`) the mean over pairs is Σ‖u_i − ū‖²/(m − 1) of
 * the unit vectors: O(batches·solvers·d), and nothing cancels where solvers nearly agree. Other distances, and the matrix, take all
 * pairs. The mean over both directions stands for an asymmetric distance.
 *
 * An embedding from few samples is noisy, and noise makes distances larger. With `replicates` g′ the cosine of solvers i and j is
 * estimated without that bias: mean of the four cosines' numerators g_i·g_j, g_i·g′_j, g′_i·g_j, g′_i·g′_j over √(g_i·g′_i · g_j·g′_j).
 * Single distances may then be negative. The noise of different solvers must be independent.
 *
 * @param embeddings Diagonals of Fisher information, entries ≥ 0, shape [solvers ≥ 2, batches ≥ 1, d ≥ 1]; the same batches and the same
 * parameters (or groups of them) for all solvers.
 * @param options Distance, replicates, whether to give the matrix.
 * @returns EDC with both standard errors, the values of batches and solvers, and the matrix if asked for.
 * @throws {RangeError} If there are fewer than two solvers, shapes disagree, an entry is negative, not finite or 0 where its inverse is
 * needed, a vector has no direction, or replicates are given for another distance than `"cosine"`.
 * @throws {TypeError} If the embeddings are no such numbers.
 * @throws {NumericalError} `non-finite` if a distance overflows; `no-variation` if a replicate has nothing in common with its embedding.
 * @see Jiang, Diversity-Driven Generalization in Mathematical Reasoning Ensembles, equations 1 and 2.
 * @see Achille et al. 2019, Task2Vec: Task Embedding for Meta-Learning, arXiv:1902.03545, for the embedding.
 * @see Spearman 1904, The Proof and Measurement of Association between Two Things, for the correction.
 * @example
 * ```ts
 * import { ensembleDiversity } from "@divlab/core/task2vec";
 *
 * // Three solvers, two batches, embeddings of two entries.
 * const embeddings = { data: [1, 0, 1, 0, 3, 4, 1, 0, 0, 2, 0, 1], shape: [3, 2, 2] };
 * const edc = ensembleDiversity(embeddings);
 * edc.estimate; // => 0.6
 * edc.batchValues; // => Float64Array [0.533333, 0.666667]
 * edc.standardErrorOverBatches; // => 0.066667
 * edc.contributions; // => Float64Array [0, -0.4, 0.4]
 * ensembleDiversity(embeddings, { matrix: true }).matrix.data; // => Float64Array [0, 0.2, 1, 0.2, 0, 0.6, 1, 0.6, 0]
 * ```
 */
export function ensembleDiversity(embeddings: TensorLike, options: EnsembleDiversityOptions & { readonly matrix: true }): EnsembleDiversityMatrix;
/**
 * The same without the matrix.
 *
 * @param embeddings As above.
 * @param options As above.
 * @returns As above.
 */
export function ensembleDiversity(embeddings: TensorLike, options?: EnsembleDiversityOptions): EnsembleDiversity;
export function ensembleDiversity(embeddings: TensorLike, options: EnsembleDiversityOptions = {}): EnsembleDiversity | EnsembleDiversityMatrix {
  checkOptions(action, options, [...fisherOptionNames, "scale", "matrix", "replicates"]);
  const { scale, matrix: wantsMatrix = false, replicates } = options;
  const rule = checkFisherOptions(action, options);
  checkBoolean(action, "matrix", wantsMatrix);
  const tensor = asTensor(action, "embeddings", embeddings, "batch");
  const m = tensor.solvers.length;
  if (m < 2) throw new RangeError(`Cannot ${action}: there must be at least 2 solvers, got ${m}`);
  const scales = scale === undefined ? undefined : alike("scale", scale, tensor);
  const others = replicates === undefined ? undefined : alike("replicates", replicates, tensor);
  if (others !== undefined && (rule.distance !== "cosine" || rule.zeroVector !== "throw")) {
    throw new RangeError(
      `Cannot ${action}: replicates must only be given for distance "cosine" without zero vectors, got distance "${rule.distance}", zeroVector "${rule.zeroVector}"`,
    );
  }
  return others === undefined ? plain(tensor, rule, scales, wantsMatrix) : corrected(tensor, others, rule, wantsMatrix);
}

function plain(tensor: Tensor, rule: FisherDistance, scale: Tensor | undefined, wantsMatrix: boolean): EnsembleDiversity {
  const { batches, d } = tensor;
  const m = tensor.solvers.length;
  const rows = new Float64Array(m * d);
  const matrix = wantsMatrix ? new Float64Array(m * m) : undefined;
  const batchTotals = Array.from({ length: batches }, (_, b) => batchDistances(action, prepareVectors(action, tensor, b, rule, scale, rows), d, rule, matrix));
  const result = summarise(rule.distance, batchTotals);
  return withMatrix({ ...result, uncorrected: result.estimate, noiseFloor: NaN }, matrix);
}

function corrected(tensor: Tensor, replicates: Tensor, rule: FisherDistance, wantsMatrix: boolean): EnsembleDiversity {
  const { batches, d } = tensor;
  const m = tensor.solvers.length;
  const rows = new Float64Array(m * d);
  const second = new Float64Array(m * d);
  const matrix = wantsMatrix ? new Float64Array(m * m) : undefined;
  const uncorrected: Float64Array[] = [];
  const batchTotals: Float64Array[] = [];
  let noise = 0;
  for (let b = 0; b < batches; b++) {
    const first = prepareVectors(action, tensor, b, rule, undefined, rows);
    uncorrected.push(batchDistances(action, first, d, rule, undefined));
    const { totals, noiseFloor } = correctedDistances(action, first, prepareVectors(action, replicates, b, rule, undefined, second), d, matrix, (i) => replicates.where(i, b));
    batchTotals.push(totals);
    noise += noiseFloor;
  }
  const result = summarise("cosine, corrected for noise", batchTotals);
  return withMatrix({ ...result, uncorrected: summarise("cosine", uncorrected).estimate, noiseFloor: noise / batches }, matrix);
}

type Summary = Omit<EnsembleDiversity, "uncorrected" | "noiseFloor">;

/** From the sums of distances of each solver to the others, batch by batch. */
function summarise(distance: Task2VecDistance | "cosine, corrected for noise", batchTotals: readonly Float64Array[]): Summary {
  const batches = batchTotals.length;
  const m = batchTotals[0].length;
  const batchValues = Float64Array.from(batchTotals, (totals) => mean(totals) / (m - 1));
  const estimate = mean(batchValues);
  const meanDistances = Float64Array.from(batchTotals[0], (_, i) => mean(batchTotals.map((totals) => totals[i])) / (m - 1));
  const { standardError, leaveOneOut, contributions } = jackknifeOfPairs(meanDistances, estimate);
  return {
    distance,
    estimate,
    standardErrorOverBatches: Math.sqrt(variance(batchValues, estimate) / batches),
    standardErrorOverModels: standardError,
    meanDistances,
    leaveOneOut,
    contributions,
    batchValues,
    solvers: m,
    batches,
  };
}

function withMatrix(result: EnsembleDiversity, sums: Float64Array | undefined): EnsembleDiversity | EnsembleDiversityMatrix {
  const { solvers: m, batches } = result;
  return sums === undefined ? result : { ...result, matrix: { data: sums.map((sum) => sum / batches), shape: [m, m] } };
}

/** Another tensor of the same shape. */
function alike(name: string, input: TensorLike, { solvers, batches, d }: Tensor): Tensor {
  const tensor = asTensor(action, name, input, "batch");
  if (tensor.solvers.length !== solvers.length || tensor.batches !== batches || tensor.d !== d) {
    throw new RangeError(
      `Cannot ${action}: ${name} must have the shape of the embeddings, [${solvers.length}, ${batches}, ${d}], got [${tensor.solvers.length}, ${tensor.batches}, ${tensor.d}]`,
    );
  }
  return tensor;
}
