import { checkChoice, checkOptions } from "../numeric/check.ts";
import { expm1, ln, log1p } from "../numeric/special/index.ts";
import { type CountsOfCounts, countsOfCounts } from "./countsOfCounts.ts";

/** Options of {@linkcode shannonEntropy}. */
export interface ShannonEntropyOptions {
  /** How unseen kinds are made up for; not at all (`"plug-in"`) unless given. */
  readonly estimator?: "plug-in" | "miller-madow" | "chao-shen";
}

/** Result of {@linkcode shannonEntropy}. */
export interface ShannonEntropy {
  /** Entropy in nats; NaN where nothing was counted. */
  readonly estimate: number;
  /** Estimator. */
  readonly estimator: "plug-in" | "miller-madow" | "chao-shen";
  /** Number of samples. */
  readonly n: number;
  /** Number of kinds seen. */
  readonly distinct: number;
}

const action = "compute an entropy";

/**
 * Shannon's entropy of the kinds in a sample, in nats; exp of it is the Hill number of order 1.
 *
 * The plug-in estimate −Σ p ln p with p = c/n is biased low by about (kinds − 1)/(2n), the more the smaller n is. `"miller-madow"` adds
 * (kinds seen − 1)/(2n). `"chao-shen"` shrinks the shares by the coverage C = 1 − f₁/n and weighs each kind by the inverse of its
 * probability to be seen, −Σ Cp ln(Cp)/(1 − (1 − Cp)ⁿ): the least biased of the three where many kinds are unseen.
 *
 * @param counts How often each kind was seen, integers ≥ 0, shape [kinds].
 * @param options Estimator.
 * @returns The entropy; NaN if all counts are 0. Where every kind was seen once, Chao–Shen takes f₁ = n − 1 (C = 0 gives no estimate).
 * @throws {RangeError} If a count is no integer ≥ 0.
 * @see Miller 1955, Note on the bias of information estimates; Chao & Shen 2003, Environmental and Ecological Statistics 10, 429–443.
 * @example
 * ```ts
 * import { shannonEntropy } from "@divlab/core/diversity";
 *
 * shannonEntropy([5, 3, 1, 1]).estimate; // => 1.16828
 * shannonEntropy([5, 3, 1, 1], { estimator: "miller-madow" }).estimate; // => 1.31828
 * ```
 */
export function shannonEntropy(counts: ArrayLike<number>, options: ShannonEntropyOptions = {}): ShannonEntropy {
  checkOptions(action, options, ["estimator"]);
  const { estimator = "plug-in" } = options;
  checkChoice(action, "estimator", estimator, ["plug-in", "miller-madow", "chao-shen"]);
  const tally = countsOfCounts(action, counts);
  const { kinds, n } = tally;
  const distinct = kinds.reduce((total, number) => total + number, 0);
  return { estimate: n === 0 ? NaN : entropyBy(estimator, tally, distinct), estimator, n, distinct };
}

function entropyBy(estimator: ShannonEntropy["estimator"], tally: CountsOfCounts, distinct: number): number {
  if (estimator === "chao-shen") return chaoShen(tally);
  const { size, kinds, n } = tally;
  let entropy = 0;
  for (let i = 0; i < size.length; i++) entropy += kinds[i] * (size[i] / n) * ln(n / size[i]);
  return estimator === "miller-madow" ? entropy + (distinct - 1) / (2 * n) : entropy;
}

function chaoShen({ size, kinds, n }: CountsOfCounts): number {
  const once = size[0] === 1 ? kinds[0] : 0;
  const coverage = 1 - (once === n ? n - 1 : once) / n;
  let entropy = 0;
  for (let i = 0; i < size.length; i++) {
    const share = (coverage * size[i]) / n;
    if (share === 1) continue;
    entropy -= (kinds[i] * share * ln(share)) / -expm1(n * log1p(-share));
  }
  return entropy;
}
