import { normal, type Rng } from "../../random/index.ts";
import type { CovarianceFactors } from "../engine/applyLambda.ts";
import { chiSquaredDraw } from "./chiSquaredDraw.ts";
import type { CrossProducts } from "../engine/crossProducts.ts";
import type { MixedDesign } from "../mixedDesign.ts";
import { type ResponseProducts, responseProducts } from "../engine/responseProducts.ts";
import { semidefiniteFactor } from "../inference/semidefiniteFactor.ts";

/** With more random effects than this a row at a time is cheaper than a q × q factor. */
const MOST_EFFECTS = 1000;

/**
 * Prepares draws of the response of a mixed model with β = 0, of which a fit sees only products with the design.
 *
 * With M = I − QQ′ and Z′MZ = FF′: v = F′b + σξ gives Z′e = Fv and e′e = v′v + σ²χ² on n − p − rank F df, and Q′y = Q′Zb + ση. No vector of n
 * numbers is made unless there are so many random effects that F would cost more.
 *
 * @param cross Cross-products of the design.
 * @param design The design.
 * @param factors Relative covariance factors, in the units of the engine.
 * @param sigma Residual standard deviation.
 * @returns A function that draws the products of one response.
 */
export function sufficientResponse(cross: CrossProducts, design: MixedDesign, factors: CovarianceFactors, sigma: number): (rng: Rng) => ResponseProducts {
  const b = new Float64Array(cross.q);
  if (cross.q > MOST_EFFECTS) {
    const y = new Float64Array(cross.n);
    return (rng) => {
      drawEffects(cross, factors, sigma, rng, b);
      drawRows(cross, design, sigma, rng, b, y);
      return responseProducts(cross, design, y);
    };
  }
  const { n, p, q, zx } = cross;
  const within = centredProducts(cross);
  let largest = 0;
  for (let i = 0; i < q; i++) largest = Math.max(largest, within[i * q + i]);
  const { factor, rank } = semidefiniteFactor(within, q, 1e-11 * largest);
  const v = new Float64Array(rank);
  return (rng) => {
    drawEffects(cross, factors, sigma, rng, b);
    for (let j = 0; j < rank; j++) v[j] = sigma * normal(rng);
    for (let i = 0; i < q; i++) if (b[i] !== 0) for (let j = 0; j < rank; j++) v[j] += factor[i * rank + j] * b[i];
    const ze = new Float64Array(q);
    for (let i = 0; i < q; i++) {
      let value = 0;
      for (let j = 0; j < rank; j++) value += factor[i * rank + j] * v[j];
      ze[i] = value;
    }
    const qty = new Float64Array(p);
    for (let j = 0; j < p; j++) {
      qty[j] = sigma * normal(rng);
      for (let i = 0; i < q; i++) qty[j] += zx[i * p + j] * b[i];
    }
    let ee = sigma * sigma * chiSquaredDraw(n - p - rank, rng, 0);
    for (let j = 0; j < rank; j++) ee += v[j] * v[j];
    return { qty, ze, ee };
  };
}

/** b = σTz for every level. */
function drawEffects({ blocks }: CrossProducts, factors: CovarianceFactors, sigma: number, rng: Rng, b: Float64Array): void {
  blocks.forEach(({ k, levels, offset }, block) => {
    const t = factors[block];
    const z = new Float64Array(k);
    for (let m = 0; m < levels; m++) {
      for (let a = 0; a < k; a++) z[a] = sigma * normal(rng);
      for (let a = 0; a < k; a++) {
        let value = 0;
        for (let c = 0; c <= a; c++) value += t[a * k + c] * z[c];
        b[offset + m * k + a] = value;
      }
    }
  });
}

function drawRows({ blocks, n }: CrossProducts, { terms, weights }: MixedDesign, sigma: number, rng: Rng, b: Float64Array, y: Float64Array): void {
  for (let i = 0; i < n; i++) y[i] = (sigma * normal(rng)) / (weights === null ? 1 : Math.sqrt(weights[i]));
  for (const { term, k, offset, transform } of blocks) {
    const { codes, z } = terms[term];
    for (let a = 0; a < k; a++) {
      const column = z[a];
      for (let c = 0; c <= a; c++) {
        const share = transform[a * k + c];
        if (share !== 0) for (let i = 0; i < n; i++) y[i] += column[i] * share * b[offset + codes[i] * k + c];
      }
    }
  }
}

/** Z′MZ = Z′Z − Z′QQ′Z, q × q. */
function centredProducts({ blocks, p, q, q1, q2, a11, a21, a22, zx }: CrossProducts): Float64Array {
  const out = new Float64Array(q * q);
  const { k, levels } = blocks[0];
  for (let m = 0; m < levels; m++) {
    for (let a = 0; a < k; a++) for (let c = 0; c < k; c++) out[(m * k + a) * q + m * k + c] = a11[(m * k + a) * k + c];
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      const row = q1 + a21.rows[e];
      for (let a = 0; a < k; a++) {
        out[row * q + m * k + a] = a21.values[e * k + a];
        out[(m * k + a) * q + row] = a21.values[e * k + a];
      }
    }
  }
  for (let i = 0; i < q2; i++) for (let j = 0; j < q2; j++) out[(q1 + i) * q + q1 + j] = a22[i * q2 + j];
  for (let i = 0; i < q; i++) {
    for (let j = 0; j < q; j++) for (let c = 0; c < p; c++) out[i * q + j] -= zx[i * p + c] * zx[j * p + c];
  }
  return out;
}
