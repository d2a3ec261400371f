import { NumericalError } from "../numeric/errors.ts";
import { type FisherState, sizesOfGroups } from "./startFisherDiagonal.ts";

/** Result of {@linkcode finishFisherDiagonal} and {@linkcode fisherDiagonal}. */
export interface FisherDiagonal {
  /** Mean squared gradient of each parameter, or its mean over each group; shape [parameters] or [groups]. */
  readonly embedding: Float64Array;
  /** Number of gradients. */
  readonly count: number;
  /**
   * Gradient coherence ‖Σg‖²/(count·Σ‖g‖²) of the parameters not left out, 0 … 1: 1 where all gradients are equal, 1/count where they are
   * orthogonal and of one length. NaN unless wanted, and where all gradients are 0.
   */
  readonly coherence: number;
}

/**
 * The diagonal of the empirical Fisher information from a streaming state, h_j = Σ g_j²/count, averaged over groups: a Task2Vec embedding.
 *
 * @param state From {@linkcode addGradient} or {@linkcode mergeFisherDiagonals}; it may be added to further.
 * @returns The embedding, and the coherence if wanted.
 * @throws {RangeError} If no gradient has been added.
 * @throws {NumericalError} `non-finite` if a sum of squares has overflowed.
 * @see Achille et al. 2019, Task2Vec: Task Embedding for Meta-Learning, arXiv:1902.03545, section 2.
 * @see Chatterjee & Zielinski 2022, On the Generalization Mystery in Deep Learning, arXiv:2203.10036, for the coherence.
 * @example
 * ```ts
 * import { addGradient, finishFisherDiagonal, startFisherDiagonal } from "@divlab/core/task2vec";
 *
 * const state = startFisherDiagonal(2, { coherence: true });
 * addGradient(state, [1, 2]);
 * addGradient(state, [3, 0]);
 * finishFisherDiagonal(state).embedding; // => Float64Array [5, 2]
 * finishFisherDiagonal(state).coherence; // => 0.714286
 * ```
 */
export function finishFisherDiagonal(state: FisherState): FisherDiagonal {
  const { count, squares, sums, groups } = state;
  if (count === 0) throw new RangeError("Cannot finish a Fisher diagonal: there must be at least 1 gradient, got none");
  if (!squares.every((value) => value < Infinity)) {
    throw new NumericalError("non-finite", "Cannot finish a Fisher diagonal: sums of squared gradients must be finite, got Infinity");
  }
  const sizes = sizesOfGroups(groups, squares.length);
  return {
    embedding: squares.map((value, g) => value / (groups.length === 0 ? count : count * sizes[g])),
    count,
    coherence: sums.length === 0 ? NaN : coherenceOf(sums, groups, squares, count),
  };
}

function coherenceOf(sums: Float64Array, groups: Int32Array, squares: Float64Array, count: number): number {
  let ofSum = 0;
  for (let j = 0; j < sums.length; j++) if (groups.length === 0 || groups[j] >= 0) ofSum += sums[j] * sums[j];
  let total = 0;
  for (let g = 0; g < squares.length; g++) total += squares[g];
  return ofSum / (count * total);
}
