import { checkFiniteArray } from "../numeric/check.ts";
import { ln } from "../numeric/special/index.ts";
import { clipEigenvalues } from "./sampling/clipEigenvalues.ts";

/** Numbers are kept as m·2^(512·x) with 2⁻²⁵⁶ ≤ m < 2²⁵⁶. */
const UNIT = 2 ** 512;
const HIGH = 2 ** 256;
const LOW = 2 ** -256;
const LN_UNIT = 512 * Math.LN2;

const action = "compute elementary symmetric polynomials";

/**
 * Logarithms of the elementary symmetric polynomials e₀ … eₙ of the eigenvalues of a kernel: e_k = Σ_{|S| = k} Π_{i ∈ S} λ_i.
 *
 * e_k is the normaliser of the k-DPP, Σ det L_S over all subsets of k items. So (log e_k − log C(n, k)) is the logarithm of the mean of
 * det L_S over random subsets.
 *
 * The recursion e_k ← e_k + λ e_{k−1} adds positive numbers only, so each e_k is right to about n·2⁻⁵² of itself. Every e_k carries an
 * exponent of its own beside the number, so nothing overflows or underflows, whatever the eigenvalues.
 *
 * @param eigenvalues λ, shape [n]; ≥ 0 up to rounding: those between −1e-8 of the largest and 0 count as 0.
 * @returns log e₀ = 0, log e₁, …, log eₙ, shape [n + 1]; −Infinity where fewer than k eigenvalues are positive. O(n²).
 * @throws {NumericalError} `not-positive-definite` if an eigenvalue is below −1e-8 of the largest.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, section 5.2.1, algorithm 7.
 * @example Products of pairs: 1·2 + 1·4 + 2·4 = 14, whose logarithm is 2.639
 * ```ts
 * import { logElementarySymmetric } from "@divlab/core/dpp";
 *
 * logElementarySymmetric([1, 2, 4])[2]; // => 2.63905733
 * logElementarySymmetric([1e300, 1e300, 1e300])[3]; // => 2072.32658369
 * ```
 */
export function logElementarySymmetric(eigenvalues: ArrayLike<number>): Float64Array {
  checkFiniteArray(action, "eigenvalues", eigenvalues);
  const n = eigenvalues.length;
  const positive = clipEigenvalues(action, Float64Array.from(eigenvalues).sort(), 0);
  const parts = new Float64Array(positive.length + 1);
  const exponents = new Float64Array(positive.length + 1);
  parts[0] = 1;
  for (let i = 0; i < positive.length; i++) multiply(parts, exponents, i, positive[i]);
  const logs = new Float64Array(n + 1).fill(-Infinity);
  for (let k = 0; k < parts.length; k++) logs[k] = ln(parts[k]) + exponents[k] * LN_UNIT;
  return logs;
}

/** Multiplies the polynomial of degree `degree` by (1 + λ z), in place. */
function multiply(parts: Float64Array, exponents: Float64Array, degree: number, lambda: number): void {
  let factor = lambda;
  let shift = 0;
  for (; factor >= HIGH; shift++) factor /= UNIT;
  for (; factor < LOW; shift--) factor *= UNIT;
  for (let k = degree + 1; k > 0; k--) {
    let part = factor * parts[k - 1];
    let exponent = shift + exponents[k - 1];
    if (part >= HIGH) {
      part /= UNIT;
      exponent++;
    } else if (part < LOW) {
      part *= UNIT;
      exponent--;
    }
    if (k <= degree) {
      const before = exponents[k];
      if (before === exponent) part += parts[k];
      else if (before === exponent + 1) {
        part = parts[k] + part / UNIT;
        exponent = before;
      } else if (before === exponent - 1) part += parts[k] / UNIT;
      else if (before > exponent) {
        part = parts[k];
        exponent = before;
      }
      if (part >= HIGH) {
        part /= UNIT;
        exponent++;
      }
    }
    parts[k] = part;
    exponents[k] = exponent;
  }
}
