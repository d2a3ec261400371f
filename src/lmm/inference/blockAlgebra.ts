import type { Block } from "../engine/crossProducts.ts";

/** (I ⊗ D)g on the rows of one block, 0 elsewhere. */
export function applyBlock({ k, levels, offset }: Block, d: Float64Array, g: Float64Array, q: number): Float64Array {
  const out = new Float64Array(q);
  for (let m = 0; m < levels; m++) {
    const at = offset + m * k;
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[at + a] += d[a * k + b] * g[at + b];
  }
  return out;
}

/** Σ D[a, a′] E[c, c′] Q[a, a′, c, c′]. */
export function contract(table: Float64Array, d: Float64Array, e: Float64Array): number {
  let total = 0;
  for (let a = 0; a < d.length; a++) for (let c = 0; c < e.length; c++) total += d[a] * e[c] * table[a * e.length + c];
  return total;
}

/** Sum of products. */
export function dot(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i] * y[i];
  return total;
}
