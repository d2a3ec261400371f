import type { CovarianceFactors } from "./applyLambda.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { ResponseProducts } from "./responseProducts.ts";

/**
 * Where the search starts: per effect a variance from the analysis of variance, as if terms were balanced and crossed; no covariances.
 *
 * With ΣA = n (columns have root mean square 1) and B = Σ (z′e)²/A over levels, B ≈ σ²(levels − 1)(1 + γn/levels). σ² comes from what all terms leave of
 * e′e; where they overlap too much for that, from what the term itself leaves.
 *
 * @param cross Cross-products of the design.
 * @param response Products of the response.
 * @returns Diagonal factors with variances from levels/n, where half of an effect is shrunk away, to 1000.
 */
export function startingFactors(cross: CrossProducts, { ze, ee }: ResponseProducts): CovarianceFactors {
  const { n, p, blocks } = cross;
  const between = blocks.map((_, t) => betweenLevels(cross, ze, t));
  let shared = ee;
  let df = n - p;
  blocks.forEach(({ levels }, t) => {
    shared -= Math.max(...between[t]);
    df -= levels - 1;
  });
  return blocks.map(({ k, levels }, t) => {
    const factor = new Float64Array(k * k);
    for (let a = 0; a < k; a++) {
      const own = (ee - between[t][a]) / Math.max(n - levels, 1);
      const residual = df > 0 && shared > 0.1 * own * df ? shared / df : own;
      const variance = residual > 0 && levels > 1 ? ((between[t][a] / ((levels - 1) * residual) - 1) * levels) / n : 1;
      factor[a * k + a] = Math.sqrt(Math.min(Math.max(variance, levels / n), 1e3));
    }
    return factor;
  });
}

/** Σ (z′e)²/A over the levels of a term, per effect. */
function betweenLevels({ q1, q2, blocks, a11, a22 }: CrossProducts, ze: Float64Array, t: number): Float64Array {
  const { k, levels, offset } = blocks[t];
  const out = new Float64Array(k);
  for (let m = 0; m < levels; m++) {
    for (let a = 0; a < k; a++) {
      const i = offset - q1 + m * k + a;
      const square = t === 0 ? a11[(m * k + a) * k + a] : a22[i * q2 + i];
      const product = ze[offset + m * k + a];
      if (square > 0) out[a] += (product * product) / square;
    }
  }
  return out;
}
