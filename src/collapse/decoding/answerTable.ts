import { checkArray, checkFinite, show } from "../../numeric/check.ts";
import { sum } from "../../numeric/sum.ts";
import { asBallot } from "../../passk/asBallot.ts";
import { asCredits } from "../../passk/asCredits.ts";
import type { Votes } from "../../passk/index.ts";
import type { AnswerDistribution } from "./oracleTopK.ts";

/** The answers of one problem that anybody gives, most frequent first. */
export interface AnswerTable {
  /** Counts of samples, integers ≥ 1, or probabilities > 0; descending, shape [answers]. */
  readonly weights: Float64Array;
  /** Credit of each answer, in [0, 1], shape [answers]. */
  readonly credits: Float64Array;
  /** Number of samples, abstentions included; 1 for a distribution. */
  readonly total: number;
  /** How an error message names the problem. */
  readonly name: string;
}

/** How far the probabilities of a problem and its abstention may be from summing to 1. */
const SUM_TOLERANCE = 1e-6;

/** Checks the problems and sorts each one's answers; answers without weight are dropped. */
export function answerTables(action: string, problems: readonly (Votes | AnswerDistribution)[], sampled: boolean): AnswerTable[] {
  checkArray(action, "the problems", problems, 1);
  return problems.map((problem, i) => {
    if (typeof problem !== "object" || problem === null || (sampled ? "counts" : "probabilities") in problem === false) {
      const expected = sampled ? "{counts, correct}" : "{probabilities, correct}";
      throw new TypeError(`Cannot ${action}: every problem must be ${expected} like the first, got ${show(problem)} at problem ${i}`);
    }
    const name = problem.problem === undefined ? `problem ${i}` : `problem ${show(problem.problem)} (index ${i})`;
    return "counts" in problem ? fromCounts(action, problem, name) : fromProbabilities(action, problem, name);
  });
}

function fromCounts(action: string, votes: Votes, name: string): AnswerTable {
  const { counts, credits, n } = asBallot(action, votes, name);
  return { ...sortAnswers(counts, credits), total: n, name };
}

function fromProbabilities(action: string, { probabilities, correct, abstention = 0 }: AnswerDistribution, name: string): AnswerTable {
  checkArray(action, `probabilities of ${name}`, probabilities);
  const all = [...Array.from(probabilities), abstention];
  all.forEach((probability, b) => {
    const what = b < probabilities.length ? `probabilities[${b}] of ${name}` : `abstention of ${name}`;
    checkFinite(action, what, probability);
    if (probability < 0) throw new RangeError(`Cannot ${action}: ${what} must be ≥ 0, got ${probability}`);
  });
  const total = sum(all);
  if (!(Math.abs(total - 1) <= SUM_TOLERANCE)) {
    throw new RangeError(`Cannot ${action}: probabilities and abstention of ${name} must sum to 1 within ${SUM_TOLERANCE}, got a sum of ${total}`);
  }
  return { ...sortAnswers(probabilities, asCredits(action, correct, probabilities.length, "answer", name)), total: 1, name };
}

function sortAnswers(weights: ArrayLike<number>, credits: Float64Array): Pick<AnswerTable, "weights" | "credits"> {
  const order = Array.from(credits.keys())
    .filter((b) => weights[b] > 0)
    .sort((a, b) => weights[b] - weights[a]);
  return { weights: Float64Array.from(order, (b) => weights[b]), credits: Float64Array.from(order, (b) => credits[b]) };
}
