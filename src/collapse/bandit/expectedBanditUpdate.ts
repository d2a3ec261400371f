import { checkOptions } from "../../numeric/check.ts";
import { ln } from "../../numeric/special/index.ts";
import { type BanditAlgorithm, checkBanditSettings, checkPolicy } from "./banditSettings.ts";
import { meanUpdate } from "./meanUpdate.ts";
import { mixedGroups } from "./mixedGroups.ts";
import { softmaxPolicy } from "./softmaxPolicy.ts";

/** Options of {@linkcode expectedBanditUpdate}. */
export interface ExpectedBanditUpdateOptions {
  /** `"reinforce"` (default) or `"grpo"`. */
  readonly algorithm?: BanditAlgorithm;
  /** GRPO's group size G, an integer from 2 to 1000; 8 unless given. */
  readonly groupSize?: number;
  /** Learning rate η > 0; 0.1 unless given. */
  readonly learningRate?: number;
  /** Strength β ≥ 0 of the KL penalty; 0 unless given. */
  readonly beta?: number;
  /** The policy p₀ of the penalty, shape [arms]; uniform unless given. */
  readonly initial?: ArrayLike<number>;
}

/** Result of {@linkcode expectedBanditUpdate}. */
export interface ExpectedBanditUpdate {
  /** E[Δθ_i], shape [arms]; it sums to 0. */
  readonly update: Float64Array;
  /** Probability that a step changes the parameters at all: for GRPO that the group is mixed, for REINFORCE without penalty that the arm is good. */
  readonly updateProbability: number;
}

const action = "compute the expected bandit update";

/**
 * The mean over all draws of one policy-gradient update of a bandit with equally good arms (reward 1) and a bad one (reward 0).
 *
 * With b the probability of the bad arm and q_i = p_i/(1 − b): REINFORCE moves a good arm by η·p_i·b, so the larger ones
 * gain more; GRPO by (η/G)·E[√(S(G − S))]·q_i, S ~ Binomial(G, 1 − b) the good draws of a group. The bad arm moves by
 * minus their sum. The penalty takes η·β·p_i·(ln(p_i/p₀_i) − KL(p‖p₀)), times the probability of a mixed group for GRPO,
 * which skips the others. A sum over G terms, not over the arms^G groups.
 *
 * @param policy Probabilities of the arms, the bad one last, all above 0, summing to 1; shape [arms].
 * @param options Algorithm, group size, learning rate, penalty.
 * @returns The expected change of each parameter, and how often there is a change.
 * @throws {RangeError} If a probability is not above 0, they do not sum to 1, or an option is out of range.
 * @see Dang et al. 2025, Weight Ensembling Improves Reasoning in Language Models, Appendix C.2.
 * @example The likelier good arm is pushed up more
 * ```ts
 * import { expectedBanditUpdate } from "@divlab/core/collapse";
 *
 * expectedBanditUpdate([0.5, 0.3, 0.2], { learningRate: 1 }).update; // => [0.1, 0.06, -0.16]
 * expectedBanditUpdate([0.5, 0.3, 0.2], { learningRate: 1, algorithm: "grpo", groupSize: 2 }).update; // => [0.1, 0.06, -0.16]
 * ```
 */
export function expectedBanditUpdate(policy: ArrayLike<number>, options: ExpectedBanditUpdateOptions = {}): ExpectedBanditUpdate {
  checkOptions(action, options, ["algorithm", "groupSize", "learningRate", "beta", "initial"]);
  const { algorithm = "reinforce", groupSize, learningRate = 0.1, beta = 0, initial } = options;
  const settings = checkBanditSettings(action, algorithm, groupSize, learningRate, beta);
  const state = softmaxPolicy(checkPolicy(action, "policy", policy));
  const arms = state.theta.length;
  const reference = initial === undefined ? new Float64Array(arms).fill(1 / arms) : checkPolicy(action, "initial", initial, arms);
  const update = new Float64Array(arms);
  const updateProbability = meanUpdate({ ...state, reference: reference.map(ln) }, settings, mixedGroups(settings.groupSize), update);
  return { update, updateProbability };
}
