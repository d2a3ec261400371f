import { show } from "../numeric/check.ts";
import { addGradient } from "./addGradient.ts";
import { type FisherDiagonal, finishFisherDiagonal } from "./finishFisherDiagonal.ts";
import { type FisherDiagonalOptions, type FisherState, startFisherDiagonal } from "./startFisherDiagonal.ts";

/**
 * Task2Vec embedding from per-sample gradients: the diagonal of the empirical Fisher information, h_j = (1/n) Σ g_j².
 *
 * Give the gradient of log p(y | x) for one sample at a time, y drawn from the model for the Fisher information itself, or the label for
 * its empirical form. A generator is read once, one gradient at a time. Where gradients come from several workers, use
 * {@linkcode startFisherDiagonal}, {@linkcode addGradient}, {@linkcode mergeFisherDiagonals} and {@linkcode finishFisherDiagonal},
 * which this function is made of.
 *
 * @param gradients One gradient per sample, shape [parameters] each; at least one.
 * @param options Groups of parameters, coherence.
 * @returns The embedding, the number of gradients and, if wanted, their coherence.
 * @throws {RangeError} If there is no gradient, lengths differ or an entry is not finite.
 * @throws {TypeError} If the gradients are no list of arrays of numbers.
 * @see Achille et al. 2019, Task2Vec: Task Embedding for Meta-Learning, arXiv:1902.03545, section 2.
 * @example
 * ```ts
 * import { fisherDiagonal } from "@divlab/core/task2vec";
 *
 * const gradients = [[1, 2, 3], [-1, 0, 1]];
 * fisherDiagonal(gradients).embedding; // => Float64Array [1, 2, 5]
 * fisherDiagonal(gradients, { groups: [0, 0, 1] }).embedding; // => Float64Array [1.5, 5]
 * fisherDiagonal(gradients, { coherence: true }).coherence; // => 0.625
 * ```
 */
export function fisherDiagonal(gradients: Iterable<ArrayLike<number>>, options: FisherDiagonalOptions = {}): FisherDiagonal {
  const action = "compute a Fisher diagonal";
  if (typeof gradients !== "object" || gradients === null || !(Symbol.iterator in gradients)) {
    throw new TypeError(`Cannot ${action}: gradients must be a list or an iterable of arrays, got ${show(gradients)}`);
  }
  let state: FisherState | undefined;
  for (const gradient of gradients) {
    if (typeof gradient !== "object" || gradient === null) throw new TypeError(`Cannot ${action}: gradients must be arrays of numbers, got ${show(gradient)}`);
    state ??= startFisherDiagonal(gradient.length, options);
    addGradient(state, gradient);
  }
  if (state === undefined) throw new RangeError(`Cannot ${action}: there must be at least 1 gradient, got none`);
  return finishFisherDiagonal(state);
}
