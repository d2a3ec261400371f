import { normalQuantile } from "../numeric/special/index.ts";
import type { Rng } from "./rng.ts";

/**
 * A standard normal number by inversion: one uniform draw, the same bits on every engine.
 *
 * @param rng Source of randomness; advanced by one draw (by more with probability 2⁻⁵³).
 * @returns A finite number from N(0, 1).
 * @example
 * ```ts
 * import { createRng, normal } from "@divlab/core/random";
 * Number.isFinite(normal(createRng(7))); // => true
 * ```
 */
export function normal(rng: Rng): number {
  let u = rng.float();
  while (u === 0) u = rng.float();
  return normalQuantile(u);
}
