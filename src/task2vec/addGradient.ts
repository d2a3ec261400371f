import { checkArray } from "../numeric/check.ts";
import type { FisherState } from "./startFisherDiagonal.ts";

/**
 * Adds the gradient of one sample to a streaming Fisher diagonal. The state is changed in place: it may be large.
 *
 * Single-precision gradients are squared and summed in double precision. A gradient that is refused leaves the state as it was.
 *
 * @param state From {@linkcode startFisherDiagonal}.
 * @param gradient Gradient of one sample's log-likelihood, shape [parameters].
 * @returns The state.
 * @throws {RangeError} If the gradient has another length or an entry is not finite.
 * @throws {TypeError} If the gradient is no array of numbers.
 * @example
 * ```ts
 * import { addGradient, startFisherDiagonal } from "@divlab/core/task2vec";
 *
 * const state = startFisherDiagonal(2);
 * addGradient(state, Float32Array.of(1, -2));
 * state.squares; // => Float64Array [1, 4]
 * ```
 */
export function addGradient(state: FisherState, gradient: ArrayLike<number>): FisherState {
  const action = "add a gradient";
  const { parameters, squares, sums, groups } = state;
  checkArray(action, "gradient", gradient);
  if (gradient.length !== parameters) throw new RangeError(`Cannot ${action}: gradient must have ${parameters} entries, got ${gradient.length}`);
  for (let j = 0; j < parameters; j++) {
    if (!Number.isFinite(gradient[j])) throw new RangeError(`Cannot ${action}: gradient must be finite numbers, got ${String(gradient[j])} at entry ${j}`);
  }
  if (groups.length === 0) {
    for (let j = 0; j < parameters; j++) squares[j] += gradient[j] * gradient[j];
  } else {
    for (let j = 0; j < parameters; j++) if (groups[j] >= 0) squares[groups[j]] += gradient[j] * gradient[j];
  }
  for (let j = 0; j < sums.length; j++) sums[j] += gradient[j];
  state.count++;
  return state;
}
