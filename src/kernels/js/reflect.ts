import { combine } from "./combine.ts";
import { dotTwo } from "./dotTwo.ts";

/** Entries whose squares add up to less are taken for 0: they could underflow, and lie below 1e-135 of the largest entry. */
const NOTHING = 2 ** -900;

/**
 * The reflection that takes x to (e[k], 0, …): x is replaced by its vector, first entry 1.
 *
 * @param a Holds x.
 * @param from Where a stretch of even length starts that ends with x; before x it is 0.
 * @param length Length of that stretch.
 * @param at Where x starts.
 * @param e Where the first entry of the image goes.
 * @param k At which place.
 * @returns The factor t of I − t v vᵀ; 0 where there is nothing to do.
 */
export function reflect(a: Float64Array, from: number, length: number, at: number, e: Float64Array, k: number): number {
  const first = a[at];
  a[at] = 0;
  const squares = dotTwo(a, from, a, from, length);
  let image = first;
  let scale = 0;
  let factor = 0;
  if (!(squares < NOTHING)) {
    image = Math.sqrt(first * first + squares);
    if (first > 0) image = -image;
    scale = 1 / (first - image);
    factor = (image - first) / image;
  }
  combine(a, from, length, scale, 0, a, from, 0, a, from);
  a[at] = 1;
  e[k] = image;
  return factor;
}
