import type { Rollouts } from "../data/index.ts";
import { checkChoice } from "../numeric/check.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { bestAtK, majAtK, passAtK, tallyVotes } from "../passk/index.ts";
import { bleuMatrix, type Tokenizer } from "../text/index.ts";
import { minimumBayesRisk } from "../vote/index.ts";
import { ROUNDING } from "../vote/pickBest.ts";
import { embeddingRows } from "./embeddingRows.ts";
import { hasDirection } from "./hasDirection.ts";

/** Ways to make one answer of several samples, and the two that frame them. */
export type SelectionRuleName = (typeof selectionRuleNames)[number];

/** A way to keep one of several samples, for all problems. */
export interface SelectionRule {
  /** Its key in results and options. */
  readonly name: SelectionRuleName;
  /** Whether a row has what the rule reads. */
  readonly usable: (row: number) => boolean;
  /** Makes it ready for the samples of one cell, which are scored. */
  readonly prepare: (rows: Int32Array) => PreparedRule;
}

/** A rule that knows the samples of one cell. */
export interface PreparedRule {
  /** Expected correctness of what it keeps of that many samples, over all subsets; absent where there is no formula. The rows must be usable. */
  readonly exact?: (size: number) => number;
  /**
   * Correctness of what it keeps of the samples at positions[start] … positions[start + size − 1], in [0, 1]: the mean over those tied
   * for best; NaN where a sample lacks what the rule reads.
   */
  readonly credit: (positions: Int32Array, start: number, size: number) => number;
}

/**
 * Names of all rules, in the order of reports: any correct sample counts (a perfect verifier, pass@k), one sample at random
 * (pass@1), majority vote, highest reward, and the sample most like the others by embedding or by text.
 */
export const selectionRuleNames = ["coverage", "share-correct", "majority-vote", "best-of-n", "semantic-mbr", "lexical-mbr"] as const;

/**
 * The rules that the columns of rollouts allow.
 *
 * @param action What the caller does, for messages.
 * @param rollouts The rollouts, with correctness.
 * @param wanted Names of rules; undefined: all that the columns allow.
 * @param tokenize How lexical utility splits texts; undefined: at white space.
 * @returns The rules, in the order of {@linkcode selectionRuleNames}.
 * @throws {RangeError} If a rule asked for is unknown or its column is missing.
 */
export function selectionRules(action: string, rollouts: Rollouts, wanted: readonly SelectionRuleName[] | undefined, tokenize: Tokenizer | undefined): readonly SelectionRule[] {
  wanted?.forEach((name, i) => checkChoice(action, `rules[${i}]`, name, selectionRuleNames));
  const correct = rollouts.correct as Int8Array;
  const { answer, reward, embedding, text } = rollouts;
  const rules: SelectionRule[] = [
    { name: "coverage", usable: () => true, prepare: (rows) => coverage(pick(correct, rows)) },
    { name: "share-correct", usable: () => true, prepare: (rows) => shareCorrect(pick(correct, rows)) },
  ];
  if (answer !== undefined) rules.push({ name: "majority-vote", usable: () => true, prepare: (rows) => majorityVote(pick(answer.codes, rows), pick(correct, rows)) });
  if (reward !== undefined) {
    rules.push({ name: "best-of-n", usable: (row) => !Number.isNaN(reward[row]), prepare: (rows) => bestOfN(pick(reward, rows), pick(correct, rows)) });
  }
  if (embedding !== undefined) {
    const usable = (row: number): boolean => hasDirection(embedding, row);
    rules.push({ name: "semantic-mbr", usable, prepare: (rows) => mostAlike(rows, usable, pick(correct, rows), (kept) => cosines(embedding, kept)) });
  }
  if (text !== undefined) {
    const usable = (row: number): boolean => text[row] !== undefined;
    const utilities = (kept: Int32Array): Float64Array => bleuMatrix(Array.from(kept, (row) => text[row] as string), tokenize === undefined ? {} : { tokenize }).data;
    rules.push({ name: "lexical-mbr", usable, prepare: (rows) => mostAlike(rows, usable, pick(correct, rows), utilities) });
  }
  for (const name of wanted ?? []) {
    if (!rules.some((rule) => rule.name === name)) {
      throw new RangeError(`Cannot ${action}: the rollouts must have the column that ${name} reads, got only those of ${rules.map((rule) => rule.name).join(", ")}`);
    }
  }
  return wanted === undefined ? rules : rules.filter(({ name }) => wanted.includes(name));
}

function coverage(correct: Float64Array): PreparedRule {
  const counts = { n: correct.length, c: [correct.reduce((total, mark) => total + mark, 0)] };
  return {
    exact: (size) => passAtK(counts, size).estimate,
    credit: (positions, start, size) => {
      for (let i = start; i < start + size; i++) if (correct[positions[i]] === 1) return 1;
      return 0;
    },
  };
}

function shareCorrect(correct: Float64Array): PreparedRule {
  const share = correct.reduce((total, mark) => total + mark, 0) / correct.length;
  return {
    exact: () => share,
    credit: (positions, start, size) => {
      let right = 0;
      for (let i = start; i < start + size; i++) right += correct[positions[i]];
      return right / size;
    },
  };
}

/** Credits of answers whose samples disagree are those of all samples of the cell, as maj@k has it. */
function majorityVote(answers: Float64Array, correct: Float64Array): PreparedRule {
  const tally = tallyVotes(answers, correct);
  const index = new Map(Array.from(tally.answers, (code, i) => [code, i]));
  const answerAt = Int32Array.from(answers, (code) => index.get(code) ?? -1);
  const votes = new Int32Array(tally.answers.length);
  return {
    exact: (size) => majAtK(tally, size).estimate,
    credit: (positions, start, size) => {
      votes.fill(0);
      let most = 0;
      for (let i = start; i < start + size; i++) {
        const given = answerAt[positions[i]];
        if (given !== -1) most = Math.max(most, ++votes[given]);
      }
      if (most === 0) return 0; // no answer at all is wrong
      let winners = 0;
      let credit = 0;
      for (let i = 0; i < votes.length; i++) {
        if (votes[i] !== most) continue;
        winners++;
        credit += tally.correct[i];
      }
      return credit / winners;
    },
  };
}

function bestOfN(rewards: Float64Array, correct: Float64Array): PreparedRule {
  return {
    exact: (size) => bestAtK({ rewards: [rewards], correct: [correct] }, size).estimate,
    credit: (positions, start, size) => {
      let best = -Infinity;
      let tied = 0;
      let credit = 0;
      for (let i = start; i < start + size; i++) {
        const reward = rewards[positions[i]];
        if (Number.isNaN(reward)) return NaN;
        if (reward < best) continue;
        if (reward > best) {
          best = reward;
          tied = 0;
          credit = 0;
        }
        tied++;
        credit += correct[positions[i]];
      }
      return credit / tied;
    },
  };
}

/** Minimum Bayes risk: the sample with the highest summed utility against the samples of the subset, itself among them. */
function mostAlike(rows: Int32Array, usable: (row: number) => boolean, correct: Float64Array, utilities: (kept: Int32Array) => Float64Array): PreparedRule {
  const kept = rows.filter(usable);
  const data = kept.length === 0 ? new Float64Array(0) : utilities(kept);
  const n = kept.length;
  let place = 0;
  const placeOf = Int32Array.from(rows, (row) => (usable(row) ? place++ : -1));
  const scores = new Float64Array(rows.length);
  return {
    credit: (positions, start, size) => {
      let best = -Infinity;
      let largest = 0;
      for (let i = 0; i < size; i++) {
        const own = placeOf[positions[start + i]];
        if (own === -1) return NaN;
        let score = 0;
        for (let j = start; j < start + size; j++) score += data[own * n + placeOf[positions[j]]];
        scores[i] = score;
        if (score > best) best = score;
        if (Math.abs(score) > largest) largest = Math.abs(score);
      }
      // The rule of minimumBayesRisk: what differs by rounding alone is tied.
      const bound = best - ROUNDING * largest;
      let tied = 0;
      let credit = 0;
      for (let i = 0; i < size; i++) {
        if (scores[i] < bound) continue;
        tied++;
        credit += correct[positions[start + i]];
      }
      return credit / tied;
    },
  };
}

function cosines(embedding: Matrix, rows: Int32Array): Float64Array {
  return (minimumBayesRisk({ embeddings: embeddingRows(embedding, rows) }, { matrix: true }).matrix as { readonly data: Float64Array }).data;
}

function pick(column: ArrayLike<number>, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => column[row]);
}
