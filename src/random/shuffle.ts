import type { Rng } from "./rng.ts";

/**
 * A random permutation of 0 … size − 1 (Fisher–Yates).
 *
 * @param size Number of items, an integer ≥ 0.
 * @param rng Source of randomness; advanced by size − 1 draws.
 * @returns Every index once, shape [size].
 * @example
 * ```ts
 * import { createRng, shuffledIndices } from "@divlab/core/random";
 * shuffledIndices(4, createRng(1)).toSorted(); // => Uint32Array [0, 1, 2, 3]
 * ```
 */
export function shuffledIndices(size: number, rng: Rng): Uint32Array {
  const order = new Uint32Array(size);
  for (let i = 0; i < size; i++) order[i] = i;
  for (let i = size - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
  }
  return order;
}
