import { checkChoice } from "../numeric/check.ts";
import { createRng, type RngLike } from "../random/index.ts";

/** What happens when several are best: the first of them wins, one drawn at random, or none. */
export type TieRule = "first" | "random" | "abstain";

/** Options of everything that chooses one. */
export interface TieOptions {
  /** Who wins a tie: the `"first"` (default), one at `"random"`, or nobody (`"abstain"`). */
  readonly ties?: TieRule;
  /** Seed or generator for random ties, drawn from only where there is one. Many votes need one generator between them, or a stream each. */
  readonly rng?: RngLike;
}

/** Which score is best. */
export interface Best {
  /** Index of the chosen score; −1 where there is none, or a tie that nobody wins. */
  readonly index: number;
  /** The best score; NaN where there is none. */
  readonly score: number;
  /** Whether several are best. */
  readonly tied: boolean;
  /** Best score minus the best of the others; 0 for a tie, NaN where there are no others. */
  readonly margin: number;
}

/** Fails unless the tie rule is one, and random ties have their `rng`. */
export function checkTieRule(action: string, ties: TieRule, rng: RngLike | undefined): void {
  checkChoice(action, "ties", ties, ["first", "random", "abstain"]);
  if (ties === "random" && rng === undefined) throw new TypeError(`Cannot ${action}: random ties need \`rng\` (a seed or an Rng), got undefined`);
}

/** The tie rule in words, for `method`. */
export function describeTies(ties: TieRule): string {
  return { first: "first of ties", random: "ties by lot", abstain: "no winner of ties" }[ties];
}

/** Slack for scores that are sums or means: far above rounding, far below any difference that means something. */
export const ROUNDING = 1e-12;

/**
 * The largest of the scores; NaN is no score. Scores closer to the largest than `slack` times the largest magnitude are
 * tied with it: sums of the same numbers in another order may differ in their last bits.
 */
export function pickBest(scores: ArrayLike<number>, ties: TieRule, rng: RngLike | undefined, slack: number = 0): Best {
  let score = -Infinity;
  let magnitude = 0;
  let count = 0;
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i])) continue;
    count++;
    if (scores[i] > score) score = scores[i];
    if (Math.abs(scores[i]) > magnitude) magnitude = Math.abs(scores[i]);
  }
  if (count === 0) return { index: -1, score: NaN, tied: false, margin: NaN };
  const bound = magnitude < Infinity ? score - slack * magnitude : score;
  const best: number[] = [];
  let next = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] >= bound) best.push(i);
    else if (scores[i] > next) next = scores[i];
  }
  const tied = best.length > 1;
  const margin = tied ? 0 : count === 1 ? NaN : score - next;
  return { index: tied ? settle(best, ties, rng) : best[0], score, tied, margin };
}

function settle(tied: readonly number[], ties: TieRule, rng: RngLike | undefined): number {
  if (ties === "abstain") return -1;
  return ties === "first" ? tied[0] : tied[createRng(rng as RngLike).integer(tied.length)];
}
