import { checkInteger } from "../numeric/check.ts";

/**
 * The values of k a report shows when none are asked for: powers of two up to the fewest samples, and that number itself.
 *
 * @param fewest Fewest samples of any problem, an integer ≥ 1.
 * @returns Ascending values of k.
 */
export function chooseKs(fewest: number): number[] {
  const ks: number[] = [];
  for (let k = 1; k < fewest; k *= 2) ks.push(k);
  ks.push(fewest);
  return ks;
}

/**
 * The values of k that a statistic is defined for.
 *
 * @param ks Values of k asked for, ascending; undefined lets {@linkcode chooseKs} choose.
 * @param samples Samples of each problem, shape [problems], at least one.
 * @param tooFew `"throw"`: every problem needs k samples; `"skip"`: one that has them is enough.
 * @returns Those of them with enough samples.
 */
export function allowedKs(ks: readonly number[] | undefined, samples: ArrayLike<number>, tooFew: "throw" | "skip"): readonly number[] {
  let fewest = Infinity;
  let most = 0;
  for (let i = 0; i < samples.length; i++) {
    fewest = Math.min(fewest, samples[i]);
    most = Math.max(most, samples[i]);
  }
  return (ks ?? chooseKs(fewest)).filter((k) => k <= (tooFew === "skip" ? most : fewest));
}

/** Fails unless the values of k, where given, are ascending integers ≥ 1. */
export function checkKs(action: string, ks: readonly number[] | undefined): void {
  ks?.forEach((k, j) => checkInteger(action, `ks[${j}]`, k, j === 0 ? 1 : ks[j - 1] + 1));
}
