import { kernels } from "../kernels/backend.ts";
import { bulkSource } from "./bulkSource.ts";
import type { Rng } from "./rng.ts";

/**
 * Sums of bootstrap replicates: replicate b draws as many values as there are from `streams.stream(b)` and adds them up one by one.
 *
 * @param streams Source of the streams.
 * @param first Number of the first replicate.
 * @param values What is drawn from, at least one.
 * @param out The sums of replicates first, first + 1, …
 */
export function sumDraws(streams: Rng, first: number, values: Float64Array, out: Float64Array): void {
  const source = bulkSource(streams);
  if (source !== undefined) {
    kernels().sumDraws(`${source.key}/`, first, values, out);
    return;
  }
  for (let r = 0; r < out.length; r++) {
    const rng = streams.stream(first + r);
    let total = 0;
    for (let i = 0; i < values.length; i++) total += values[rng.integer(values.length)];
    out[r] = total;
  }
}
