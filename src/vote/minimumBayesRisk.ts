import { unitRows, type ZeroVector } from "../distance/unitRows.ts";
import { checkArray, checkBoolean, checkChoice, checkOptions, checkSameLength, show } from "../numeric/check.ts";
import { asMatrix, type MatrixLike } from "../numeric/matrix.ts";
import { sum } from "../numeric/sum.ts";
import { cosineMatrix, meanCosines } from "./cosineUtility.ts";
import { checkTieRule, describeTies, pickBest, ROUNDING, type TieOptions } from "./pickBest.ts";
import { softmax } from "./softmax.ts";
import { meanUtilities, type Utility, utilityMatrix } from "./utilityMatrix.ts";

/** Candidates and how useful each is against each reference, in one of three forms. */
export type RiskInput<T = string> =
  /** One vector per candidate, shape [candidates, d]: the utility is their cosine similarity. */
  | { readonly embeddings: MatrixLike }
  /** The utilities themselves, shape [candidates, references]; not square where references are samples of their own. */
  | { readonly matrix: MatrixLike }
  /** The candidates, which are the references too, and a pure function of two of them. */
  | { readonly candidates: readonly T[]; readonly utility: Utility<T> };

/** Options of {@linkcode minimumBayesRisk}. */
export interface MinimumBayesRiskOptions extends TieOptions {
  /** Weight of each reference, ≥ 0, scaled to sum 1; shape [references]. All equal unless given. */
  readonly weights?: ArrayLike<number>;
  /** Log-probability of each reference in place of weights, which are then its softmax; −∞ is a weight of 0. */
  readonly logProb?: ArrayLike<number>;
  /** Whether a candidate is left out of the references it is judged by; false unless given. */
  readonly excludeSelf?: boolean;
  /** Whether the result holds the matrix of utilities; false unless given. */
  readonly matrix?: boolean;
  /** Embeddings of zeros: `"throw"` (default), or `"orthogonal"`: of utility 0 with everything, themselves too. */
  readonly zeroVector?: ZeroVector;
}

/** Result of {@linkcode minimumBayesRisk}. */
export interface MinimumBayesRisk {
  /** How the candidate was chosen. */
  readonly method: string;
  /** Index of the chosen candidate; −1 where a tie was left open. */
  readonly index: number;
  /** Its expected utility, the highest of `scores`. */
  readonly estimate: number;
  /** Expected utility of each candidate, shape [candidates]. */
  readonly scores: Float64Array;
  /** Weight of each reference, sum 1; shape [references]. */
  readonly weights: Float64Array;
  /** Whether several candidates have it, up to rounding (10⁻¹² of the largest score). */
  readonly tied: boolean;
  /** Highest score minus the highest of the others; 0 for a tie, NaN for a single candidate. */
  readonly margin: number;
  /** Whether none was chosen because a tie was left open. */
  readonly abstained: boolean;
  /** The utilities, shape [candidates, references]; only on request. */
  readonly matrix?: { readonly data: Float64Array; readonly shape: readonly [candidates: number, references: number] };
}

const action = "minimise Bayes risk";

/**
 * The candidate with the highest expected utility, samples of the model standing for the truth: minimum Bayes risk decoding.
 *
 * scoreᵢ = Σⱼ wⱼ·u(i, j), Σw = 1, over all references, the candidate itself among them unless `excludeSelf`. For cosine
 * utility this is uᵢ·Σⱼ wⱼuⱼ, in time O(N·D); any other utility needs all N² pairs (see {@linkcode bleuMatrix}). With a
 * utility of 1 for equal answers and 0 otherwise it is the majority vote.
 *
 * Equal weights are right for samples drawn from the model, whose frequency is their probability already. Weights by
 * `logProb` are for lists without repeats, such as beams.
 *
 * @param input Embeddings, a matrix of utilities, or candidates with a utility function.
 * @param options Weights or log-probabilities, self-pairs, tie rule, whether the matrix is wanted.
 * @returns The candidate, all scores, how clear the choice was.
 * @throws {TypeError} If the input is none of the three, or a utility is no number.
 * @throws {RangeError} If shapes disagree, a number is not finite, a weight is negative, no weight is left (for `excludeSelf`:
 * fewer than two), or an embedding is zero and `zeroVector` is `"throw"`.
 * @see Kumar & Byrne 2004, Minimum Bayes-Risk Decoding for Statistical Machine Translation, equation 2; Eikema & Aziz 2022,
 * Sampling-Based Approximations to Minimum Bayes Risk Decoding, equation 3.
 * @example Any utility, here the share of common letters
 * ```ts
 * import { minimumBayesRisk } from "@divlab/core/vote";
 *
 * const common = (a: string, b: string): number => [...a].filter((letter) => b.includes(letter)).length / Math.max(a.length, b.length);
 * const result = minimumBayesRisk({ candidates: ["abc", "abd", "xyz"], utility: common });
 * result.index; // => 0
 * result.tied; // => true
 * result.scores; // => [0.5555555556, 0.5555555556, 0.3333333333]
 * ```
 * @example Embeddings
 * ```ts
 * import { minimumBayesRisk } from "@divlab/core/vote";
 *
 * minimumBayesRisk({ embeddings: [[1, 0], [0.8, 0.6], [0, 1]] }).scores; // => [0.6, 0.8, 0.5333333333]
 * ```
 */
export function minimumBayesRisk<T = string>(input: RiskInput<T>, options: MinimumBayesRiskOptions = {}): MinimumBayesRisk {
  checkOptions(action, options, ["weights", "logProb", "excludeSelf", "matrix", "zeroVector", "ties", "rng"]);
  const { weights, logProb, excludeSelf = false, matrix = false, zeroVector = "throw", ties = "first", rng } = options;
  checkBoolean(action, "excludeSelf", excludeSelf);
  checkBoolean(action, "matrix", matrix);
  checkChoice(action, "zeroVector", zeroVector, ["throw", "orthogonal"]);
  checkTieRule(action, ties, rng);
  const { name, candidates, references, meanOver, utilities } = readInput(input, zeroVector);
  if (candidates === 0 || references === 0) throw new RangeError(`Cannot ${action}: there must be at least one candidate and one reference, got ${candidates} and ${references}`);
  if (excludeSelf && candidates !== references) {
    throw new RangeError(`Cannot ${action}: excludeSelf needs candidates that are the references, got ${candidates} candidates and ${references} references`);
  }
  const shares = weights === undefined && logProb === undefined ? new Float64Array(references).fill(1 / references) : readWeights(weights, logProb, references);
  if (excludeSelf && shares.filter((share) => share > 0).length < 2 && (logProb === undefined || countFinite(logProb) < 2)) {
    throw new RangeError(`Cannot ${action}: excludeSelf needs at least two references of positive weight, got fewer`);
  }
  const scores = meanOver(shares, excludeSelf);
  if (excludeSelf && logProb !== undefined) {
    // Beside the likeliest the others may weigh nothing in double precision; when it is judged itself, only they count.
    const likeliest = shares.indexOf(Math.max(...shares));
    scores[likeliest] = meanOver(softmax(Array.from(logProb, (value, j) => (j === likeliest ? -Infinity : value))), false)[likeliest];
  }
  const { index, score, tied, margin } = pickBest(scores, ties, rng, ROUNDING);
  const weighting = weights === undefined && logProb === undefined ? "equal weights" : weights === undefined ? "weights from log-probabilities" : "weights given";
  return {
    method: `Minimum Bayes risk, ${name}, ${weighting}, ${excludeSelf ? "without" : "with"} self-pairs, ${describeTies(ties)}`,
    index,
    estimate: score,
    scores,
    weights: shares,
    tied,
    margin,
    abstained: index === -1,
    ...(matrix && { matrix: { data: utilities(), shape: [candidates, references] as const } }),
  };
}

/** What the three forms of input have in common. */
interface Utilities {
  readonly name: string;
  readonly candidates: number;
  readonly references: number;
  readonly meanOver: (weights: Float64Array, excludeSelf: boolean) => Float64Array;
  readonly utilities: () => Float64Array;
}

function readInput<T>(input: RiskInput<T>, zeroVector: ZeroVector): Utilities {
  const given = typeof input === "object" && input !== null ? ["embeddings", "matrix", "utility"].filter((key) => key in input) : [];
  if (given.length !== 1) {
    throw new TypeError(`Cannot ${action}: input must be { embeddings }, { matrix } or { candidates, utility }, got ${given.length === 0 ? show(input) : `both ${given.join(" and ")}`}`);
  }
  if ("embeddings" in input) {
    const { data, shape } = unitRows(action, asMatrix(action, "embeddings", input.embeddings), zeroVector);
    const [n] = shape;
    return {
      name: "cosine utility",
      candidates: n,
      references: n,
      meanOver: (weights, excludeSelf) => meanCosines(data, weights, excludeSelf),
      utilities: () => cosineMatrix(data, n),
    };
  }
  if ("matrix" in input) {
    const { data, shape } = asMatrix(action, "matrix", input.matrix);
    return fromMatrix("given utilities", data, shape[0], shape[1]);
  }
  const n = input.candidates?.length;
  return fromMatrix("utility function", utilityMatrix(action, input.candidates, input.utility), n, n);
}

function fromMatrix(name: string, data: Float64Array | Float32Array, candidates: number, references: number): Utilities {
  return { name, candidates, references, meanOver: (weights, excludeSelf) => meanUtilities(data, weights, excludeSelf), utilities: () => Float64Array.from(data) };
}

/** The references' weights, scaled to sum 1. */
function readWeights(weights: ArrayLike<number> | undefined, logProb: ArrayLike<number> | undefined, references: number): Float64Array {
  if (weights !== undefined && logProb !== undefined) throw new TypeError(`Cannot ${action}: weights and logProb exclude each other, got both`);
  const name = weights === undefined ? "logProb" : "weights";
  const values = (weights ?? logProb) as ArrayLike<number>;
  checkArray(action, name, values);
  checkSameLength(action, name, values.length, "the references", references);
  for (let j = 0; j < references; j++) {
    const value: unknown = values[j];
    if (typeof value !== "number") throw new TypeError(`Cannot ${action}: ${name} must be numbers, got ${show(value)} at index ${j}`);
    const isFit = name === "weights" ? value >= 0 && value < Infinity : value < Infinity;
    if (!isFit) throw new RangeError(`Cannot ${action}: ${name} must be ${name === "weights" ? "finite and ≥ 0" : "finite or −∞"}, got ${value} at index ${j}`);
  }
  if (name === "logProb") {
    if (countFinite(values) === 0) throw new RangeError(`Cannot ${action}: one logProb at least must be finite, got none`);
    return softmax(values);
  }
  const total = sum(values);
  if (!(total > 0 && total < Infinity)) throw new RangeError(`Cannot ${action}: weights must have a positive, finite sum, got ${total}`);
  return Float64Array.from(values, (value) => value / total);
}

function countFinite(values: ArrayLike<number>): number {
  let count = 0;
  for (let j = 0; j < values.length; j++) if (values[j] > -Infinity) count++;
  return count;
}
