import { checkFinite, checkFiniteArray, checkSameLength, show } from "../../numeric/check.ts";
import { exp, ln } from "../../numeric/special/index.ts";
import { sum } from "../../numeric/sum.ts";
import { checkWeights } from "../costs/checkWeights.ts";

/** What tells one sample of a batch from another beside their distances. */
export interface SampleWeightOptions {
  /** Weight of each sample, ≥ 0, not all 0, shape [n]; takes the place of the weights from `reward` and `logProb`. */
  readonly weights?: ArrayLike<number>;
  /** Reward of each sample, shape [n]. */
  readonly reward?: ArrayLike<number>;
  /** Log-probability of each sample (of the whole text or a mean per token), shape [n]. */
  readonly logProb?: ArrayLike<number>;
  /** T_r, > 0: towards 0 only the best reward counts, at Infinity rewards do not; 1 unless given. */
  readonly rewardTemperature?: number;
  /** T_l, > 0: towards 0 only the likeliest sample counts, at Infinity likelihoods do not; 1 unless given. */
  readonly logProbTemperature?: number;
}

/** Weights and rank of the samples of one batch. */
export interface SampleWeights {
  /** Weights as given, or of mean 1; shape [n]. */
  readonly weights: Float64Array;
  /** ln of the weights, the largest 0, −∞ for a weight of 0; shape [n]. */
  readonly logWeights: Float64Array;
  /** The samples, the best first; empty where neither rewards, log-probabilities nor weights were given. */
  readonly ranking: Int32Array;
}

/**
 * Weights of the samples: those given, or n·softmax(r/T_r + l/T_l), or 1 each.
 *
 * Ranked by reward, then by log-probability, then by weight, then by index.
 */
export function sampleWeights(action: string, n: number, options: SampleWeightOptions): SampleWeights {
  const { weights, reward, logProb, rewardTemperature = 1, logProbTemperature = 1 } = options;
  const logWeights = new Float64Array(n);
  addScaled(action, "reward", reward, rewardTemperature, logWeights);
  addScaled(action, "logProb", logProb, logProbTemperature, logWeights);
  const own = weights === undefined ? undefined : checkWeights(action, weights, n);
  if (own !== undefined) for (let i = 0; i < n; i++) logWeights[i] = own[i] === 0 ? -Infinity : ln(own[i]);
  const largest = logWeights.reduce((most, value) => Math.max(most, value), -Infinity);
  if (largest === -Infinity) throw new RangeError(`Cannot ${action}: rewardTemperature and logProbTemperature are so small that no sample has any weight`);
  for (let i = 0; i < n; i++) logWeights[i] -= largest;
  return { weights: own ?? meanOne(logWeights), logWeights, ranking: ranked(n, [reward, logProb, own]) };
}

/** Adds (x − max x)/T. */
function addScaled(action: string, name: string, values: ArrayLike<number> | undefined, temperature: number, into: Float64Array): void {
  if (temperature !== Infinity) checkFinite(action, `${name}Temperature`, temperature);
  if (!(temperature > 0)) throw new RangeError(`Cannot ${action}: ${name}Temperature must be above 0, got ${show(temperature)}`);
  if (values === undefined) return;
  checkFiniteArray(action, name, values);
  checkSameLength(action, name, values.length, "samples", into.length);
  let largest = -Infinity;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]);
  for (let i = 0; i < values.length; i++) into[i] += (values[i] - largest) / temperature;
}

/** n·softmax: exactly 1 each where all are equal. */
function meanOne(logWeights: Float64Array): Float64Array {
  const shares = logWeights.map(exp);
  const mean = sum(shares) / shares.length;
  return shares.map((share) => share / mean);
}

function ranked(n: number, keys: readonly (ArrayLike<number> | undefined)[]): Int32Array {
  const given = keys.filter((key) => key !== undefined);
  if (given.length === 0) return new Int32Array(0);
  return Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => {
    for (const key of given) if (key[a] !== key[b]) return key[b] - key[a];
    return a - b;
  });
}
