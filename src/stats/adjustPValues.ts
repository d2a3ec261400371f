import { checkChoice, checkFiniteArray } from "../numeric/check.ts";

/** How {@linkcode adjustPValues} corrects for the number of tests. */
export type AdjustmentMethod = "holm" | "bonferroni" | "benjamini-hochberg";

const action = "adjust p-values";

/**
 * p-values corrected for multiple comparisons.
 *
 * With p₍₁₎ ≤ … ≤ p₍ₘ₎: Holm's step-down maxⱼ≤ᵢ min(1, (m − j + 1)·p₍ⱼ₎) and Bonferroni's min(1, m·p) bound the chance of any
 * false rejection; Benjamini and Hochberg's step-up minⱼ≥ᵢ min(1, m·p₍ⱼ₎/j) bounds the expected share of false ones among
 * the rejections (for independent or positively dependent tests).
 *
 * @param pValues p-values, shape [m].
 * @param method The correction; default `"holm"`, valid whatever the dependence.
 * @returns Adjusted p-values in the order given, shape [m].
 * @throws {RangeError} If a p-value is outside [0, 1].
 * @see Holm 1979, Scand. J. Statist. 6, 65–70; Benjamini & Hochberg 1995, JRSS B 57, 289–300.
 * @example
 * ```ts
 * import { adjustPValues } from "@divlab/core/stats";
 * adjustPValues([0.01, 0.04, 0.03], "holm"); // => Float64Array [0.03, 0.06, 0.06]
 * adjustPValues([0.01, 0.04, 0.03], "benjamini-hochberg"); // => Float64Array [0.03, 0.04, 0.04]
 * ```
 */
export function adjustPValues(pValues: ArrayLike<number>, method: AdjustmentMethod = "holm"): Float64Array {
  checkFiniteArray(action, "pValues", pValues);
  checkChoice(action, "method", method, ["holm", "bonferroni", "benjamini-hochberg"]);
  const m = pValues.length;
  for (let i = 0; i < m; i++) {
    if (pValues[i] < 0 || pValues[i] > 1) {
      throw new RangeError(`Cannot ${action}: p-values must lie between 0 and 1, got ${pValues[i]} at index ${i}`);
    }
  }
  if (method === "bonferroni") return Float64Array.from(pValues, (p) => Math.min(1, m * p));
  const order = Array.from(pValues, (_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Float64Array(m);
  if (method === "holm") {
    let bound = 0;
    for (let i = 0; i < m; i++) {
      bound = Math.max(bound, Math.min(1, (m - i) * pValues[order[i]]));
      adjusted[order[i]] = bound;
    }
  } else {
    let bound = 1;
    for (let i = m - 1; i >= 0; i--) {
      bound = Math.min(bound, (m / (i + 1)) * pValues[order[i]]);
      adjusted[order[i]] = bound;
    }
  }
  return adjusted;
}
