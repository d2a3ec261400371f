import type { Costs } from "./asCosts.ts";

/**
 * Costs that can be added and subtracted: +Infinity replaced by more than all finite costs of one choice of medoids together, so
 * that a search first reaches every object and then minimises.
 *
 * @param costs The costs.
 * @returns Candidate after candidate; the costs' own memory where all are finite.
 */
export function boundedCosts({ data, size, largest, infinite }: Costs): Float64Array | Float32Array {
  if (!infinite) return data;
  const bounded = Float64Array.from(data);
  const far = largest === 0 ? 1 : 2 * size * largest;
  for (let i = 0; i < bounded.length; i++) if (bounded[i] === Infinity) bounded[i] = far;
  return bounded;
}
