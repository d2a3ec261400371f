import { checkArray, checkChoice, checkFinite, checkFiniteArray, checkInteger, checkSameLength } from "../../numeric/check.ts";
import { sum } from "../../numeric/sum.ts";

/** The two policy-gradient algorithms. */
export type BanditAlgorithm = "reinforce" | "grpo";

/** What one update depends on besides the policy. */
export interface BanditSettings {
  /** The algorithm. */
  readonly algorithm: BanditAlgorithm;
  /** G; 1 for REINFORCE. */
  readonly groupSize: number;
  /** η. */
  readonly learningRate: number;
  /** β. */
  readonly beta: number;
}

/** Beyond this many draws per group the smallest terms of a binomial law would underflow. */
const LARGEST_GROUP = 1000;

/** Fails unless the settings make sense together. */
export function checkBanditSettings(action: string, algorithm: BanditAlgorithm, groupSize: number | undefined, learningRate: number, beta: number): BanditSettings {
  checkChoice(action, "algorithm", algorithm, ["reinforce", "grpo"]);
  if (algorithm === "grpo") checkInteger(action, "groupSize", groupSize ?? 8, 2, LARGEST_GROUP);
  else if (groupSize !== undefined) throw new RangeError(`Cannot ${action}: groupSize is for GRPO only, got ${groupSize} with algorithm "reinforce"`);
  checkFinite(action, "learningRate", learningRate);
  if (!(learningRate > 0)) throw new RangeError(`Cannot ${action}: learningRate must be above 0, got ${learningRate}`);
  checkFinite(action, "beta", beta);
  if (!(beta >= 0)) throw new RangeError(`Cannot ${action}: beta must be at least 0, got ${beta}`);
  return { algorithm, groupSize: algorithm === "grpo" ? (groupSize ?? 8) : 1, learningRate, beta };
}

/** A copy of the probabilities of the arms, the bad one last, once they are known to be above 0 and to sum to 1 up to 1e-6. */
export function checkPolicy(action: string, name: string, probabilities: ArrayLike<number>, arms?: number): Float64Array {
  checkArray(action, name, probabilities, 2);
  checkFiniteArray(action, name, probabilities);
  if (arms !== undefined) checkSameLength(action, name, probabilities.length, "the arms, the bad one with them,", arms);
  for (let i = 0; i < probabilities.length; i++) {
    if (!(probabilities[i] > 0)) throw new RangeError(`Cannot ${action}: ${name} must be above 0 (a softmax never is 0), got ${probabilities[i]} at index ${i}`);
  }
  const total = sum(probabilities);
  if (!(Math.abs(total - 1) <= 1e-6)) throw new RangeError(`Cannot ${action}: ${name} must sum to 1, got ${total}`);
  return Float64Array.from(probabilities);
}
