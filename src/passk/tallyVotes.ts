import { checkArray, checkInteger, checkSameLength } from "../numeric/check.ts";
import { asCredits } from "./asCredits.ts";
import type { Votes } from "./majAtK.ts";

/** Votes as {@linkcode tallyVotes} counts them. */
export interface Tally extends Votes {
  /** Code of each distinct answer, in order of first appearance, shape [answers]. */
  readonly answers: Int32Array;
  /** How many samples gave each answer, shape [answers]. */
  readonly counts: Int32Array;
  /** Share of each answer's samples that are marked correct, shape [answers]: 0 or 1 where the marks agree. */
  readonly correct: Float64Array;
  /** Samples without an answer. */
  readonly abstentions: number;
  /** Number of answers marked correct in some samples and wrong in others. */
  readonly inconsistent: number;
}

/**
 * Counts the answers of one problem's samples: the input of {@linkcode majAtK}.
 *
 * An answer whose samples disagree on whether it is correct gets the share that says so as its credit, and is counted in `inconsistent`.
 *
 * @param answers Code of each sample's answer, an integer ≥ 0, or −1 where it gave none, shape [samples].
 * @param correct Whether each sample is correct, true, false or a credit in [0, 1], shape [samples]; not read where the answer is missing.
 * @returns Distinct answers with their counts and credits, and the abstentions.
 * @throws RangeError if the lists differ in length, a code is not an integer ≥ −1, or a credit lies outside [0, 1].
 *
 * @example
 * ```ts
 * import { tallyVotes } from "@divlab/core/passk";
 *
 * const tally = tallyVotes([4, 7, 4, -1, 4], [true, false, true, false, true]);
 * tally.counts; // => [3, 1]
 * tally.correct; // => [1, 0]
 * tally.abstentions; // => 1
 * ```
 */
export function tallyVotes(answers: ArrayLike<number>, correct: ArrayLike<number | boolean>): Tally {
  const action = "tally votes";
  checkArray(action, "answers", answers, 1);
  for (let i = 0; i < answers.length; i++) checkInteger(action, `answers[${i}]`, answers[i], -1);
  checkArray(action, "correct", correct);
  checkSameLength(action, "answers", answers.length, "correct", correct.length);
  const credits = asCredits(action, Array.from(correct, (mark, i) => (answers[i] === -1 ? 0 : mark)), answers.length, "sample", "the problem");
  const samplesOf = new Map<number, number[]>();
  for (let i = 0; i < answers.length; i++) {
    if (answers[i] === -1) continue;
    const known = samplesOf.get(answers[i]);
    if (known === undefined) samplesOf.set(answers[i], [i]);
    else known.push(i);
  }
  const groups = [...samplesOf.values()];
  return {
    answers: Int32Array.from(samplesOf.keys()),
    counts: Int32Array.from(groups, (samples) => samples.length),
    correct: Float64Array.from(groups, (samples) => samples.reduce((total, i) => total + credits[i], 0) / samples.length),
    abstentions: answers.length - groups.reduce((total, samples) => total + samples.length, 0),
    inconsistent: groups.filter((samples) => samples.some((i) => credits[i] !== credits[samples[0]])).length,
  };
}
