import { kernels } from "../kernels/backend.ts";
import { bulkSource } from "./bulkSource.ts";
import type { Rng } from "./rng.ts";

/**
 * How often each unit is drawn in bootstrap replicates of as many draws as there are units, replicate after replicate from one generator.
 *
 * @param rng Source of randomness; advanced by times.length draws of `rng.integer(units)`.
 * @param units Number of units, at least 1.
 * @param times The counts, shape [replicates, units]; what it held is lost.
 */
export function countDraws(rng: Rng, units: number, times: Float64Array): void {
  const source = bulkSource(rng);
  if (source !== undefined) {
    const { countDraws: count, seedGenerator } = kernels();
    count(source.state(seedGenerator), units, times);
    return;
  }
  times.fill(0);
  for (let row = 0; row < times.length; row += units) {
    for (let i = 0; i < units; i++) times[row + rng.integer(units)]++;
  }
}
