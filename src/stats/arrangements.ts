import { type Rng, shuffledIndices } from "../random/index.ts";

/** The ways to rearrange two samples that are equally likely under a null hypothesis. `x` and `y` hold the current one. */
export interface Arrangements {
  /** How many there are; ∞ where that overflows. */
  readonly count: number;
  /** The current first sample; at the start the data's. */
  readonly x: Float64Array;
  /** The current second sample; at the start the data's. */
  readonly y: Float64Array;
  /** Puts every arrangement into x and y, one per step. */
  all(): Generator<void>;
  /** Puts a random arrangement into x and y. */
  draw(rng: Rng): void;
}

/** All ways to deal the pooled values to two groups of the sizes given. */
export function splits(first: Float64Array, second: Float64Array): Arrangements {
  const pool = new Float64Array(first.length + second.length);
  pool.set(first);
  pool.set(second, first.length);
  const x = first.slice();
  const y = second.slice();

  function* all(): Generator<void> {
    const chosen = Uint32Array.from(first, (_, i) => i);
    for (let more = true; more; more = nextCombination(chosen, pool.length)) {
      for (let row = 0, taken = 0; row < pool.length; row++) {
        if (chosen[taken] === row) x[taken++] = pool[row];
        else y[row - taken] = pool[row];
      }
      yield;
    }
  }

  function draw(rng: Rng): void {
    const order = shuffledIndices(pool.length, rng);
    for (let i = 0; i < x.length; i++) x[i] = pool[order[i]];
    for (let i = 0; i < y.length; i++) y[i] = pool[order[x.length + i]];
  }

  return { count: combinations(pool.length, Math.min(x.length, y.length)), x, y, all, draw };
}

/** All ways to exchange x[i] and y[i] within pairs. */
export function pairSwaps(first: Float64Array, second: Float64Array): Arrangements {
  const n = first.length;
  const x = first.slice();
  const y = second.slice();

  const place = (i: number, swapped: boolean): void => {
    x[i] = swapped ? second[i] : first[i];
    y[i] = swapped ? first[i] : second[i];
  };

  function* all(): Generator<void> {
    const swapped = new Uint8Array(n);
    for (let more = true; more; more = nextPattern(swapped)) {
      for (let i = 0; i < n; i++) place(i, swapped[i] === 1);
      yield;
    }
  }

  function draw(rng: Rng): void {
    for (let i = 0; i < n; i++) place(i, rng.float() < 0.5);
  }

  return { count: 2 ** n, x, y, all, draw };
}

/** C(n, k), exact while below 2⁵³. */
function combinations(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= k && count < Infinity; i++) count = (count * (n - k + i)) / i;
  return count;
}

/** Steps to the next k-subset of 0 … n − 1 in lexicographic order; false after the last. */
function nextCombination(chosen: Uint32Array, n: number): boolean {
  const k = chosen.length;
  let i = k - 1;
  while (i >= 0 && chosen[i] === n - k + i) i--;
  if (i < 0) return false;
  chosen[i]++;
  for (let j = i + 1; j < k; j++) chosen[j] = chosen[j - 1] + 1;
  return true;
}

/** Counts on by one in binary; false after all ones. */
function nextPattern(swapped: Uint8Array): boolean {
  for (let i = 0; i < swapped.length; i++) {
    if (swapped[i] === 0) {
      swapped[i] = 1;
      return true;
    }
    swapped[i] = 0;
  }
  return false;
}
