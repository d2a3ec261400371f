import { invertTriangle } from "../../numeric/linalg/invertTriangle.ts";
import { applyLambda, applyLambdaTransposed, type CovarianceFactors } from "../engine/applyLambda.ts";
import type { CrossProducts } from "../engine/crossProducts.ts";
import { denseMarginal } from "./denseMarginal.ts";
import type { Factorisation } from "../engine/factorise.ts";
import { covarianceOf } from "../engine/lowerTrapezoid.ts";

/**
 * K = Z′H⁻¹Z and N = Z′H⁻¹Q in the blocks of the engine, with the orthogonal columns of Z; H = I + ZGZ′ is never formed.
 *
 * Block 1 is eliminated first: κ = A₁₁(I + G₁A₁₁)⁻¹ and K¹₂₁ = A₂₁(I + G₁A₁₁)⁻¹ level by level. Then K₂₁ = E·K¹₂₁ with
 * E = (I + K¹₂₂G₂)⁻¹, and K₁₁ = κ − V′V with V = L₂₂⁻¹Λ₂′K¹₂₁.
 */
export interface MarginalProducts {
  /** Cross-products of the design. */
  readonly cross: CrossProducts;
  /** T per block. */
  readonly factors: CovarianceFactors;
  /** κ, levels₁ × k₁ × k₁. */
  readonly kappa: Float64Array;
  /** K¹₂₁ on the pattern of `cross.a21`. */
  readonly k21: Float64Array;
  /** L₂₂⁻ᵀ, q₂ × q₂, upper triangular. */
  readonly upper: Float64Array;
  /** E′, q₂ × q₂: row r is column r of E. */
  readonly e: Float64Array;
  /** K₂₂, q₂ × q₂. */
  readonly k22: Float64Array;
  /** N, q × p. */
  readonly n: Float64Array;
}

/** K and N at the factors of a factorisation; also where factors are singular or 0. */
export function marginalProducts(cross: CrossProducts, factorisation: Factorisation): MarginalProducts {
  const { q2 } = cross;
  const { factors, l22 } = factorisation;
  const first = eliminateFirst(cross, factors[0]);
  const upper = invertTriangle(l22, q2);
  const dense = denseMarginal(cross, factors, upper, first.k21);
  const n = projectX(cross, factors, first, dense.e);
  return { cross, factors, kappa: first.kappa, k21: first.k21, upper, ...dense, n };
}

interface FirstBlock {
  readonly kappa: Float64Array;
  readonly k21: Float64Array;
  /** (I + A₁₁G₁)⁻¹Z₁′Q. */
  readonly n1: Float64Array;
}

/** κ, K¹₂₁ and N¹₁ of block 1 alone. */
function eliminateFirst({ blocks, p, a11, a21, zx }: CrossProducts, factor: Float64Array): FirstBlock {
  const { k, levels } = blocks[0];
  const kappa = new Float64Array(levels * k * k);
  const k21 = new Float64Array(a21.values.length);
  const n1 = new Float64Array(levels * k * p);
  const g = covarianceOf(factor, k);
  const j = new Float64Array(k * k);
  for (let m = 0; m < levels; m++) {
    const at = m * k * k;
    // J = (I + GA)⁻¹.
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        let total = a === b ? 1 : 0;
        for (let c = 0; c < k; c++) total += g[a * k + c] * a11[at + c * k + b];
        j[a * k + b] = total;
      }
    }
    invertSmall(j, k);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let total = 0;
        for (let c = 0; c < k; c++) total += a11[at + a * k + c] * j[c * k + b];
        kappa[at + a * k + b] = kappa[at + b * k + a] = total;
      }
      for (let c = 0; c < p; c++) {
        let total = 0;
        for (let b = 0; b < k; b++) total += j[b * k + a] * zx[(m * k + b) * p + c];
        n1[(m * k + a) * p + c] = total;
      }
    }
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      for (let a = 0; a < k; a++) {
        let total = 0;
        for (let b = 0; b < k; b++) total += a21.values[e * k + b] * j[b * k + a];
        k21[e * k + a] = total;
      }
    }
  }
  return { kappa, k21, n1 };
}

/** N = Z′H⁻¹Q: N₂ = E(Z₂′Q − A₂₁G₁N¹₁), N₁ = N¹₁ − K¹₁₂G₂N₂. */
function projectX(cross: CrossProducts, factors: CovarianceFactors, { k21, n1 }: FirstBlock, e: Float64Array): Float64Array {
  const { p, q, q1, q2, blocks, a21, zx } = cross;
  const { k, levels } = blocks[0];
  const out = new Float64Array(q * p);
  out.set(n1);
  const weighted = Float64Array.from(out);
  applyLambdaTransposed(cross, factors, weighted, p);
  applyLambda(cross, factors, weighted, p);
  const reduced = zx.slice(q1 * p);
  for (let m = 0; m < levels; m++) {
    for (let at = a21.starts[m]; at < a21.starts[m + 1]; at++) {
      for (let a = 0; a < k; a++) {
        for (let c = 0; c < p; c++) reduced[a21.rows[at] * p + c] -= a21.values[at * k + a] * weighted[(m * k + a) * p + c];
      }
    }
  }
  for (let r = 0; r < q2; r++) {
    for (let i = 0; i < q2; i++) {
      const factor = e[r * q2 + i];
      for (let c = 0; c < p; c++) out[(q1 + i) * p + c] += factor * reduced[r * p + c];
    }
  }
  weighted.set(out);
  applyLambdaTransposed(cross, factors, weighted, p);
  applyLambda(cross, factors, weighted, p);
  for (let m = 0; m < levels; m++) {
    for (let at = a21.starts[m]; at < a21.starts[m + 1]; at++) {
      const row = (q1 + a21.rows[at]) * p;
      for (let a = 0; a < k; a++) {
        for (let c = 0; c < p; c++) out[(m * k + a) * p + c] -= k21[at * k + a] * weighted[row + c];
      }
    }
  }
  return out;
}

/** Inverse of a small matrix in place, by Gauss and Jordan with row exchanges. */
function invertSmall(a: Float64Array, k: number): void {
  if (k === 1) {
    a[0] = 1 / a[0];
    return;
  }
  const inverse = new Float64Array(k * k);
  for (let i = 0; i < k; i++) inverse[i * k + i] = 1;
  for (let c = 0; c < k; c++) {
    let pivot = c;
    for (let r = c + 1; r < k; r++) if (Math.abs(a[r * k + c]) > Math.abs(a[pivot * k + c])) pivot = r;
    for (let j = 0; j < k; j++) {
      [a[c * k + j], a[pivot * k + j]] = [a[pivot * k + j], a[c * k + j]];
      [inverse[c * k + j], inverse[pivot * k + j]] = [inverse[pivot * k + j], inverse[c * k + j]];
    }
    const value = a[c * k + c];
    for (let j = 0; j < k; j++) {
      a[c * k + j] /= value;
      inverse[c * k + j] /= value;
    }
    for (let r = 0; r < k; r++) {
      if (r === c) continue;
      const factor = a[r * k + c];
      for (let j = 0; j < k; j++) {
        a[r * k + j] -= factor * a[c * k + j];
        inverse[r * k + j] -= factor * inverse[c * k + j];
      }
    }
  }
  a.set(inverse);
}
