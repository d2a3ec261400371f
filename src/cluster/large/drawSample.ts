import { type Rng, shuffledIndices } from "../../random/index.ts";

/** Objects drawn in proportion to their weights. */
export interface DrawnSample {
  /** Distinct objects, ascending. */
  readonly objects: Int32Array;
  /** How often each was drawn: its weight in the sample. 0 for those that are there as candidates only. */
  readonly counts: Float64Array;
}

/** What a sample holds besides the objects drawn. */
export interface SampleAdditions {
  /** Objects that must be in it. */
  readonly candidates: ArrayLike<number>;
  /** Fewest distinct objects; the lowest indices fill it up. */
  readonly least: number;
}

/**
 * Systematic sample of `size` draws over a random order: an object is drawn size·w/Σw times, rounded up or down. With equal weights
 * that is a simple random sample without replacement.
 *
 * @param weights Weight of each object, shape [n].
 * @param size Number of draws, 1 … n.
 * @param rng Source of randomness; advanced by n draws.
 * @param additions Objects that are added with a count of 0 unless drawn.
 */
export function drawSample(weights: Float64Array, size: number, rng: Rng, { candidates, least }: SampleAdditions): DrawnSample {
  const order = shuffledIndices(weights.length, rng);
  let total = 0;
  for (const i of order) total += weights[i];
  const step = total / size;
  let mark = rng.float() * step;
  let reached = 0;
  const counts = new Map<number, number>();
  for (const i of order) {
    reached += weights[i];
    let count = 0;
    for (; mark < reached; mark += step) count++;
    if (count > 0) counts.set(i, count);
  }
  for (let c = 0; c < candidates.length; c++) if (!counts.has(candidates[c])) counts.set(candidates[c], 0);
  for (let i = 0; counts.size < least; i++) if (!counts.has(i)) counts.set(i, 0);
  const objects = Int32Array.from(counts.keys()).sort();
  return { objects, counts: Float64Array.from(objects, (i) => counts.get(i)!) };
}
