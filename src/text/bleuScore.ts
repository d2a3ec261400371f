import { exp, ln } from "../numeric/special/index.ts";
import type { BleuOptions } from "./bleuOptions.ts";

/** What NLTK's method1 puts in place of no match. */
const EPSILON = 0.1;

/**
 * BLEU = BP·exp(mean over orders of ln p_n) from its counts: `matches[n − 1]` of the candidate's `length + 1 − n` n-grams are
 * in a reference. Writes the precisions used; 0 if no token matches.
 */
export function bleuScore(
  matches: ArrayLike<number>,
  length: number,
  referenceLength: number,
  { smoothing, effectiveOrder }: Pick<Required<BleuOptions>, "smoothing" | "effectiveOrder">,
  precisions: Float64Array,
): number {
  const maxOrder = precisions.length;
  // Orders without any n-gram have no precision; only NLTK gives them one.
  const orders = Math.min(length, maxOrder);
  const counted = smoothing === "method1" && !effectiveOrder ? maxOrder : orders;
  precisions.fill(NaN);
  for (let order = 1; order <= orders; order++) precisions[order - 1] = matches[order - 1] / (length + 1 - order);
  if (orders === 0 || matches[0] === 0) return 0;
  let halvings = 1;
  let logs = 0;
  for (let order = 1; order <= counted; order++) {
    const total = Math.max(1, length + 1 - order);
    if (order > orders || matches[order - 1] === 0) {
      halvings *= 2;
      precisions[order - 1] = smoothing === "exp" ? 1 / (halvings * total) : smoothing === "method1" ? EPSILON / total : 0;
    }
    logs += ln(precisions[order - 1]);
  }
  if (!effectiveOrder && counted < maxOrder) return 0;
  return brevityPenalty(length, referenceLength) * exp(logs / counted);
}

/** 1 for a candidate as long as the reference or longer, else exp(1 − r/c); 0 for one without tokens. */
export function brevityPenalty(length: number, referenceLength: number): number {
  if (length === 0) return 0;
  return length >= referenceLength ? 1 : exp(1 - referenceLength / length);
}
