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

/** Changes of θ beyond this would overflow. */
const LARGEST_STEP = 1e300;

/** Fails unless the settings make sense together. */
export function checkBanditSettings(action: string, algorithm: BanditAlgorithm, groupSize: number | undefined, learningRate: number, beta: number): BanditSettings {
  const size = checkGroups(action, algorithm, groupSize);
  checkFinite(action, "learningRate", learningRate);
  if (!(learningRate > 0)) throw new RangeError(`Cannot ${action}: learningRate must be above 0, got ${learningRate}`);
  checkFinite(action, "beta", beta);
  if (!(beta >= 0)) throw new RangeError(`Cannot ${action}: beta must be at least 0, got ${beta}`);
  if (!(learningRate * Math.max(1, beta) <= LARGEST_STEP)) {
    throw new RangeError(`Cannot ${action}: learningRate and its product with beta must be at most ${LARGEST_STEP}, got ${learningRate} and beta ${beta}`);
  }
  return { algorithm, groupSize: size, learningRate, beta };
}

/** The draws per update, G or 1, once it is known that the algorithm has them. */
export function checkGroups(action: string, algorithm: BanditAlgorithm, groupSize: number | undefined): number {
  checkChoice(action, "algorithm", algorithm, ["reinforce", "grpo"]);
  if (algorithm === "reinforce") {
    if (groupSize !== undefined) throw new RangeError(`Cannot ${action}: groupSize is for GRPO only, got ${groupSize} with algorithm "reinforce"`);
    return 1;
  }
  const size = groupSize ?? 8;
  checkInteger(action, "groupSize", size, 2, LARGEST_GROUP);
  return size;
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
