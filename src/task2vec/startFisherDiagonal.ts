import { checkArray, checkBoolean, checkInteger, checkOptions } from "../numeric/check.ts";

/** Options of {@linkcode startFisherDiagonal} and {@linkcode fisherDiagonal}. */
export interface FisherDiagonalOptions {
  /**
   * The group of each parameter, an integer ≥ 0, or −1 to leave it out; shape [parameters]. The entries of the embedding are means over
   * groups: Task2Vec groups the weights of a filter and leaves out the classifier. Every parameter by itself unless given.
   */
  readonly groups?: ArrayLike<number>;
  /** Whether to follow the sum of gradients as well, for gradient coherence; default false. */
  readonly coherence?: boolean;
}

/** What {@linkcode addGradient} adds to: plain data, to be sent, stored and merged. */
export interface FisherState {
  /** Number of gradients so far. */
  count: number;
  /** Number of parameters. */
  readonly parameters: number;
  /** Sum of squared gradients of each group (each parameter where there are no groups). */
  readonly squares: Float64Array;
  /** Sum of gradients of each parameter; empty unless coherence is wanted. */
  readonly sums: Float64Array;
  /** Group of each parameter, −1 for none; empty where every parameter stands by itself. */
  readonly groups: Int32Array;
}

/**
 * Starts a streaming diagonal of the Fisher information: the state that {@linkcode addGradient} adds per-sample gradients to.
 *
 * It keeps one number per group, and one per parameter where coherence is wanted, however many samples there are.
 *
 * @param parameters Length of a gradient, an integer ≥ 1.
 * @param options Groups of parameters, coherence.
 * @returns The empty state, plain data.
 * @throws {RangeError} If groups are not as many as parameters, not numbered 0, 1, … without a gap, or all parameters are left out.
 * @throws {TypeError} If an argument is of another kind.
 * @example
 * ```ts
 * import { addGradient, finishFisherDiagonal, startFisherDiagonal } from "@divlab/core/task2vec";
 *
 * const state = startFisherDiagonal(3, { groups: [0, 0, 1] });
 * addGradient(state, [1, 2, 3]);
 * addGradient(state, [-1, 0, 1]);
 * finishFisherDiagonal(state).embedding; // => Float64Array [1.5, 5]
 * ```
 */
export function startFisherDiagonal(parameters: number, options: FisherDiagonalOptions = {}): FisherState {
  const action = "start a Fisher diagonal";
  checkOptions(action, options, ["groups", "coherence"]);
  const { groups, coherence = false } = options;
  checkInteger(action, "parameters", parameters, 1);
  checkBoolean(action, "coherence", coherence);
  const sums = new Float64Array(coherence ? parameters : 0);
  if (groups === undefined) return { count: 0, parameters, squares: new Float64Array(parameters), sums, groups: new Int32Array(0) };
  checkArray(action, "groups", groups);
  if (groups.length !== parameters) throw new RangeError(`Cannot ${action}: groups must have one entry per parameter, ${parameters}, got ${groups.length}`);
  let size = 0;
  for (let j = 0; j < parameters; j++) {
    if (!Number.isInteger(groups[j]) || groups[j] < -1 || groups[j] >= parameters) checkInteger(action, `group of parameter ${j}`, groups[j], -1, parameters - 1);
    size = Math.max(size, groups[j] + 1);
  }
  if (size === 0) throw new RangeError(`Cannot ${action}: groups must keep a parameter, got −1 for all`);
  const codes = Int32Array.from(groups);
  const empty = sizesOfGroups(codes, size).indexOf(0);
  if (empty >= 0) throw new RangeError(`Cannot ${action}: groups must be numbered without a gap, got no parameter in group ${empty} of ${size}`);
  return { count: 0, parameters, squares: new Float64Array(size), sums, groups: codes };
}

/** Number of parameters in each group. */
export function sizesOfGroups(groups: Int32Array, size: number): Float64Array {
  const sizes = new Float64Array(size);
  for (let j = 0; j < groups.length; j++) if (groups[j] >= 0) sizes[groups[j]]++;
  return sizes;
}
