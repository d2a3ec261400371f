import { show } from "../numeric/check.ts";
import { asMatrix, type Matrix, type MatrixLike } from "../numeric/matrix.ts";
import { ensembleDiversity, type EnsembleDiversityOptions, type TensorLike } from "../task2vec/index.ts";

/** Task2Vec embeddings of the solvers: distances are cmdiv. */
export interface FisherDiversity extends Omit<EnsembleDiversityOptions, "matrix"> {
  /** Names of the solvers, in the order of the embeddings; shape [solvers]. */
  readonly solvers: readonly string[];
  /** Diagonals of Fisher information, shape [solvers, batches, d]. */
  readonly embeddings: TensorLike;
}

/** Distances between solvers, whatever they are. */
export interface DistanceDiversity {
  /** Names of the solvers, in the order of rows and columns; shape [solvers]. */
  readonly solvers: readonly string[];
  /** Distances, shape [solvers, solvers]; of two directions the mean counts, and the diagonal is not read. */
  readonly distances: MatrixLike;
}

/** Distances of the solvers of a pool, and what they are. */
export interface SolverDistances {
  /** What the distances are: `"task2vec, cosine"`, `"supplied"` or `"disagreement"`. */
  readonly method: string;
  /** The solvers, in the order of rows and columns. */
  readonly solvers: readonly string[];
  /** The distances, shape [solvers, solvers]. */
  readonly matrix: Matrix;
  /** Mean distance before the noise was taken out, and what of it two embeddings of one solver have between them; only with replicates. */
  readonly noise?: { readonly uncorrected: number; readonly floor: number };
}

const action = "study ensembles";

/** Distances from embeddings, or as they were supplied. */
export function solverDistances(diversity: FisherDiversity | DistanceDiversity): SolverDistances {
  const { solvers } = diversity;
  const count = solvers.length;
  const twice = solvers.find((name, i) => solvers.indexOf(name) !== i);
  if (twice !== undefined) throw new RangeError(`Cannot ${action}: solvers of the diversity input must be distinct, got ${show(twice)} twice`);
  if ("embeddings" in diversity) {
    const { solvers: _, embeddings, ...options } = diversity;
    const { distance, matrix, uncorrected, noiseFloor: floor } = ensembleDiversity(embeddings, { ...options, matrix: true });
    checkShape("embeddings", matrix, count);
    return { method: `task2vec, ${distance}`, solvers, matrix, ...(!Number.isNaN(floor) && { noise: { uncorrected, floor } }) };
  }
  const matrix = asMatrix(action, "distances", diversity.distances);
  checkShape("distances", matrix, count);
  return { method: "supplied", solvers, matrix };
}

function checkShape(name: string, { shape }: Matrix, count: number): void {
  if (shape[0] !== count || shape[1] !== count) {
    throw new RangeError(`Cannot ${action}: ${name} must be of as many solvers as are named, got ${shape[0]} × ${shape[1]} for ${count}`);
  }
}
