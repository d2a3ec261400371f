import { checkBetween, checkOptions } from "../../numeric/check.ts";
import { findRoot } from "../../numeric/findRoot.ts";
import { exp, ln } from "../../numeric/special/index.ts";
import { logistic } from "../logistic.ts";
import { type BanditAlgorithm, checkGroups, checkPolicy } from "./banditSettings.ts";
import { goodWeight } from "./meanUpdate.ts";
import { expectedSpread, type MixedGroups, mixedGroups, updateMixedGroups } from "./mixedGroups.ts";

/** Options of {@linkcode banditFixedPoint}. */
export interface BanditFixedPointOptions {
  /** Strength β > 0 of the KL penalty. */
  readonly beta: number;
  /** `"reinforce"` (default) or `"grpo"`. */
  readonly algorithm?: BanditAlgorithm;
  /** GRPO's group size G, an integer from 2 to 1000; 8 unless given. */
  readonly groupSize?: number;
}

/** Result of {@linkcode banditFixedPoint}. */
export interface BanditFixedPoint {
  /** Whether there is one; always for REINFORCE, for GRPO from `leastBeta` on. */
  readonly exists: boolean;
  /** The policy at which the expected update vanishes and to which it leads back, the bad arm last, shape [arms]; NaN where there is none. */
  readonly probabilities: Float64Array;
  /** Its probability of the bad arm; NaN where there is none. */
  readonly badProbability: number;
  /**
   * Probability of the bad arm at GRPO's second, unstable fixed point: below it the expected update drives the bad arm
   * to 0 in spite of the penalty. 0 for REINFORCE, which has no such point; NaN where there is no fixed point at all.
   */
  readonly barrier: number;
  /** The smallest β for which there is a fixed point: 0 for REINFORCE. */
  readonly leastBeta: number;
}

const action = "find a bandit's fixed point";

/**
 * The policy at which the expected update with KL penalty vanishes: the good arms in their initial ratios (Theorem C.8).
 *
 * The reward pulls equally on all good arms and the penalty counts ln(p_i/p₀_i), so that those must be equal: only the log odds
 * of good against bad change. They gain 1/β for REINFORCE, whose fixed point is p ∝ p₀·e^(r/β), the maximiser of E r − β KL.
 *
 * For GRPO the gain x solves x = E[√(S(G − S)) | mixed]/(β·G·b(1 − b)), b the probability of the bad arm. Mixed groups push by the
 * same amount however rare the bad arm is, while the penalty fades with b: the equation has two solutions, a stable one and a barrier
 * beyond which the bad arm vanishes, or below some β none.
 *
 * @param initial Initial probabilities, which the penalty refers to, the bad arm last, all above 0, summing to 1; shape [arms].
 * @param options Penalty, algorithm, group size.
 * @returns The stable fixed point, the barrier and the least β.
 * @throws {RangeError} If a probability is not above 0, they do not sum to 1, or an option is out of range.
 * @see Dang et al. 2025, Weight Ensembling Improves Reasoning in Language Models, Theorem C.8; docs/methods/collapse.md for GRPO.
 * @example The good arms keep 5 : 3
 * ```ts
 * import { banditFixedPoint } from "@divlab/core/collapse";
 *
 * banditFixedPoint([0.5, 0.3, 0.2], { beta: 0.5 }).probabilities; // => [0.6045, 0.3627, 0.0327]
 * banditFixedPoint([0.5, 0.3, 0.2], { beta: 0.5, algorithm: "grpo" }).exists; // => false
 * ```
 */
export function banditFixedPoint(initial: ArrayLike<number>, options: BanditFixedPointOptions): BanditFixedPoint {
  checkOptions(action, options, ["beta", "algorithm", "groupSize"]);
  const { beta, algorithm = "reinforce", groupSize } = options;
  checkBetween(action, "beta", beta, 0, Infinity);
  const size = checkGroups(action, algorithm, groupSize);
  const start = checkPolicy(action, "initial", initial);
  const logOdds = initialLogOdds(start);
  if (algorithm === "reinforce") return { exists: true, ...withLogOdds(start, logOdds + 1 / beta), barrier: 0, leastBeta: 0 };

  const groups = mixedGroups(size);
  const pull = (gain: number): number => pullAt(groups, logOdds + gain);
  const turn = gainAtLeastBeta(pull, logOdds);
  const leastBeta = pull(turn) / turn;
  if (beta < leastBeta) return { exists: false, probabilities: new Float64Array(start.length).fill(NaN), badProbability: NaN, barrier: NaN, leastBeta };
  const excess = (gain: number): number => pull(gain) / beta - gain;
  let far = 2 * turn;
  while (excess(far) <= 0) far *= 2;
  // At β = leastBeta the two solutions are one.
  const stable = excess(turn) < 0 ? findRoot(excess, 0, turn) : turn;
  const unstable = excess(turn) < 0 ? findRoot(excess, turn, far) : turn;
  return { exists: true, ...withLogOdds(start, logOdds + stable), barrier: logistic(-logOdds - unstable), leastBeta };
}

/** The initial policy with log odds y of good against bad in place of its own. */
function withLogOdds(start: Float64Array, y: number): Pick<BanditFixedPoint, "probabilities" | "badProbability"> {
  const bad = start.length - 1;
  const good = goodWeight(start);
  const badProbability = logistic(-y);
  const probabilities = start.map((p, i) => (i === bad ? badProbability : (p / good) * logistic(y)));
  return { probabilities, badProbability };
}

function initialLogOdds(start: Float64Array): number {
  return ln(goodWeight(start) / start[start.length - 1]);
}

/** E[√(S(G − S)) | mixed]/(G·b(1 − b)) at log odds y of good against bad: β times the gain that such a pull can hold. */
function pullAt(groups: MixedGroups, y: number): number {
  const odds = exp(-Math.abs(y));
  // The law is the same with good and bad exchanged, and so is the pull.
  updateMixedGroups(groups, 1, odds);
  return ((expectedSpread(groups) / groups.probability / groups.size) * (1 + odds) * (1 + odds)) / odds;
}

/** The gain at which pull/gain is smallest; golden sections, the logarithm being convex there (tested on a grid). */
function gainAtLeastBeta(pull: (gain: number) => number, logOdds: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = 0;
  let high = Math.max(0, -logOdds) + 20;
  while (high - low > 1e-9 * high) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (pull(left) / left < pull(right) / right) high = right;
    else low = left;
  }
  return (low + high) / 2;
}
