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
            const row = (base - q1 + a) * q2;
            for (let i = row + base - q1 + a, j = (base - q1 + b) * q2 + base - q1 + a; i < row + q2; i++, j++) sum += inverse[i] * inverse[j];
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

/** −Σₘ (M⁻¹)ₘₘ of block 1: L⁻ᵀ(I + V′V)L⁻¹ with V = L₂₂⁻¹w₂₁, lower triangle. */
function firstTraces({ blocks, q2, a21 }: CrossProducts, { l11, w21 }: Factorisation, inverse: Float64Array): Float64Array {
  const { k, levels } = blocks[0];
  const out = new Float64Array(k * k);
  const v = new Float64Array(k * q2);
  const middle = new Float64Array(k * k);
  for (let m = 0; m < levels; m++) {
    const start = a21.starts[m];
    const end = a21.starts[m + 1];
    const first = start === end ? q2 : a21.rows[start];
    for (let a = 0; a < k; a++) addRows(inverse, q2, a21.rows, w21, k, a, start, end, first, v);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = a === b ? 1 : 0;
        for (let i = a * q2 + first, j = b * q2 + first; i < (a + 1) * q2; i++, j++) sum += v[i] * v[j];
        middle[a * k + b] = sum;
        middle[b * k + a] = sum;
      }
    }
    conjugate(middle, l11, m * k * k, k);
    for (let i = 0; i < k * k; i++) out[i] -= middle[i];
  }
  return out;
}

/**
 * Row `a` of v := L₂₂⁻¹ times column `a` of w: the rows of L₂₂⁻ᵀ named by the pattern, times their weights, four at a time.
 *
 * @param first Where the result starts to differ from 0.
 */
export function addRows(
  inverse: Float64Array,
  q2: number,
  rows: Int32Array,
  weights: Float64Array,
  k: number,
  a: number,
  start: number,
  end: number,
  first: number,
  v: Float64Array,
): void {
  const at = a * q2;
  v.fill(0, at + first, at + q2);
  let e = start;
  for (; e + 4 <= end; e += 4) {
    const x0 = weights[e * k + a];
    const x1 = weights[(e + 1) * k + a];
    const x2 = weights[(e + 2) * k + a];
    const x3 = weights[(e + 3) * k + a];
    const from = rows[e];
    let i0 = rows[e] * q2 + from;
    let i1 = rows[e + 1] * q2 + from;
    let i2 = rows[e + 2] * q2 + from;
    let i3 = rows[e + 3] * q2 + from;
    for (let i = at + from; i < at + q2; i++, i0++, i1++, i2++, i3++) {
      v[i] += x0 * inverse[i0] + x1 * inverse[i1] + x2 * inverse[i2] + x3 * inverse[i3];
    }
  }
  for (; e < end; e++) {
    const x = weights[e * k + a];
    let i0 = rows[e] * q2 + rows[e];
    for (let i = at + rows[e]; i < at + q2; i++, i0++) v[i] += x * inverse[i0];
  }
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
