/**
 * Probabilities of draws without replacement, by products and sums of positive terms only. No logarithm, no gamma
 * function: nothing cancels, and the bits are the same on every engine.
 */

/** Below this failure probability the success probability is 1 in double precision. */
const NEGLIGIBLE = 2 ** -54;

/** Steps of the recurrence in k after which rounding is taken out by starting anew from the product formula. */
const LONGEST_RUN = 4096;

/**
 * Probability that k draws without replacement from n items, c of them marked, meet no marked one:
 * C(n − c, k) / C(n, k). With the wrong samples marked it is pass^k, with the right ones the failure of pass@k.
 *
 * The product Π_{i<a} (n − b − i)/(n − i) with a = min(c, k), b = max(c, k) underflows after O(√n) factors at most,
 * because each is at most 1 − b/n. Relative error below 1e-14 for n up to 1e6 (measured), also near 1e-300.
 */
export function avoidProbability(n: number, c: number, k: number): number {
  if (c + k > n) return 0;
  const a = Math.min(c, k);
  const b = Math.max(c, k);
  let avoid = 1;
  for (let i = 0; i < a && avoid > 0; i++) avoid *= (n - b - i) / (n - i);
  return avoid;
}

/**
 * Probability that such draws meet at least one marked item, 1 − C(n − c, k) / C(n, k).
 *
 * Small values are summed over the draw of the first hit, so that they keep their relative accuracy (below 1e-14 for
 * n up to 1e6, measured); large ones come from the complement.
 */
export function hitProbability(n: number, c: number, k: number): number {
  if (c + k > n) return 1;
  const a = Math.min(c, k);
  const b = Math.max(c, k);
  let hit = 0;
  let avoid = 1;
  for (let i = 0; i < a && avoid > NEGLIGIBLE; i++) {
    const step = avoid / (n - i);
    hit += step * b;
    avoid = step * (n - b - i);
  }
  return hit > 0.5 ? 1 - avoid : hit;
}

/** Consecutive integers in a list of k. */
export interface Run {
  /** Where the run starts in the list. */
  readonly index: number;
  /** Its first k. */
  readonly first: number;
  /** How many k it has. */
  readonly length: number;
}

/** Cuts an ascending list of k into runs of consecutive integers, none longer than rounding allows. */
export function consecutiveRuns(ks: ArrayLike<number>): Run[] {
  const runs: Run[] = [];
  for (let index = 0; index < ks.length; ) {
    let length = 1;
    while (length < LONGEST_RUN && ks[index + length] === ks[index] + length) length++;
    runs.push({ index, first: ks[index], length });
    index += length;
  }
  return runs;
}

/** Running totals of `hitProbability` over problems, one entry per k. */
export interface HitTotals {
  /** Number of problems added so far. */
  seen: number;
  /** Sum of their values. */
  readonly sum: Float64Array;
  /** Sum of squared deviations from their mean. */
  readonly squares: Float64Array;
}

/** Totals over no problem yet. */
export function emptyTotals(size: number): HitTotals {
  return { seen: 0, sum: new Float64Array(size), squares: new Float64Array(size) };
}

/**
 * Adds `weight` problems with one (n, c) at every k ≤ n of the runs; returns how many k that are.
 *
 * Within a run it is one step per k: P(first hit at draw k) joins the probability so far. Squared deviations are updated
 * from the sums (Youngs & Cramer 1971), as stable as a second pass. Problems must come with n descending: then every k
 * reached has seen the same ones.
 */
export function addHits(totals: HitTotals, runs: readonly Run[], n: number, c: number, weight: number): number {
  const { sum, squares } = totals;
  const seen = totals.seen + weight;
  const scale = totals.seen === 0 ? 0 : weight / (totals.seen * seen);
  totals.seen = seen;
  let reached = 0;
  for (const { index, first, length } of runs) {
    if (first > n) break;
    let left = n - first + 1;
    let hit = hitProbability(n, c, first - 1);
    let avoid = avoidProbability(n, c, first - 1);
    reached = index + Math.min(length, left);
    for (let j = index; j < reached; j++) {
      const step = avoid * (1 / left);
      hit += step * c;
      avoid = step * (left - c);
      left -= 1;
      const value = hit > 0.5 ? 1 - avoid : hit;
      const sumThen = sum[j] + weight * value;
      const deviation = seen * value - sumThen;
      sum[j] = sumThen;
      squares[j] += scale * deviation * deviation;
    }
  }
  return reached;
}

/** `hitProbability(n, c, k)` at every k ≤ n of the runs, written to `row` from `offset` on; returns how many that are. */
export function hitProbabilities(n: number, c: number, runs: readonly Run[], row: Float64Array, offset: number = 0): number {
  const last = runs[runs.length - 1];
  const one = emptyTotals(last.index + last.length);
  const reached = addHits(one, runs, n, c, 1);
  row.set(one.sum.subarray(0, reached), offset);
  return reached;
}

/**
 * Expectation of a non-negative function of the number X of marked items among the k drawn,
 * Σ_x f(x)·C(c, x)·C(n − c, k − x) / C(n, k).
 */
export function drawExpectation(n: number, c: number, k: number, f: (x: number) => number): number {
  const wrong = n - c;
  const mode = Math.floor(((k + 1) * (c + 1)) / (n + 2));
  let total = 0;
  let weighted = 0;
  fromMode(
    mode,
    Math.max(0, k - wrong),
    Math.min(c, k),
    (x) => ((c - x) * (k - x)) / ((x + 1) * (wrong - k + x + 1)),
    (x, weight) => {
      total += weight;
      weighted += weight * f(x);
    },
  );
  return weighted / total;
}

/**
 * Visits the support [low, high] of a unimodal law outwards from a point near its mode, with weights proportional to
 * the probabilities (1 at the start), until they underflow. `ratio(x)` is P(x + 1)/P(x).
 */
export function fromMode(mode: number, low: number, high: number, ratio: (x: number) => number, visit: (x: number, weight: number) => void): void {
  const start = Math.min(Math.max(mode, low), high);
  let weight = 1;
  for (let x = start; x <= high && weight > 0; x++) {
    visit(x, weight);
    if (x < high) weight *= ratio(x);
  }
  weight = 1;
  for (let x = start - 1; x >= low && weight > 0; x--) {
    weight /= ratio(x);
    if (weight > 0) visit(x, weight);
  }
}
