import { checkArray, checkChoice, checkOptions, show } from "../numeric/check.ts";
import { checkTieRule, describeTies, pickBest, type TieOptions } from "./pickBest.ts";

/** Options of {@linkcode bestOfN}. */
export interface BestOfNOptions extends TieOptions {
  /** Rewards that are NaN: `"throw"` (default) refuses them, `"skip"` treats their samples as having none; they cannot win. */
  readonly missing?: "throw" | "skip";
}

/** Result of {@linkcode bestOfN}. */
export interface BestOfN {
  /** How the sample was chosen. */
  readonly method: string;
  /** Index of the chosen sample; −1 where there is none. */
  readonly index: number;
  /** The highest reward; NaN where every reward is missing. */
  readonly reward: number;
  /** Whether several samples have it. */
  readonly tied: boolean;
  /** Highest reward minus the highest of the others; 0 for a tie, NaN where there are no others. */
  readonly margin: number;
  /** Whether none was chosen: every reward is missing, or a tie was left open. */
  readonly abstained: boolean;
  /** Samples without a reward. */
  readonly missing: number;
}

/**
 * The sample with the highest reward: best-of-n, re-ranking.
 *
 * For the expected accuracy of the best of k over all draws see {@linkcode bestAtK}, for its expected reward {@linkcode maxAtK}.
 *
 * @param rewards Reward of each sample, shape [samples], at least one.
 * @param options Tie rule, seed, missing rewards.
 * @returns Which sample, and how clear the choice was.
 * @throws {TypeError} If a reward is no number, or random ties have no `rng`.
 * @throws {RangeError} If there is no sample, or a reward is NaN and `missing` is `"throw"`.
 * @see Cobbe et al. 2021, Training Verifiers to Solve Math Word Problems, section 4.
 * @example
 * ```ts
 * import { bestOfN } from "@divlab/core/vote";
 *
 * const result = bestOfN([0.2, 0.9, 0.4, 0.9]);
 * result.index; // => 1
 * result.tied; // => true
 * ```
 */
export function bestOfN(rewards: ArrayLike<number>, options: BestOfNOptions = {}): BestOfN {
  const action = "choose the best of n";
  checkOptions(action, options, ["ties", "rng", "missing"]);
  const { ties = "first", rng, missing = "throw" } = options;
  checkTieRule(action, ties, rng);
  checkChoice(action, "missing", missing, ["throw", "skip"]);
  checkArray(action, "rewards", rewards, 1);
  let without = 0;
  for (let i = 0; i < rewards.length; i++) {
    const reward: unknown = rewards[i];
    if (typeof reward !== "number") throw new TypeError(`Cannot ${action}: rewards must be numbers, got ${show(reward)} at index ${i}`);
    if (!Number.isNaN(reward)) continue;
    if (missing === "throw") throw new RangeError(`Cannot ${action}: rewards must not be NaN unless \`missing\` is "skip", got NaN at index ${i}`);
    without++;
  }
  const { index, score, tied, margin } = pickBest(rewards, ties, rng);
  return { method: `Best of n, ${describeTies(ties)}`, index, reward: score, tied, margin, abstained: index === -1, missing: without };
}
