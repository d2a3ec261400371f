import type { Rng } from "../random/index.ts";

/** Some of the subsets of one size of n samples. */
export interface SubsetPositions {
  /** Positions 0 … n − 1 of the samples of subset b, ascending: `positions[b * size]` … `positions[b * size + size − 1]`. */
  readonly positions: Int32Array;
  /** Samples in a subset. */
  readonly size: number;
  /** Number of subsets. */
  readonly count: number;
  /** Whether these are all subsets there are, random ones, or the first samples alone. */
  readonly method: "enumerated" | "subsets" | "first";
}

/** How subsets are chosen: so many at random (all, where there are no more), or the first samples in their order. */
export type SubsetChoice = number | "first";

/**
 * Subsets of n samples for one problem, of any size, the same for whatever is computed from them.
 *
 * Random subsets of all sizes are the beginnings of the same random orders, so that a subset of 8 holds one of 4: results
 * at different sizes share their luck as well as different rules do.
 *
 * @param choice Number of subsets, or `"first"`.
 * @param rng Stream of the problem; stream n of it gives the orders of n samples.
 * @returns A function from (n, size ≤ n) to the subsets; asked again for the same n it does not draw anew.
 */
export function subsetsOf(choice: SubsetChoice, rng: Rng): (n: number, size: number) => SubsetPositions {
  const orders = new Map<number, Int32Array>();
  return (n, size) => {
    if (choice === "first") return { positions: Int32Array.from({ length: size }, (_, i) => i), size, count: 1, method: "first" };
    const all = countSubsets(n, size, choice);
    if (all <= choice) return { positions: everySubset(n, size, all), size, count: all, method: "enumerated" };
    let own = orders.get(n);
    if (own === undefined) {
      own = randomOrders(n, choice, rng.stream(n));
      orders.set(n, own);
    }
    const positions = new Int32Array(choice * size);
    for (let b = 0; b < choice; b++) positions.set(own.subarray(b * n, b * n + size).toSorted(), b * size);
    return { positions, size, count: choice, method: "subsets" };
  };
}

/** C(n, size), or a number above `limit` if it is larger than that. */
function countSubsets(n: number, size: number, limit: number): number {
  let count = 1;
  const steps = Math.min(size, n - size);
  for (let i = 1; i <= steps && count <= limit; i++) count = (count * (n - steps + i)) / i;
  return count;
}

/** All subsets in lexicographic order. */
function everySubset(n: number, size: number, count: number): Int32Array {
  const positions = new Int32Array(count * size);
  const current = Int32Array.from({ length: size }, (_, i) => i);
  for (let b = 0; b < count; b++) {
    positions.set(current, b * size);
    let last = size - 1;
    while (last >= 0 && current[last] === n - size + last) last--;
    if (last < 0) break;
    current[last]++;
    for (let i = last + 1; i < size; i++) current[i] = current[i - 1] + 1;
  }
  return positions;
}

/** Random permutations of 0 … n − 1, one after another (Fisher–Yates from the front). */
function randomOrders(n: number, count: number, rng: Rng): Int32Array {
  const orders = new Int32Array(count * n);
  for (let b = 0; b < count; b++) {
    const order = orders.subarray(b * n, (b + 1) * n);
    for (let i = 0; i < n; i++) order[i] = i;
    for (let i = 0; i + 1 < n; i++) {
      const j = i + rng.integer(n - i);
      const swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
  return orders;
}
