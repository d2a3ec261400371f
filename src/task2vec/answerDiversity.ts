import { checkDistance, type DistanceName } from "../distance/distanceName.ts";
import type { ZeroVector } from "../distance/unitRows.ts";
import { visitPairs } from "../distance/visitPairs.ts";
import { checkArray, checkOptions, show } from "../numeric/check.ts";
import { diversityOfPairs } from "./diversityOfPairs.ts";
import type { EnsembleDiversityMatrix } from "./ensembleDiversity.ts";
import { asTensor, copyVector, type TensorLike } from "./tensor.ts";

/** Options of {@linkcode answerDiversity} for embedded answers. */
export interface AnswerDiversityOptions {
  /** Which distance; `"cosine"` unless given. */
  readonly distance?: DistanceName;
  /** Vectors of zeros where only directions count: refused (default), or at right angles to every other vector. */
  readonly zeroVector?: ZeroVector;
}

/** Options of {@linkcode answerDiversity} for answers with a distance of their own. */
export interface AnswerItemOptions<Answer> {
  /** Symmetric distance of two answers to one problem, called once per pair of solvers with the earlier solver's answer first. */
  readonly distance: (a: Answer, b: Answer) => number;
}

const action = "compute answers' diversity";

/**
 * Mean distance between two solvers' answers to the same problem, averaged over all pairs of solvers.
 *
 * Needs no Fisher information: embeddings of the answers' texts, or the answers themselves with a distance (1 − BLEU, say). The result
 * has the form of {@linkcode ensembleDiversity}, the problems in the place of batches. Where an answer is missing, a pair is judged by
 * the problems both have answered.
 *
 * @param vectors One vector per solver and problem, shape [solvers ≥ 2, problems ≥ 1, d ≥ 1]; all NaN where missing.
 * @param options Distance, treatment of zero vectors.
 * @returns Mean distance with both standard errors, the values of problems and solvers, and the matrix of all pairs.
 * @throws {RangeError} If there are fewer than two solvers, shapes disagree, a number is not finite, a vector is zero (and not allowed),
 * or two solvers have no problem in common.
 * @throws {TypeError} If the vectors are no such numbers, or a function's value is no number.
 * @see Jiang, Diversity-Driven Generalization in Mathematical Reasoning Ensembles, equation 2, with another distance.
 * @example
 * ```ts
 * import { answerDiversity } from "@divlab/core/task2vec";
 *
 * const answers = [["12", "7"], ["12", "8"], ["13", null]];
 * const differ = (a: string, b: string): number => (a === b ? 0 : 1);
 * answerDiversity(answers, { distance: differ }).matrix.data; // => Float64Array [0, 0.5, 1, 0.5, 0, 1, 1, 1, 0]
 * const vectors = { data: [1, 0, 3, 4], shape: [2, 1, 2] };
 * answerDiversity(vectors).estimate; // => 0.4
 * ```
 */
export function answerDiversity(vectors: TensorLike, options?: AnswerDiversityOptions): EnsembleDiversityMatrix;
/**
 * The same for answers of any kind.
 *
 * @param answers For each solver its answer to each problem, null or undefined where missing; shape [solvers, problems].
 * @param options The distance, a function of two answers.
 * @returns As above.
 */
export function answerDiversity<Answer>(answers: readonly (readonly (Answer | null | undefined)[])[], options: AnswerItemOptions<Answer>): EnsembleDiversityMatrix;
export function answerDiversity(
  vectors: TensorLike | readonly (readonly unknown[])[],
  options: AnswerDiversityOptions | AnswerItemOptions<unknown> = {},
): EnsembleDiversityMatrix {
  checkOptions(action, options, ["distance", "zeroVector"]);
  if (typeof options.distance === "function") {
    checkOptions(action, options, ["distance"]);
    checkArray(action, "answers", vectors);
    return ofItems(vectors as readonly (readonly unknown[])[], options.distance);
  }
  const { distance = "cosine", zeroVector = "throw" } = options as AnswerDiversityOptions;
  checkDistance(action, distance, zeroVector);
  return ofVectors(vectors as TensorLike, distance, zeroVector);
}

function ofVectors(vectors: TensorLike, distance: DistanceName, zeroVector: ZeroVector): EnsembleDiversityMatrix {
  const tensor = asTensor(action, "vectors", vectors, "problem");
  const { batches: problems, d } = tensor;
  const m = checkSolvers(tensor.solvers.length);
  const pairs = (m * (m - 1)) / 2;
  const table = new Float64Array(problems * pairs).fill(NaN);
  const data = new Float64Array(m * d);
  for (let p = 0; p < problems; p++) {
    const present = Array.from({ length: m }, (_, i) => {
      copyVector(tensor, i, p, data, i * d);
      return isPresent(data, i * d, d, () => tensor.where(i, p));
    });
    const first = present.indexOf(true);
    if (first < 0) continue;
    // Another answer stands in for a missing one, so that row i stays solver i; its distances are not read.
    for (let i = 0; i < m; i++) if (!present[i]) data.copyWithin(i * d, first * d, (first + 1) * d);
    visitPairs(`${action} at problem ${p}`, { data, shape: [m, d] }, distance, zeroVector, (i, j, run, from, length) => {
      const at = p * pairs + (i * (2 * m - i - 1)) / 2 + j - i - 1;
      for (let t = 0; t < length; t++) if (present[i] && present[j + t]) table[at + t] = run[from + t];
    });
  }
  return diversityOfPairs(action, distance, m, table);
}

/** Whether a vector is there; fails if it is neither finite nor all NaN. */
function isPresent(data: Float64Array, from: number, d: number, where: () => string): boolean {
  const missing = Number.isNaN(data[from]);
  for (let at = from; at < from + d; at++) {
    if (missing ? !Number.isNaN(data[at]) : !Number.isFinite(data[at])) {
      throw new RangeError(`Cannot ${action}: vectors must be finite or, where missing, all NaN, got ${data[at]} at ${where()}, entry ${at - from}`);
    }
  }
  return !missing;
}

function ofItems(answers: readonly (readonly unknown[])[], distance: (a: unknown, b: unknown) => number): EnsembleDiversityMatrix {
  const m = checkSolvers(answers.length);
  const problems = answers[0]?.length ?? 0;
  answers.forEach((list, i) => {
    checkArray(action, `answers of solver ${i}`, list, 1);
    if (list.length !== problems) throw new RangeError(`Cannot ${action}: answers must have one length, got ${problems} for solver 0 and ${list.length} for solver ${i}`);
  });
  const pairs = (m * (m - 1)) / 2;
  const table = new Float64Array(problems * pairs).fill(NaN);
  for (let i = 0, t = 0; i < m; i++) {
    for (let j = i + 1; j < m; j++, t++) {
      for (let p = 0; p < problems; p++) {
        const a = answers[i][p] ?? undefined;
        const b = answers[j][p] ?? undefined;
        if (a !== undefined && b !== undefined) table[p * pairs + t] = checkValue(distance(a, b), i, j, p);
      }
    }
  }
  return diversityOfPairs(action, "custom", m, table);
}

function checkValue(value: unknown, i: number, j: number, problem: number): number {
  if (typeof value !== "number") throw new TypeError(`Cannot ${action}: distance must return numbers, got ${show(value)} for solvers ${i} and ${j}, problem ${problem}`);
  if (!Number.isFinite(value)) throw new RangeError(`Cannot ${action}: distances must be finite, got ${value} for solvers ${i} and ${j}, problem ${problem}`);
  return value;
}

function checkSolvers(m: number): number {
  if (m < 2) throw new RangeError(`Cannot ${action}: there must be at least 2 solvers, got ${m}`);
  return m;
}
