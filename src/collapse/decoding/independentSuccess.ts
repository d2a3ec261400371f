import { expm1, log1p } from "../../numeric/special/index.ts";
import { hitProbability } from "../../passk/hypergeometric.ts";
import type { AnswerTable } from "./answerTable.ts";
import { meanProducts } from "./topAnswersSuccess.ts";

/**
 * pass@k of k independent draws at each k: exact for a distribution, 1 − (1 − ρ)^k; for n samples the mean over their
 * subsets of k, which estimates it without bias.
 */
export function independentSuccess({ weights, credits, total }: AnswerTable, ks: Float64Array, sampled: boolean): Float64Array {
  if (!sampled) {
    const rho = weights.reduce((mass, weight, b) => mass + weight * credits[b], 0);
    return ks.map((k) => (rho >= 1 ? 1 : -expm1(k * log1p(-rho))));
  }
  if (credits.every((credit) => credit === 0 || credit === 1)) {
    const correct = weights.reduce((c, count, b) => c + count * credits[b], 0);
    return ks.map((k) => hitProbability(total, correct, k));
  }
  const perSample = new Float64Array(total);
  let filled = 0;
  for (let b = 0; b < weights.length; b++) perSample.fill(credits[b], filled, (filled += weights[b]));
  const failure = meanProducts(perSample, ks[ks.length - 1]);
  return ks.map((k) => 1 - failure[k]);
}
