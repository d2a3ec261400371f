import { NumericalError } from "../../numeric/errors.ts";
import type { Rng } from "../../random/index.ts";
import type { KernelSpectrum } from "../kernelSpectrum.ts";

/** Share of a squared length below which rounding has turned what is left: a second pass of Gram-Schmidt turns it back. */
const SMALL = 1e-2;

/**
 * A draw of the projection DPP onto the chosen eigenvectors: as many items as eigenvectors, ascending.
 *
 * Chain rule: item j has weight ‖v_j‖² less its projection on the items drawn before, v_j its column of the k × n block. Weights are
 * clipped at 0, and the probabilities are relative to the mass that is really left. O(n k²).
 */
export function drawItems({ eigenvectors, size: n }: KernelSpectrum, chosen: Int32Array, rng: Rng): Int32Array {
  const k = chosen.length;
  // Column j of the block at j·k.
  const columns = new Float64Array(n * k);
  const weights = new Float64Array(n);
  for (let s = 0; s < k; s++) {
    const from = chosen[s] * n;
    for (let j = 0; j < n; j++) {
      const value = eigenvectors[from + j];
      columns[j * k + s] = value;
      weights[j] += value * value;
    }
  }
  const items = new Int32Array(k);
  // Orthonormal vectors of length k that span the columns of the items drawn, and at j·k + t the product of the t-th with column j.
  const basis = new Float64Array(k * k);
  const products = new Float64Array(n * k);
  const others = Int32Array.from({ length: n }, (_, j) => j);
  for (let t = 0; t < k; t++) {
    const item = pick(weights, rng.float());
    items[t] = item;
    if (t === k - 1) break;
    weights[item] = 0;
    const at = others.indexOf(item);
    others.copyWithin(at, at + 1, n - t);
    const own = item * k;
    for (let s = 0; s < k; s++) basis[t * k + s] = columns[own + s];
    orthonormalise(basis, t, k, products.subarray(own, own + t));
    multiply(columns, basis, t, k, others, n - t - 1, products);
    for (let i = 0; i < n - t - 1; i++) {
      const j = others[i];
      const product = products[j * k + t];
      const left = weights[j] - product * product;
      weights[j] = left > 0 ? left : 0;
    }
  }
  return items.sort();
}

/** The item on which u·(total weight) falls; never one of weight 0. */
function pick(weights: Float64Array, u: number): number {
  let total = 0;
  for (let j = 0; j < weights.length; j++) total += weights[j];
  if (!(total > 0 && total < Infinity)) {
    throw new NumericalError("non-finite", `Cannot draw from a DPP: the eigenvectors must be orthonormal and finite, got a remaining mass of ${total}`);
  }
  let left = u * total;
  let last = 0;
  for (let j = 0; j < weights.length; j++) {
    if (weights[j] === 0) continue;
    last = j;
    left -= weights[j];
    if (left < 0) break;
  }
  return last;
}

/**
 * Makes row t orthogonal to the rows before it, given its products with them, and of length 1. Where little of it was left, rounding
 * has turned it: a second pass turns it back.
 */
function orthonormalise(basis: Float64Array, t: number, k: number, products: Float64Array): void {
  const at = t * k;
  const whole = squaresOf(basis, at, k);
  subtractRows(basis, t, k, products);
  let left = squaresOf(basis, at, k);
  if (!(left > SMALL * whole)) {
    for (let r = 0; r < t; r++) {
      products[r] = 0;
      for (let s = 0; s < k; s++) products[r] += basis[r * k + s] * basis[at + s];
    }
    subtractRows(basis, t, k, products);
    left = squaresOf(basis, at, k);
  }
  const length = Math.sqrt(left);
  for (let s = 0; s < k; s++) basis[at + s] /= length;
}

/** Subtracts the rows before row t, times the factors, from row t: four at a time. */
function subtractRows(basis: Float64Array, t: number, k: number, factors: Float64Array): void {
  const at = t * k;
  let r = 0;
  for (; r + 4 <= t; r += 4) {
    const f0 = factors[r];
    const f1 = factors[r + 1];
    const f2 = factors[r + 2];
    const f3 = factors[r + 3];
    const row0 = r * k;
    const row1 = row0 + k;
    const row2 = row1 + k;
    const row3 = row2 + k;
    for (let s = 0; s < k; s++) basis[at + s] -= f0 * basis[row0 + s] + f1 * basis[row1 + s] + (f2 * basis[row2 + s] + f3 * basis[row3 + s]);
  }
  for (; r < t; r++) {
    const factor = factors[r];
    const row = r * k;
    for (let s = 0; s < k; s++) basis[at + s] -= factor * basis[row + s];
  }
}

function squaresOf(values: Float64Array, at: number, length: number): number {
  let squares = 0;
  for (let s = 0; s < length; s++) squares += values[at + s] * values[at + s];
  return squares;
}

/** Products of row t of the basis with the columns of `count` items: four at a time, so that no sum waits for another. */
function multiply(columns: Float64Array, basis: Float64Array, t: number, k: number, items: Int32Array, count: number, products: Float64Array): void {
  const at = t * k;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const c0 = items[i] * k;
    const c1 = items[i + 1] * k;
    const c2 = items[i + 2] * k;
    const c3 = items[i + 3] * k;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let s = 0; s < k; s++) {
      const q = basis[at + s];
      sum0 += q * columns[c0 + s];
      sum1 += q * columns[c1 + s];
      sum2 += q * columns[c2 + s];
      sum3 += q * columns[c3 + s];
    }
    products[c0 + t] = sum0;
    products[c1 + t] = sum1;
    products[c2 + t] = sum2;
    products[c3 + t] = sum3;
  }
  for (; i < count; i++) {
    const c = items[i] * k;
    let sum = 0;
    for (let s = 0; s < k; s++) sum += basis[at + s] * columns[c + s];
    products[c + t] = sum;
  }
}
