import { dotTwo } from "./dotTwo.ts";

/** Entries whose squares add up to less are taken for 0: they could underflow, and lie below 1e-135 of the largest entry. */
const NOTHING = 2 ** -900;

/**
 * The reflection that takes x = a[at … at + length) to (e[k], 0, …): x is replaced by its vector, first entry 1.
 *
 * @param a Holds x.
 * @param at Where x starts.
 * @param length Its length, at least 1.
 * @param e Where the first entry of the image goes.
 * @param k At which place.
 * @returns The factor t of I − t v vᵀ; 0 where there is nothing to do.
 */
export function reflect(a: Float64Array, at: number, length: number, e: Float64Array, k: number): number {
  const first = a[at];
  const squares = dotTwo(a, at + 1, a, at + 1, length - 1);
  a[at] = 1;
  if (squares < NOTHING) {
    a.fill(0, at + 1, at + length);
    e[k] = first;
    return 0;
  }
  const norm = Math.sqrt(first * first + squares);
  const image = first > 0 ? -norm : norm;
  const scale = 1 / (first - image);
  for (let j = at + 1; j < at + length; j++) a[j] *= scale;
  e[k] = image;
  return (image - first) / image;
}
