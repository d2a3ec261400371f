import type { CovarianceFactors } from "./applyLambda.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { ResponseProducts } from "./responseProducts.ts";

/**
 * Where the search starts: per effect a variance from one-way analysis of variance that ignores all other terms, no covariances.
 *
 * With ΣA = n (columns have root mean square 1) and B = Σ (z′e)²/A over levels, B ≈ σ²(levels + γn) and e′e − B ≈ σ²(n − levels).
 *
 * @param cross Cross-products of the design.
 * @param response Products of the response.
 * @returns Diagonal factors with variances from levels/n, where half of an effect is shrunk away, to 1000.
 */
export function startingFactors({ n, q1, q2, blocks, a11, a22 }: CrossProducts, { ze, ee }: ResponseProducts): CovarianceFactors {
  return blocks.map(({ k, levels, offset }, t) => {
    const factor = new Float64Array(k * k);
    for (let a = 0; a < k; a++) {
      let between = 0;
      for (let m = 0; m < levels; m++) {
        const i = offset - q1 + m * k + a;
        const square = t === 0 ? a11[(m * k + a) * k + a] : a22[i * q2 + i];
        const product = ze[offset + m * k + a];
        if (square > 0) between += (product * product) / square;
      }
      const residual = (ee - between) / Math.max(n - levels, 1);
      const variance = residual > 0 ? (between / residual - levels) / n : 1;
      factor[a * k + a] = Math.sqrt(Math.min(Math.max(variance, levels / n), 1e3));
    }
    return factor;
  });
}
