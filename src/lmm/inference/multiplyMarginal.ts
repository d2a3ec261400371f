import { applyLambda, applyLambdaTransposed } from "../engine/applyLambda.ts";
import type { MarginalProducts } from "./marginalProducts.ts";

/**
 * K·X for X of shape [q, columns].
 *
 * @param products K in blocks.
 * @param x X, row-major.
 * @param columns How many columns.
 * @returns K·X.
 */
export function multiplyMarginal({ cross, factors, kappa, k21, upper, e, k22 }: MarginalProducts, x: Float64Array, columns: number): Float64Array {
  const { q, q1, q2, blocks, a21 } = cross;
  const { k, levels } = blocks[0];
  const out = new Float64Array(q * columns);
  // t = K¹₂₁x₁, in the place of the dense rows of a vector of all q; f = Λ₂M₂₂⁻¹Λ₂′t.
  const t = new Float64Array(q * columns);
  for (let m = 0; m < levels; m++) {
    for (let at = a21.starts[m]; at < a21.starts[m + 1]; at++) {
      const row = (q1 + a21.rows[at]) * columns;
      for (let a = 0; a < k; a++) {
        const factor = k21[at * k + a];
        const from = (m * k + a) * columns;
        for (let c = 0; c < columns; c++) t[row + c] += factor * x[from + c];
      }
    }
  }
  const f = Float64Array.from(t);
  applyLambdaTransposed(cross, factors, f, columns);
  const half = new Float64Array(q2 * columns);
  for (let i = 0; i < q2; i++) {
    for (let j = i; j < q2; j++) {
      const factor = upper[i * q2 + j];
      for (let c = 0; c < columns; c++) half[j * columns + c] += factor * f[(q1 + i) * columns + c];
    }
  }
  for (let i = 0; i < q2; i++) {
    for (let c = 0; c < columns; c++) {
      let total = 0;
      for (let j = i; j < q2; j++) total += upper[i * q2 + j] * half[j * columns + c];
      f[(q1 + i) * columns + c] = total;
    }
  }
  applyLambda(cross, factors, f, columns);
  // y₂ = Et + K₂₂x₂, and s = E′x₂ − f, which K¹₁₂ takes to block 1.
  for (let i = 0; i < q2; i++) {
    const from = (q1 + i) * columns;
    for (let c = 0; c < columns; c++) f[from + c] = -f[from + c];
    for (let j = 0; j < q2; j++) {
      const other = (q1 + j) * columns;
      const transposed = e[i * q2 + j];
      const factor = k22[i * q2 + j];
      for (let c = 0; c < columns; c++) {
        f[from + c] += transposed * x[other + c];
        out[other + c] += transposed * t[from + c];
        out[from + c] += factor * x[other + c];
      }
    }
  }
  for (let m = 0; m < levels; m++) {
    for (let a = 0; a < k; a++) {
      const to = (m * k + a) * columns;
      for (let b = 0; b < k; b++) {
        const factor = kappa[(m * k + a) * k + b];
        for (let c = 0; c < columns; c++) out[to + c] += factor * x[(m * k + b) * columns + c];
      }
      for (let at = a21.starts[m]; at < a21.starts[m + 1]; at++) {
        const factor = k21[at * k + a];
        const row = (q1 + a21.rows[at]) * columns;
        for (let c = 0; c < columns; c++) out[to + c] += factor * f[row + c];
      }
    }
  }
  return out;
}
