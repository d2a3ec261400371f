import { gramOfColumns, gramOfRows } from "../../numeric/linalg/gram.ts";
import { applyLambda, type CovarianceFactors } from "../engine/applyLambda.ts";
import type { CrossProducts } from "../engine/crossProducts.ts";
import { covarianceOf } from "../engine/lowerTrapezoid.ts";
import { smallLowerInverse } from "./smallLowerInverse.ts";

/** The dense part of K = Z′H⁻¹Z. */
export interface DenseMarginal {
  /** E′ with E = (I + K¹₂₂G₂)⁻¹, q₂ × q₂. */
  readonly e: Float64Array;
  /** K₂₂, q₂ × q₂. */
  readonly k22: Float64Array;
}

/**
 * E and K₂₂ at covariance factors that may be singular.
 *
 * @param cross Cross-products of the design.
 * @param factors T per block.
 * @param upper L₂₂⁻ᵀ.
 * @param k21 K¹₂₁ on the pattern of `cross.a21`.
 * @returns E′ and K₂₂.
 */
export function denseMarginal(cross: CrossProducts, factors: CovarianceFactors, upper: Float64Array, k21: Float64Array): DenseMarginal {
  return wellConditioned(cross, factors) ? whitenedDense(cross, factors, upper) : schurDense(cross, factors, upper, k21);
}

/**
 * Whether dividing by the factors of the dense part loses fewer digits than subtracting them out: the first loses 1/(γA), the second γA,
 * and a thousand is no loss that matters.
 */
function wellConditioned({ blocks, q1, q2, a22 }: CrossProducts, factors: CovarianceFactors): boolean {
  let divide = 0;
  let subtract = 1000;
  for (let t = 1; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    let size = 0;
    for (let i = offset - q1; i < offset - q1 + levels * k; i++) size = Math.max(size, a22[i * q2 + i]);
    const inverse = new Float64Array(k * k);
    smallLowerInverse(factors[t], 0, k, inverse);
    let squares = 0;
    let inverseSquares = 0;
    for (let i = 0; i < k * k; i++) {
      squares += factors[t][i] * factors[t][i];
      inverseSquares += inverse[i] * inverse[i];
    }
    divide = Math.max(divide, Number.isFinite(inverseSquares) ? inverseSquares / size : Infinity);
    subtract = Math.max(subtract, squares * size);
  }
  return divide <= subtract;
}

/** E′ and K₂₂ from M₂₂⁻¹: E = Λ₂⁻ᵀM₂₂⁻¹Λ₂′, K₂₂ = Λ₂⁻ᵀ(I − M₂₂⁻¹)Λ₂⁻¹. */
function whitenedDense({ blocks, q1, q2 }: CrossProducts, factors: CovarianceFactors, upper: Float64Array): DenseMarginal {
  const inverse = gramOfRows({ data: upper, shape: [q2, q2] });
  const e = Float64Array.from(inverse);
  const k22 = inverse.map((value) => -value);
  for (let i = 0; i < q2; i++) k22[i * q2 + i] += 1;
  for (let t = 1; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    const factor = factors[t];
    const inverseFactor = new Float64Array(k * k);
    smallLowerInverse(factor, 0, k, inverseFactor);
    const row = new Float64Array(k);
    for (let m = 0; m < levels; m++) {
      const start = offset - q1 + m * k;
      for (let j = 0; j < q2; j++) {
        // Rows from the left: Λ for E′, Λ⁻ᵀ for K; then columns from the right, Λ⁻¹ for both.
        for (let a = 0; a < k; a++) {
          row[a] = 0;
          for (let b = 0; b <= a; b++) row[a] += factor[a * k + b] * e[(start + b) * q2 + j];
        }
        for (let a = 0; a < k; a++) e[(start + a) * q2 + j] = row[a];
        for (let a = 0; a < k; a++) {
          row[a] = 0;
          for (let b = a; b < k; b++) row[a] += inverseFactor[b * k + a] * k22[(start + b) * q2 + j];
        }
        for (let a = 0; a < k; a++) k22[(start + a) * q2 + j] = row[a];
      }
    }
    for (let i = 0; i < q2; i++) {
      for (let m = 0; m < levels; m++) {
        const start = i * q2 + offset - q1 + m * k;
        for (let a = 0; a < k; a++) {
          row[a] = 0;
          for (let b = a; b < k; b++) row[a] += e[start + b] * inverseFactor[b * k + a];
        }
        for (let a = 0; a < k; a++) e[start + a] = row[a];
        for (let a = 0; a < k; a++) {
          row[a] = 0;
          for (let b = a; b < k; b++) row[a] += k22[start + b] * inverseFactor[b * k + a];
        }
        for (let a = 0; a < k; a++) k22[start + a] = row[a];
      }
    }
  }
  return { e, k22 };
}

/** E′ and K₂₂ without dividing by factors: K₂₂ = K¹₂₂ − Y′Y and E = I − Y′L₂₂⁻¹Λ₂′ with Y = L₂₂⁻¹Λ₂′K¹₂₂. */
function schurDense(cross: CrossProducts, factors: CovarianceFactors, upper: Float64Array, k21: Float64Array): DenseMarginal {
  const { q1, q2 } = cross;
  const k22 = denseAfterFirst(cross, factors[0], k21);
  // B = L₂₂⁻¹Λ₂′, as Λ₂L₂₂⁻ᵀ: rows of the dense part at their place among all q.
  const padded = new Float64Array((q1 + q2) * q2);
  padded.set(upper, q1 * q2);
  applyLambda(cross, factors, padded, q2);
  const half = padded.subarray(q1 * q2);
  const y = new Float64Array(q2 * q2);
  for (let i = 0; i < q2; i++) {
    for (let r = 0; r < q2; r++) {
      const factor = half[r * q2 + i];
      if (factor === 0) continue;
      for (let j = 0; j < q2; j++) y[i * q2 + j] += factor * k22[r * q2 + j];
    }
  }
  const square = gramOfColumns({ data: y, shape: [q2, q2] });
  for (let i = 0; i < q2 * q2; i++) k22[i] -= square[i];
  const e = new Float64Array(q2 * q2);
  for (let j = 0; j < q2; j++) {
    e[j * q2 + j] = 1;
    for (let r = 0; r < q2; r++) {
      const factor = half[j * q2 + r];
      if (factor === 0) continue;
      for (let i = 0; i < q2; i++) e[j * q2 + i] -= factor * y[r * q2 + i];
    }
  }
  return { e, k22 };
}

/** K¹₂₂ = A₂₂ − A₂₁G₁K¹₁₂. */
function denseAfterFirst({ blocks, q2, a21, a22 }: CrossProducts, factor: Float64Array, k21: Float64Array): Float64Array {
  const { k, levels } = blocks[0];
  const g = covarianceOf(factor, k);
  const out = Float64Array.from(a22);
  const row = new Float64Array(k);
  for (let m = 0; m < levels; m++) {
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      for (let a = 0; a < k; a++) {
        row[a] = 0;
        for (let b = 0; b < k; b++) row[a] += g[a * k + b] * a21.values[e * k + b];
      }
      const to = a21.rows[e] * q2;
      for (let f = a21.starts[m]; f < a21.starts[m + 1]; f++) {
        let total = 0;
        for (let a = 0; a < k; a++) total += row[a] * k21[f * k + a];
        out[to + a21.rows[f]] -= total;
      }
    }
  }
  return out;
}
