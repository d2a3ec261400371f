import { kernels } from "../../kernels/backend.ts";
import { applyLambda, applyLambdaTransposed } from "./applyLambda.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { Factorisation } from "./factorise.ts";
import type { InverseParts } from "./inverseParts.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";
import { multiplyCross } from "./multiplyCross.ts";
import type { Solution } from "./solve.ts";

/** Γ = ∂criterion/∂G of one block, and the part of it that does not depend on the response. */
export interface ConeGradient {
  /** Γ, k × k. */
  readonly gamma: Float64Array;
  /** Σₘ tr Sₘₘ (ML: Kₘₘ). */
  readonly trace: number;
}

/**
 * Γ = Σₘ Sₘₘ − gₘgₘ′/σ̂² of one block, without dividing by T: what decides on the boundary, where T is singular.
 * S = Z′PZ = K − NC⁻¹N′, K = Z′H⁻¹Z, N = Z′H⁻¹Q; ML takes K for S. About q₂² multiplications per random effect of the block.
 *
 * @param cross Cross-products of the design.
 * @param factorisation M and C.
 * @param parts Their inverses.
 * @param solution The solution.
 * @param method REML or ML.
 * @param t Which block.
 * @returns Γ and the trace of its first part.
 */
export function coneGradient(
  cross: CrossProducts,
  factorisation: Factorisation,
  parts: InverseParts,
  { g, r2 }: Solution,
  method: MixedModelMethod,
  t: number,
): ConeGradient {
  const { n, p, blocks, zx } = cross;
  const { factors, rc } = factorisation;
  const { k, levels, offset } = blocks[t];
  const gamma = t === 0 ? firstSums(cross, factorisation, parts.inverse) : denseSums(cross, factorisation, parts.inverse, t);
  if (method === "REML") {
    const lambdaW = Float64Array.from(parts.w);
    applyLambda(cross, factors, lambdaW, p);
    const nc = multiplyCross(cross, lambdaW, p);
    for (let i = offset; i < offset + levels * k; i++) {
      for (let a = 0; a < p; a++) {
        let value = zx[i * p + a] - nc[i * p + a];
        for (let b = 0; b < a; b++) value -= rc[a * p + b] * nc[i * p + b];
        nc[i * p + a] = value / rc[a * p + a];
      }
    }
    for (let base = offset; base < offset + levels * k; base += k) {
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) for (let c = 0; c < p; c++) gamma[a * k + b] -= nc[(base + a) * p + c] * nc[(base + b) * p + c];
      }
    }
  }
  let trace = 0;
  for (let a = 0; a < k; a++) trace += gamma[a * k + a];
  const perVariance = (method === "REML" ? n - p : n) / r2;
  for (let base = offset; base < offset + levels * k; base += k) {
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) gamma[a * k + b] -= perVariance * g[base + a] * g[base + b];
  }
  return { gamma, trace };
}

/** Σₘ Kₘₘ of block 1: Aₘ − cₘ′cₘ − V′V with cₘ = L₁₁⁻¹T′Aₘ and V = L₂₂⁻¹(Λ₂′a₂₁ − w₂₁cₘ). */
function firstSums({ blocks, q2, a11, a21, blockOf }: CrossProducts, { factors, l11, w21 }: Factorisation, inverse: Float64Array): Float64Array {
  const { k, levels } = blocks[0];
  const T = factors[0];
  const { starts, rows, values } = a21;
  const out = new Float64Array(k * k);
  const c = new Float64Array(k * k);
  const y = new Float64Array(w21.length);
  for (let m = 0; m < levels; m++) {
    const at = m * k * k;
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        let sum = 0;
        for (let h = i; h < k; h++) sum += T[h * k + i] * a11[at + h * k + j];
        for (let h = 0; h < i; h++) sum -= l11[at + i * k + h] * c[h * k + j];
        c[i * k + j] = sum / l11[at + i * k + i];
      }
    }
    for (let e = starts[m]; e < starts[m + 1]; ) {
      const s = blockOf[rows[e]];
      const size = blocks[s].k;
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < k; j++) {
          let sum = 0;
          for (let h = i; h < size; h++) sum += factors[s][h * size + i] * values[(e + h) * k + j];
          for (let h = 0; h < k; h++) sum -= w21[(e + i) * k + h] * c[h * k + j];
          y[(e + i) * k + j] = sum;
        }
      }
      e += size;
    }
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        let sum = a11[at + a * k + b];
        for (let h = 0; h < k; h++) sum -= c[h * k + a] * c[h * k + b];
        out[a * k + b] += sum;
      }
    }
  }
  const products = new Float64Array(levels * k * k);
  kernels().mixedProducts(inverse, q2, starts, rows, y, k, products);
  for (let m = 0, at = 0; m < levels; m++) for (let i = 0; i < k * k; i++) out[i] -= products[at++];
  return out;
}

/** Σₘ Kₘₘ of a block of the dense part: K¹ − Y′Y, K¹ = A₂₂ − w̄w̄′ with block 1 eliminated, Y = L₂₂⁻¹Λ₂′K¹. */
function denseSums(cross: CrossProducts, { factors, l11 }: Factorisation, inverse: Float64Array, t: number): Float64Array {
  const { blocks, q1, q2, a21, a22 } = cross;
  const { k: k1, levels: levels1 } = blocks[0];
  const { starts, rows, values } = a21;
  const { k, levels, offset } = blocks[t];
  const from = offset - q1;
  const size = levels * k;
  const columns = a22.slice(from * q2, (from + size) * q2);
  const w = new Float64Array(values.length);
  for (let m = 0; m < levels1; m++) {
    for (let e = starts[m]; e < starts[m + 1]; e++) {
      // Row of A₂₁T L₁₁⁻ᵀ.
      for (let b = 0; b < k1; b++) {
        let sum = 0;
        for (let a = b; a < k1; a++) sum += values[e * k1 + a] * factors[0][a * k1 + b];
        for (let d = 0; d < b; d++) sum -= w[e * k1 + d] * l11[(m * k1 + b) * k1 + d];
        w[e * k1 + b] = sum / l11[(m * k1 + b) * k1 + b];
      }
    }
    for (let f = starts[m]; f < starts[m + 1]; f++) {
      const column = rows[f] - from;
      if (column < 0 || column >= size) continue;
      for (let e = starts[m]; e < starts[m + 1]; e++) {
        let sum = 0;
        for (let a = 0; a < k1; a++) sum += w[e * k1 + a] * w[f * k1 + a];
        columns[column * q2 + rows[e]] -= sum;
      }
    }
  }
  const out = new Float64Array(k * k);
  const dense = { blocks: blocks.slice(1).map((block) => ({ ...block, offset: block.offset - q1 })) };
  const denseFactors = factors.slice(1);
  // Every level meets all of the dense part.
  const weights = new Float64Array(size * q2);
  const everywhere = new Int32Array(levels * q2);
  const places = new Int32Array(levels + 1);
  for (let m = 0; m < levels; m++) {
    places[m + 1] = (m + 1) * q2;
    for (let i = 0; i < q2; i++) everywhere[m * q2 + i] = i;
    for (let a = 0; a < k; a++) {
      const column = columns.subarray((m * k + a) * q2, (m * k + a + 1) * q2);
      for (let b = 0; b < k; b++) out[a * k + b] += column[from + m * k + b];
      applyLambdaTransposed(dense, denseFactors, column, 1);
      for (let i = 0; i < q2; i++) weights[(m * q2 + i) * k + a] = column[i];
    }
  }
  const products = new Float64Array(levels * k * k);
  kernels().mixedProducts(inverse, q2, places, everywhere, weights, k, products);
  for (let m = 0, at = 0; m < levels; m++) for (let i = 0; i < k * k; i++) out[i] -= products[at++];
  return out;
}
