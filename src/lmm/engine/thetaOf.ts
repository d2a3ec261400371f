import type { CovarianceFactors } from "./applyLambda.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { MixedDesign } from "../mixedDesign.ts";

/**
 * Covariance factors as lme4's theta: terms in the order of the design, per term the lower triangle of T column by column, in the units of
 * the data; diagonals are not negative.
 *
 * @param cross Cross-products of the design.
 * @param design The design.
 * @param factors T of every block.
 * @returns theta and its names, as lme4 writes them: `group.effect`, `group.effect.(Intercept)`.
 */
export function thetaOf(cross: CrossProducts, design: MixedDesign, factors: CovarianceFactors): { theta: Float64Array; names: readonly string[] } {
  const theta: number[] = [];
  const names: string[] = [];
  for (let term = 0; term < design.terms.length; term++) {
    const b = cross.blocks.findIndex((block) => block.term === term);
    const { k, transform } = cross.blocks[b];
    const T = lowerProduct(transform, factors[b], k);
    const { group, effects } = design.terms[term];
    for (let j = 0; j < k; j++) {
      const sign = T[j * k + j] < 0 ? -1 : 1;
      for (let i = j; i < k; i++) {
        // + 0 turns −0 into 0.
        theta.push(sign * T[i * k + j] + 0);
        names.push(i === j ? `${group}.${effects[i]}` : `${group}.${effects[i]}.${effects[j]}`);
      }
    }
  }
  return { theta: Float64Array.from(theta), names };
}

/**
 * lme4's theta as covariance factors of the engine; undoes {@linkcode thetaOf}.
 *
 * @param cross Cross-products of the design.
 * @param design The design.
 * @param theta Per term, in the order of the design, the lower triangle of T column by column.
 * @returns T of every block, for the orthogonal columns of Z.
 */
export function factorsOf(cross: CrossProducts, design: MixedDesign, theta: ArrayLike<number>): CovarianceFactors {
  const factors: Float64Array[] = Array.from(cross.blocks, ({ k }) => new Float64Array(k * k));
  let at = 0;
  for (let term = 0; term < design.terms.length; term++) {
    const b = cross.blocks.findIndex((block) => block.term === term);
    const { k, transform } = cross.blocks[b];
    const factor = factors[b];
    // T = L⁻¹ · T of the data, by forward substitution.
    for (let j = 0; j < k; j++) {
      for (let i = j; i < k; i++) {
        let value = theta[at++];
        for (let m = j; m < i; m++) value -= transform[i * k + m] * factor[m * k + j];
        factor[i * k + j] = value / transform[i * k + i];
      }
    }
  }
  return factors;
}

/** LT of two lower triangular k × k matrices: a factor of the engine in the units of the data. */
export function lowerProduct(l: Float64Array, t: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      for (let m = j; m <= i; m++) out[i * k + j] += l[i * k + m] * t[m * k + j];
    }
  }
  return out;
}
