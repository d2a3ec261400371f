import { sum } from "../../numeric/sum.ts";
import type { Costs } from "./asCosts.ts";

/** Stands for +Infinity where an object weighs next to nothing, or nothing. */
const MOST = 1e300;

/**
 * Costs that can be added and subtracted: +Infinity replaced by so much that leaving any one object of positive weight out counts more,
 * times its weight, than all finite costs of one choice of medoids together. So a search first reaches as many objects as it can, of
 * whatever weight, and then minimises.
 *
 * @param costs The costs.
 * @param weights Weight of each object, shape [n].
 * @returns Candidate after candidate; the costs' own memory where all are finite.
 */
export function boundedCosts({ data, size, largest, infinite }: Costs, weights: Float64Array): Float64Array | Float32Array {
  if (!infinite) return data;
  const bounded = Float64Array.from(data);
  const total = 2 * sum(weights) * (largest === 0 ? 1 : largest);
  const far = weights.map((weight) => Math.min(MOST, total / weight));
  for (let i = 0; i < bounded.length; i++) if (bounded[i] === Infinity) bounded[i] = far[i % size];
  return bounded;
}
