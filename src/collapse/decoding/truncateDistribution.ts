import { checkArray, checkInteger, checkOptions, show } from "../../numeric/check.ts";
import { exp, ln } from "../../numeric/special/index.ts";
import { sum } from "../../numeric/sum.ts";

/** A distribution as a model gives it: probabilities, or logits from which softmax makes them. */
export type TokenDistribution =
  | ArrayLike<number>
  | {
      /** Unnormalised log-probabilities, finite or −Infinity for what is masked, shape [n]. */
      readonly logits: ArrayLike<number>;
    };

/** Options of {@linkcode truncateDistribution}; without any the distribution stays as it is. */
export interface TruncateDistributionOptions {
  /** Divides the logits; 0 (greedy) to Infinity (uniform over what is not masked); 1 unless given. */
  readonly temperature?: number;
  /** Keep the k most probable, and what is tied with the last of them; an integer ≥ 1; all unless given. */
  readonly topK?: number;
  /** Nucleus: keep the most probable until their mass reaches this, in [0, 1]; 1, that is all, unless given. */
  readonly topP?: number;
  /** Keep what has at least this share of the largest probability, in [0, 1]; 0, that is all, unless given. */
  readonly minP?: number;
}

/** Result of {@linkcode truncateDistribution}. */
export interface TruncatedDistribution {
  /** Probabilities after temperature and cuts, renormalised; 0 for what was cut; shape [n]. */
  readonly probabilities: Float64Array;
  /** Indices of what was kept, ascending. One whose probability underflows is listed all the same. */
  readonly kept: Int32Array;
  /** Probability that the cuts left, before it was renormalised: 1 without cuts, whatever the temperature. */
  readonly keptMass: number;
  /** Entropy of `probabilities`, in nats. */
  readonly entropy: number;
  /** Entropy of the distribution that was given, in nats. */
  readonly inputEntropy: number;
}

/** How far a probability vector may be from summing to 1: single-precision softmax over 10⁵ entries stays well within. */
const SUM_TOLERANCE = 1e-6;

/** A threshold counts as reached if only rounding is missing: 0.4 + 0.3 + 0.2 reaches 0.9. */
const ROUNDING = 1e-12;

/**
 * A sampler's distribution: temperature, then top-k, then nucleus (top-p), then min-p, then renormalisation.
 *
 * With w_i = exp((l_i − max l)/T), l the logits or the logarithms of the probabilities:
 * top-k keeps w_i ≥ the k-th largest; top-p the most probable of those until their mass, as a share of what top-k left,
 * reaches p, the one that crosses included; min-p what has w_i ≥ minP·max w. Equal entries are kept or cut together, so
 * that the result never depends on their order. The cuts come in the order of Hugging Face transformers; call twice for another one.
 *
 * T = 0 is the limit: the maximum, shared equally by what ties for it. T = Infinity spreads the mass equally over what is kept.
 *
 * @param distribution Probabilities ≥ 0 that sum to 1 within 1e-6, shape [n], or `{ logits }`.
 * @param options Temperature and cuts.
 * @returns Renormalised probabilities, kept indices and mass, and both entropies. Entries of probability 0 or logit −Infinity are never kept.
 * @throws TypeError if an entry is not a number, RangeError if one is negative, NaN or +Infinity, nothing has any
 * probability, probabilities do not sum to 1, or an option is out of range.
 * @see Holtzman et al. 2020, The Curious Case of Neural Text Degeneration, equation 2, for top-p; Nguyen et al. 2024,
 * Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs.
 *
 * @example
 * ```ts
 * import { truncateDistribution } from "@divlab/core/collapse";
 *
 * const nucleus = truncateDistribution([0.5, 0.05, 0.3, 0.15], { topP: 0.75 });
 * nucleus.kept; // => [0, 2]
 * nucleus.probabilities; // => [0.625, 0, 0.375, 0]
 * nucleus.keptMass; // => 0.800
 * truncateDistribution({ logits: [2, 1, 1, -Infinity] }, { topK: 2, temperature: 0.5 }).probabilities; // => [0.7870, 0.1065, 0.1065, 0]
 * ```
 */
export function truncateDistribution(distribution: TokenDistribution, options: TruncateDistributionOptions = {}): TruncatedDistribution {
  const action = "truncate a distribution";
  checkOptions(action, options, ["temperature", "topK", "topP", "minP"]);
  const { temperature = 1, topK = Infinity, topP = 1, minP = 0 } = options;
  checkRange(action, "temperature", temperature, Infinity);
  if (topK !== Infinity) checkInteger(action, "topK", topK, 1);
  checkRange(action, "topP", topP, 1);
  checkRange(action, "minP", minP, 1);
  const source = readSource(action, distribution);
  const given = source.values.map((value) => weightOf(value, source, 1));
  const weights = temperature === 1 ? given : source.values.map((value) => weightOf(value, source, temperature));
  const threshold = cutThreshold(source, weights, { temperature, topK, topP });
  const least = minP * weightOf(source.largest, source, temperature) * (1 - ROUNDING);
  const kept = Int32Array.from(source.values.keys()).filter((i) => source.values[i] > source.masked && source.values[i] >= threshold && weights[i] >= least);
  const left = new Float64Array(weights.length);
  for (const i of kept) left[i] = weights[i];
  const mass = sum(left);
  const probabilities = left.map((weight) => weight / mass);
  return { probabilities, kept, keptMass: Math.min(1, mass / sum(weights)), entropy: entropyOf(probabilities), inputEntropy: entropyOf(given) };
}

/** The checked input: values in the order of their probability, whatever the temperature. */
interface Source {
  /** Probabilities or logits. */
  readonly values: Float64Array;
  /** Their maximum. */
  readonly largest: number;
  /** What stands for no probability at all: 0, or −Infinity for logits. */
  readonly masked: number;
}

function readSource(action: string, distribution: TokenDistribution): Source {
  const isLogits = typeof distribution === "object" && distribution !== null && "logits" in distribution;
  const name = isLogits ? "logits" : "probabilities";
  const entries = isLogits ? distribution.logits : distribution;
  checkArray(action, name, entries, 1);
  const masked = isLogits ? -Infinity : 0;
  let largest = masked;
  for (let i = 0; i < entries.length; i++) {
    const value: unknown = entries[i];
    if (typeof value !== "number") throw new TypeError(`Cannot ${action}: ${name} must be numbers, got ${show(value)} at index ${i}`);
    if (!(value >= masked && value < Infinity)) {
      throw new RangeError(`Cannot ${action}: ${name} must be ${isLogits ? "finite or -Infinity" : "≥ 0 and finite"}, got ${value} at index ${i}`);
    }
    if (value > largest) largest = value;
  }
  if (largest === masked) throw new RangeError(`Cannot ${action}: at least one of the ${name} must be greater than ${masked}, got none`);
  const values = Float64Array.from(entries);
  const total = isLogits ? 1 : sum(values);
  if (!(Math.abs(total - 1) <= SUM_TOLERANCE)) throw new RangeError(`Cannot ${action}: probabilities must sum to 1 within ${SUM_TOLERANCE}, got a sum of ${total}`);
  return { values, largest, masked };
}

/** The unnormalised probability at a temperature: the largest is 1, except that probabilities at temperature 1 stay as they are. */
function weightOf(value: number, { largest, masked }: Source, temperature: number): number {
  if (value === masked) return 0;
  if (temperature === 0 || value === largest) return value < largest ? 0 : masked === 0 && temperature === 1 ? value : 1;
  if (masked === 0) return temperature === 1 ? value : exp(ln(value / largest) / temperature);
  const below = value - largest;
  // Logits more than 1.8e308 apart: halved, their difference is a number again.
  return exp(below === -Infinity ? ((value / 2 - largest / 2) / temperature) * 2 : below / temperature);
}

/** The least value that temperature 0, top-k and top-p keep. */
function cutThreshold(source: Source, weights: Float64Array, { temperature, topK, topP }: Required<Omit<TruncateDistributionOptions, "minP">>): number {
  const { values, largest, masked } = source;
  if (temperature === 0) return largest;
  if (topK >= values.length && topP === 1) return masked;
  const sorted = values.toSorted();
  const first = topK < sorted.length ? sorted[sorted.length - topK] : masked;
  if (topP === 1) return first;
  const goal = topP * sum(weights.map((weight, i) => (values[i] >= first ? weight : 0))) * (1 - ROUNDING);
  let mass = 0;
  for (let i = sorted.length - 1; sorted[i] > first; i--) {
    mass += weightOf(sorted[i], source, temperature);
    if (mass >= goal) return sorted[i];
  }
  return first;
}

/** −Σ q ln q of the weights' distribution q, in nats. */
function entropyOf(weights: Float64Array): number {
  const total = sum(weights);
  return Math.abs(sum(weights.map((weight) => (weight > 0 ? -(weight / total) * ln(weight / total) : 0))));
}

/** Fails unless `value` lies in [0, high]; Infinity is a value like any other. */
function checkRange(action: string, name: string, value: unknown, high: number): void {
  if (typeof value !== "number") throw new TypeError(`Cannot ${action}: ${name} must be a number, got ${show(value)}`);
  if (!(value >= 0 && value <= high)) {
    throw new RangeError(`Cannot ${action}: ${name} must be ${high === Infinity ? "≥ 0" : `between 0 and ${high}`}, got ${value}`);
  }
}
