import type { Rng } from "../../random/index.ts";

/**
 * Fixed medoids and others drawn uniformly without replacement.
 *
 * @param size Number of objects.
 * @param k Number of medoids.
 * @param fixed Distinct objects that are medoids already; they come first.
 * @param rng Source of randomness; advanced by k − fixed.length draws.
 * @returns k distinct objects.
 */
export function randomMedoids(size: number, k: number, fixed: Int32Array, rng: Rng): Int32Array {
  const medoids = new Int32Array(k);
  medoids.set(fixed);
  const others = objectsBut(size, fixed);
  for (let count = fixed.length; count < k; count++) medoids[count] = drawFrom(others, count - fixed.length, rng);
  return medoids;
}

/** All objects but some, ascending. */
export function objectsBut(size: number, some: Int32Array): Int32Array {
  const taken = new Uint8Array(size);
  for (const object of some) taken[object] = 1;
  const others = new Int32Array(size - some.length);
  let at = 0;
  for (let o = 0; o < size; o++) if (taken[o] === 0) others[at++] = o;
  return others;
}

/** Draws one of `pool[from]` …, moves it to `from` and returns it. */
export function drawFrom(pool: Int32Array, from: number, rng: Rng): number {
  const at = from + rng.integer(pool.length - from);
  const drawn = pool[at];
  pool[at] = pool[from];
  pool[from] = drawn;
  return drawn;
}
