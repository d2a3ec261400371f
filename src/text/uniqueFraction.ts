import { checkArray, show } from "../numeric/check.ts";

/** Result of {@linkcode uniqueFraction}. */
export interface UniqueFraction {
  /** Different keys per key, distinct/n; NaN if there is no key. */
  readonly estimate: number;
  /** How many different keys there are. */
  readonly distinct: number;
  /** How many keys there are, missing ones not counted. */
  readonly n: number;
  /** How many are missing: null, undefined or NaN. */
  readonly missing: number;
}

/**
 * The share of different keys among keys: answer diversity, operation diversity, diversity of whole texts.
 *
 * Keys are equal as strings or as numbers are; "1" and 1 differ. The share falls as the number of samples grows: compare sets
 * of one size, or the expected number of different answers in k draws.
 *
 * @param keys One key per sample, shape [N]; null, undefined and NaN are missing and left out.
 * @returns The share, between 1/n and 1; NaN if every key is missing.
 * @throws {TypeError} If a key is of another kind.
 * @see Dang et al. 2025, Weight Ensembling Improves Reasoning in Language Models, section 5 and Appendix F.
 * @example
 * ```ts
 * import { uniqueFraction } from "@divlab/core/text";
 * uniqueFraction(["42", "42", "17", null]); // => { estimate: 0.6667, distinct: 2, n: 3, missing: 1 }
 * ```
 */
export function uniqueFraction(keys: readonly (string | number | null | undefined)[]): UniqueFraction {
  const action = "compute the unique fraction";
  checkArray(action, "keys", keys);
  const seen = new Set<string | number>();
  let missing = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key === null || key === undefined || Number.isNaN(key)) missing++;
    else if (typeof key === "string" || typeof key === "number") seen.add(key);
    else throw new TypeError(`Cannot ${action}: keys must be strings or numbers, got ${show(key)} at index ${i}`);
  }
  const n = keys.length - missing;
  return { estimate: seen.size / n, distinct: seen.size, n, missing };
}
