import { kernels } from "../kernels/backend.ts";
import { bulkSource } from "./bulkSource.ts";
import type { Rng } from "./rng.ts";

/**
 * Many integers at once: the same as `rng.integer(bound)` called for one after the other, and the generator goes on as after that.
 *
 * @param rng Source of randomness; advanced by out.length draws.
 * @param bound Integers are uniform on 0 … bound − 1; 1 ≤ bound ≤ 2³².
 * @param out Where they go.
 */
export function drawIntegers(rng: Rng, bound: number, out: Uint32Array): void {
  const source = bulkSource(rng);
  if (source !== undefined) {
    const { drawIntegers: draw, seedGenerator } = kernels();
    draw(source.state(seedGenerator), bound, out);
  } else {
    for (let i = 0; i < out.length; i++) out[i] = rng.integer(bound);
  }
}
