import type { BanditSettings } from "./banditSettings.ts";
import { expectedSpread, type MixedGroups, updateMixedGroups } from "./mixedGroups.ts";
import { logNormaliser, type SoftmaxPolicy } from "./softmaxPolicy.ts";

/**
 * E[Δθ] of one step into `update`, shape [arms], and the probability that the step changes anything.
 *
 * `groups` is room for GRPO's law; REINFORCE does not look at it.
 */
export function meanUpdate(policy: SoftmaxPolicy, settings: BanditSettings, groups: MixedGroups, update: Float64Array): number {
  const { weight, total } = policy;
  const { algorithm, groupSize, learningRate, beta } = settings;
  const bad = weight.length - 1;
  const good = goodWeight(weight);
  const badShare = weight[bad] / total;
  if (algorithm === "grpo") {
    updateMixedGroups(groups, good, weight[bad]);
    const push = (learningRate * expectedSpread(groups)) / groupSize;
    for (let i = 0; i < bad; i++) update[i] = push * (weight[i] / good);
    update[bad] = -push;
    addPenalty(policy, learningRate * beta * groups.probability, update);
    return groups.probability;
  }
  for (let i = 0; i < bad; i++) update[i] = ((learningRate * weight[i]) / total) * badShare;
  update[bad] = -learningRate * badShare * (good / total);
  addPenalty(policy, learningRate * beta, update);
  return beta > 0 ? 1 : good / total;
}

/** Takes rate·∇_θ KL(p‖p₀) from the update: rate·p_i·(L_i − KL), L_i = ln(p_i/p₀_i). */
export function addPenalty(policy: SoftmaxPolicy, rate: number, update: Float64Array): void {
  if (rate === 0) return;
  const { theta, reference, weight, total } = policy;
  const normaliser = logNormaliser(policy);
  const arms = theta.length;
  const scale = 1 / total;
  let divergence = 0;
  for (let i = 0; i < arms; i++) divergence += weight[i] * scale * (theta[i] - reference[i] - normaliser);
  for (let i = 0; i < arms; i++) update[i] -= rate * (weight[i] * scale) * (theta[i] - reference[i] - normaliser - divergence);
}

/** Σ of the weights of the good arms. */
export function goodWeight(weight: Float64Array): number {
  let good = 0;
  for (let i = 0; i < weight.length - 1; i++) good += weight[i];
  return good;
}
