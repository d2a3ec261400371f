import { sumDraws } from "../random/sumDraws.ts";
import { runSteps } from "../steps/index.ts";
import { bootstrapSteps, type BootstrapOptions, type BootstrapResult } from "./bootstrap.ts";

/**
 * {@linkcode bootstrap} of the mean, with the same numbers and several times as fast: draws and sums are one loop.
 *
 * @param values The numbers, shape [rows].
 * @param options As for {@linkcode bootstrap}.
 * @returns As from {@linkcode bootstrap}; every replicate is the sum of the values in the order drawn, divided by their number.
 */
export function bootstrapMean(values: Float64Array, options: BootstrapOptions): BootstrapResult {
  const size = values.length;
  const meanOf = (rows: Uint32Array): number => {
    let total = 0;
    for (let i = 0; i < rows.length; i++) total += values[rows[i]];
    return total / rows.length;
  };
  const steps = bootstrapSteps(size, meanOf, options, (streams, first, out) => {
    sumDraws(streams, first, values, out);
    for (let r = 0; r < out.length; r++) out[r] /= size;
  });
  return runSteps(steps);
}
