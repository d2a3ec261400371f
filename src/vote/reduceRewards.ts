import { checkArray, checkChoice, show } from "../numeric/check.ts";
import { mean } from "../numeric/moments.ts";
import { ln } from "../numeric/special/index.ts";
import { sum } from "../numeric/sum.ts";

/** How the rewards of a solution's steps become one: that of the last step, the lowest, the mean, the product, its logarithm, the highest. */
export type RewardReduction = "last" | "min" | "mean" | "prod" | "logProd" | "max";

/**
 * One reward per sample from the rewards a process reward model gave its steps.
 *
 * `"prod"` and `"logProd"` put samples in the same order as long as the product stays above 10⁻³⁰⁸; beyond, only the logarithm tells them apart.
 * Products and minima fall, maxima rise with the number of steps, whatever the quality.
 *
 * @param stepRewards Rewards of the steps of each sample, finite; for products ≥ 0; shape [samples][steps].
 * @param reduction Which one.
 * @returns One reward per sample, shape [samples], ready for {@linkcode bestOfN}; NaN for a sample without steps, −∞ for the
 * logarithm of a product with a factor 0.
 * @throws {TypeError} If a reward is no number.
 * @throws {RangeError} If a reward is not finite, or negative where products are taken.
 * @see Lightman et al. 2023, Let's Verify Step by Step, section 2.6, for the product; Wang et al. 2023, Math-Shepherd, for
 * the minimum; Zhang et al. 2025, The Lessons of Developing Process Reward Models in Mathematical Reasoning, for a comparison.
 * @example
 * ```ts
 * import { bestOfN, reduceRewards } from "@divlab/core/vote";
 *
 * const steps = [[0.9, 0.4, 0.8], [0.7, 0.6], [0.9, 0.9, 0.2, 0.95]];
 * reduceRewards(steps, "min"); // => [0.4, 0.6, 0.2]
 * reduceRewards(steps, "prod"); // => [0.288, 0.42, 0.1539]
 * bestOfN(reduceRewards(steps, "last")).index; // => 2
 * ```
 */
export function reduceRewards(stepRewards: readonly ArrayLike<number>[], reduction: RewardReduction): Float64Array {
  const action = "reduce step rewards";
  checkArray(action, "stepRewards", stepRewards);
  checkChoice(action, "reduction", reduction, ["last", "min", "mean", "prod", "logProd", "max"]);
  const isProduct = reduction === "prod" || reduction === "logProd";
  return Float64Array.from({ length: stepRewards.length }, (_, i) => {
    const steps = stepRewards[i];
    checkSteps(action, steps, i, isProduct);
    return steps.length === 0 ? NaN : reduce(Float64Array.from(steps), reduction);
  });
}

function checkSteps(action: string, steps: ArrayLike<number>, i: number, isProduct: boolean): void {
  checkArray(action, `stepRewards[${i}]`, steps);
  for (let j = 0; j < steps.length; j++) {
    const reward: unknown = steps[j];
    if (typeof reward !== "number") throw new TypeError(`Cannot ${action}: rewards must be numbers, got ${show(reward)} at sample ${i}, step ${j}`);
    if (!Number.isFinite(reward) || (isProduct && reward < 0)) {
      throw new RangeError(`Cannot ${action}: rewards must be finite${isProduct ? " and, for a product, ≥ 0" : ""}, got ${reward} at sample ${i}, step ${j}`);
    }
  }
}

function reduce(steps: Float64Array, reduction: RewardReduction): number {
  switch (reduction) {
    case "last":
      return steps[steps.length - 1];
    case "min":
      return steps.reduce((least, reward) => Math.min(least, reward));
    case "max":
      return steps.reduce((most, reward) => Math.max(most, reward));
    case "mean":
      return mean(steps);
    case "prod":
      return steps.reduce((product, reward) => product * reward);
    case "logProd":
      return steps.includes(0) ? -Infinity : sum(steps.map(ln));
  }
}
