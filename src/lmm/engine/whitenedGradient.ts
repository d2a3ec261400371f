import { kernels } from "../../kernels/backend.ts";
import { quickDot } from "../../numeric/linalg/quickDot.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { Factorisation } from "./factorise.ts";
import type { InverseParts } from "./inverseParts.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";
import type { Solution } from "./solve.ts";

/**
 * T′ΓT of every block, Γ = ∂criterion/∂G: the sum over levels of I − (M⁻¹)ₘₘ − WₘC⁻¹Wₘ′ less uₘuₘ′/σ̂² (for ML without the third term).
 *
 * @param cross Cross-products of the design.
 * @param factorisation M and C.
 * @param parts Their inverses.
 * @param solution The solution.
 * @param method REML or ML.
 * @returns Per block k × k, symmetric.
 */
export function whitenedGradient(
  cross: CrossProducts,
  factorisation: Factorisation,
  parts: InverseParts,
  { u, r2 }: Solution,
  method: MixedModelMethod,
): Float64Array[] {
  const { n, p, q1, q2, blocks } = cross;
  const { inverse, wc } = parts;
  const perVariance = (method === "REML" ? n - p : n) / r2;
  return blocks.map(({ k, levels, offset }, t) => {
    const out = t === 0 ? firstTraces(cross, factorisation, inverse) : new Float64Array(k * k);
    for (let m = 0; m < levels; m++) {
      const base = offset + m * k;
      for (let a = 0; a < k; a++) {
        for (let b = 0; b <= a; b++) {
          let sum = perVariance * u[base + a] * u[base + b];
          if (method === "REML") for (let c = 0; c < p; c++) sum += wc[(base + a) * p + c] * wc[(base + b) * p + c];
          if (t > 0) {
            const row = base - q1 + a;
            sum += quickDot(inverse, row * q2 + row, inverse, (base - q1 + b) * q2 + row, q2 - row);
          }
          out[a * k + b] -= sum;
        }
      }
    }
    for (let a = 0; a < k; a++) {
      out[a * k + a] += levels;
      for (let b = 0; b < a; b++) out[b * k + a] = out[a * k + b];
    }
    return out;
  });
}

/** −Σₘ (M⁻¹)ₘₘ of block 1: L⁻ᵀ(I + V′V)L⁻¹ with V = L₂₂⁻¹w₂₁. */
function firstTraces({ blocks, q2, a21 }: CrossProducts, { l11, w21 }: Factorisation, inverse: Float64Array): Float64Array {
  const { k, levels } = blocks[0];
  const out = new Float64Array(k * k);
  const products = new Float64Array(levels * k * k);
  kernels().mixedProducts(inverse, q2, a21.starts, a21.rows, w21, k, products);
  const middle = new Float64Array(k * k);
  for (let m = 0, at = 0; m < levels; m++, at += k * k) {
    for (let i = 0; i < k * k; i++) middle[i] = products[at + i];
    for (let a = 0; a < k; a++) middle[a * k + a] += 1;
    conjugate(middle, l11, at, k);
    for (let i = 0; i < k * k; i++) out[i] -= middle[i];
  }
  return out;
}

/** B ← L⁻ᵀBL⁻¹ for symmetric B and the lower triangular block at `at`. */
function conjugate(b: Float64Array, l: Float64Array, at: number, k: number): void {
  if (k === 1) {
    b[0] /= l[at] * l[at];
    return;
  }
  for (let pass = 0; pass < 2; pass++) {
    // B ← L⁻ᵀB, then transposed.
    for (let i = k - 1; i >= 0; i--) {
      for (let j = 0; j < k; j++) {
        let sum = b[i * k + j];
        for (let h = i + 1; h < k; h++) sum -= l[at + h * k + i] * b[h * k + j];
        b[i * k + j] = sum / l[at + i * k + i];
      }
    }
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < i; j++) {
        const swap = b[i * k + j];
        b[i * k + j] = b[j * k + i];
        b[j * k + i] = swap;
      }
    }
  }
}
