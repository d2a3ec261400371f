import { drawIntegers } from "./drawIntegers.ts";
import type { Rng } from "./rng.ts";

/** Draws between two visits to the counts. */
const CHUNK = 4096;

/**
 * How often each unit is drawn in bootstrap replicates of as many draws as there are units, replicate after replicate from one generator.
 *
 * @param rng Source of randomness; advanced by times.length draws of `rng.integer(units)`.
 * @param units Number of units, at least 1.
 * @param times The counts, shape [replicates, units]; what it held is lost.
 */
export function countDraws(rng: Rng, units: number, times: Float64Array): void {
  const drawn = new Uint32Array(Math.min(CHUNK, times.length));
  times.fill(0);
  for (let at = 0; at < times.length; at += CHUNK) {
    const part = drawn.subarray(0, times.length - at);
    drawIntegers(rng, units, part);
    let end = at - (at % units) + units;
    for (let i = 0; i < part.length; i++) {
      if (at + i === end) end += units;
      times[end - units + part[i]]++;
    }
  }
}
