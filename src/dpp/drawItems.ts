import { NumericalError } from "../numeric/errors.ts";
import type { Rng } from "../random/index.ts";
import type { KernelSpectrum } from "./kernelSpectrum.ts";

/**
 * A draw of the projection DPP onto the chosen eigenvectors: as many items as eigenvectors, ascending.
 *
 * Chain rule: item j has weight ‖v_j‖² less its projection on the items drawn before, v_j its column of the k × n block. Weights are
 * clipped at 0, and the probabilities are relative to the mass that is really left. O(n k²).
 */
export function drawItems({ eigenvectors, size: n }: KernelSpectrum, chosen: Int32Array, rng: Rng): Int32Array {
  const k = chosen.length;
  const block = new Float64Array(k * n);
  const weights = new Float64Array(n);
  for (let s = 0; s < k; s++) {
    const from = chosen[s] * n;
    for (let j = 0; j < n; j++) {
      const value = eigenvectors[from + j];
      block[s * n + j] = value;
      weights[j] += value * value;
    }
  }
  const items = new Int32Array(k);
  const basis = new Float64Array(k * k);
  const image = new Float64Array(n);
  for (let t = 0; t < k; t++) {
    const item = pick(weights, rng.float());
    items[t] = item;
    if (t === k - 1) break;
    const at = t * k;
    for (let s = 0; s < k; s++) basis[at + s] = block[s * n + item];
    orthonormalise(basis, t, k);
    project(block, basis, at, k, n, image);
    for (let j = 0; j < n; j++) weights[j] = Math.max(0, weights[j] - image[j] * image[j]);
    for (let s = 0; s <= t; s++) weights[items[s]] = 0;
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

/** Makes row t orthogonal to the rows before it, in two passes, and of length 1. */
function orthonormalise(basis: Float64Array, t: number, k: number): void {
  const at = t * k;
  for (let pass = 0; pass < 2; pass++) {
    for (let row = 0; row < at; row += k) {
      let product = 0;
      for (let s = 0; s < k; s++) product += basis[row + s] * basis[at + s];
      for (let s = 0; s < k; s++) basis[at + s] -= product * basis[row + s];
    }
    let squares = 0;
    for (let s = 0; s < k; s++) squares += basis[at + s] * basis[at + s];
    const length = Math.sqrt(squares);
    for (let s = 0; s < k; s++) basis[at + s] /= length;
  }
}

/** image_j = Σ_s q_s·block[s][j], four rows of the block at a time. */
function project(block: Float64Array, basis: Float64Array, at: number, k: number, n: number, image: Float64Array): void {
  image.fill(0);
  let s = 0;
  for (; s + 4 <= k; s += 4) {
    const q0 = basis[at + s];
    const q1 = basis[at + s + 1];
    const q2 = basis[at + s + 2];
    const q3 = basis[at + s + 3];
    const r0 = s * n;
    const r1 = r0 + n;
    const r2 = r1 + n;
    const r3 = r2 + n;
    for (let j = 0; j < n; j++) image[j] += q0 * block[r0 + j] + q1 * block[r1 + j] + (q2 * block[r2 + j] + q3 * block[r3 + j]);
  }
  for (; s < k; s++) {
    const q = basis[at + s];
    const row = s * n;
    for (let j = 0; j < n; j++) image[j] += q * block[row + j];
  }
}
