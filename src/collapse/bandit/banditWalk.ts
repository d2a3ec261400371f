import { log1p } from "../../numeric/special/index.ts";
import type { Rng } from "../../random/index.ts";
import type { BanditSettings } from "./banditSettings.ts";
import { addPenalty, goodWeight, meanUpdate } from "./meanUpdate.ts";
import { drawGoodCount, type MixedGroups, mixedGroups, updateMixedGroups } from "./mixedGroups.ts";
import { refreshWeights, type SoftmaxPolicy, softmaxPolicy } from "./softmaxPolicy.ts";

/** One run of a bandit, between two steps. */
export interface BanditWalk {
  readonly settings: BanditSettings;
  /** Where its draws come from; without one it follows the mean of the updates. */
  readonly rng: Rng | undefined;
  readonly policy: SoftmaxPolicy;
  /** GRPO's law of the groups under the present policy. */
  readonly groups: MixedGroups;
  /** Room for the change of θ, shape [arms]. */
  readonly update: Float64Array;
  /** A good arm above this probability is a collapse. */
  readonly bar: number;
  /** Steps made. */
  step: number;
  /** The step whose group is the next mixed one: already drawn. GRPO only. */
  nextMixed: number;
  /** Steps that changed the parameters; for the mean of the updates, their expected number. */
  updates: number;
  /** The first step after which the policy was collapsed, Infinity so far. */
  collapsedAt: number;
}

/** A run before its first step. */
export function startWalk(initial: Float64Array, settings: BanditSettings, epsilon: number, rng: Rng | undefined): BanditWalk {
  const policy = softmaxPolicy(initial);
  const walk = {
    settings,
    rng,
    policy,
    groups: mixedGroups(settings.groupSize),
    update: new Float64Array(initial.length),
    bar: 1 - epsilon,
    step: 0,
    nextMixed: Infinity,
    updates: 0,
    collapsedAt: Infinity,
  };
  noteCollapse(walk);
  if (rng !== undefined && settings.algorithm === "grpo") drawNextMixed(walk, rng);
  return walk;
}

/** Goes on to step `until`, or less far where that takes more than `most` changes of the policy. */
export function advanceWalk(walk: BanditWalk, until: number, most: number): void {
  if (walk.rng === undefined) followMean(walk, until, most);
  else if (walk.settings.algorithm === "grpo") walkGrpo(walk, walk.rng, until, most);
  else walkReinforce(walk, walk.rng, until, most);
}

function walkReinforce(walk: BanditWalk, rng: Rng, until: number, most: number): void {
  const { policy, update } = walk;
  const { theta, weight } = policy;
  const { learningRate, beta } = walk.settings;
  const bad = theta.length - 1;
  const end = Math.min(until, walk.step + most);
  while (walk.step < end) {
    walk.step++;
    const target = rng.float() * policy.total;
    let arm = 0;
    for (let sum = weight[0]; sum <= target && arm < bad; sum += weight[arm]) arm++;
    if (beta > 0) {
      update.fill(0);
      addPenalty(policy, learningRate * beta, update);
    } else if (arm === bad) {
      continue;
    }
    if (arm < bad) {
      const scale = learningRate / policy.total;
      for (let i = 0; i <= bad; i++) theta[i] -= scale * weight[i];
      theta[arm] += learningRate;
    }
    if (beta > 0) for (let i = 0; i <= bad; i++) theta[i] += update[i];
    walk.updates++;
    refreshWeights(policy);
    noteCollapse(walk);
  }
}

/**
 * Groups that are not mixed change nothing, so their number until the next mixed one is geometric and is drawn at once; then
 * the good draws of a mixed group, then which good arms. The same law as drawing every group, at the cost of the mixed ones.
 */
function walkGrpo(walk: BanditWalk, rng: Rng, until: number, most: number): void {
  const { policy, groups, update } = walk;
  const { theta, weight } = policy;
  const { groupSize, learningRate, beta } = walk.settings;
  const bad = theta.length - 1;
  for (let done = 0; walk.nextMixed <= until; done++) {
    if (done === most) return;
    walk.step = walk.nextMixed;
    const goodDraws = drawGoodCount(groups, rng.float());
    const badDraws = groupSize - goodDraws;
    update.fill(0);
    addPenalty(policy, learningRate * beta, update);
    update[bad] -= (learningRate / groupSize) * Math.sqrt(goodDraws * badDraws);
    const gain = (learningRate / groupSize) * Math.sqrt(badDraws / goodDraws);
    const good = goodWeight(weight);
    for (let draw = 0; draw < goodDraws; draw++) {
      const target = rng.float() * good;
      let arm = 0;
      for (let sum = weight[0]; sum <= target && arm < bad - 1; sum += weight[arm]) arm++;
      update[arm] += gain;
    }
    for (let i = 0; i <= bad; i++) theta[i] += update[i];
    walk.updates++;
    refreshWeights(policy);
    noteCollapse(walk);
    drawNextMixed(walk, rng);
  }
  walk.step = until;
}

function drawNextMixed(walk: BanditWalk, rng: Rng): void {
  const { groups, policy } = walk;
  const { weight } = policy;
  updateMixedGroups(groups, goodWeight(weight), weight[weight.length - 1]);
  const uniform = rng.float();
  // By inversion; most often, while the policy is young, the very next group is mixed and needs no logarithm.
  const skipped = uniform < groups.probability ? 0 : Math.floor(log1p(-uniform) / log1p(-groups.probability));
  walk.nextMixed = groups.probability > 0 ? walk.step + skipped + 1 : Infinity;
}

function followMean(walk: BanditWalk, until: number, most: number): void {
  const { policy, settings, groups, update } = walk;
  const { theta } = policy;
  const end = Math.min(until, walk.step + most);
  while (walk.step < end) {
    walk.step++;
    walk.updates += meanUpdate(policy, settings, groups, update);
    for (let i = 0; i < theta.length; i++) theta[i] += update[i];
    refreshWeights(policy);
    noteCollapse(walk);
  }
}

function noteCollapse(walk: BanditWalk): void {
  if (walk.policy.largestGood > walk.bar * walk.policy.total && walk.collapsedAt === Infinity) walk.collapsedAt = walk.step;
}
