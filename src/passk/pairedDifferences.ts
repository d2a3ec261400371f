import { type CheckedCounts, checkCounts, type Counts } from "./counts.ts";
import { distinctCounts } from "./distinctCounts.ts";
import { enoughSamples, type TooFew } from "./enoughSamples.ts";
import { consecutiveRuns, hitProbabilities } from "./hypergeometric.ts";
import { pairProblems, type Unpaired } from "./pairProblems.ts";

/** pass@k of two arms on the problems both have. */
export interface PairedDifferences {
  /** Problems of the first arm, their indices, ascending. */
  readonly rows: Int32Array;
  /** The same problems in the second arm. */
  readonly rowsB: Int32Array;
  /** Mean pass@k of the first arm at each k. */
  readonly a: Float64Array;
  /** Mean pass@k of the second arm at each k. */
  readonly b: Float64Array;
  /** First minus second per problem, one list per k. */
  readonly differences: readonly Float64Array[];
  /** Indices, in the first arm, of pairs left out for having fewer than max k samples in either arm. */
  readonly leftOut: Int32Array;
  /** Names of problems only one arm has. */
  readonly unpaired: Unpaired;
  /** Per problem whether only the first (1), only the second (−1) or both or neither (0) solved it, where every n is 1; else undefined. */
  readonly solvedAlone: Int8Array | undefined;
  /** Number of problems in the first arm, paired or not. */
  readonly sizeA: number;
}

/** Unbiased pass@k of both arms at every k, for the pairs with enough samples for the largest. */
export function pairedDifferences(action: string, a: Counts, b: Counts, ks: Float64Array, tooFew: TooFew): PairedDifferences {
  const first = checkCounts(`${action} (first arm)`, a);
  const second = checkCounts(`${action} (second arm)`, b);
  const pairs = pairProblems(action, a, first.size, b, second.size);
  const { used, leftOut } = enoughSamples(action, fewerSamples(first, second, pairs.a, pairs.b), ks[ks.length - 1], tooFew);
  const rowsA = used.map((pair) => pairs.a[pair]);
  const rowsB = used.map((pair) => pairs.b[pair]);
  const curvesA = curves(first, rowsA, ks);
  const curvesB = curves(second, rowsB, ks);
  const meanA = new Float64Array(ks.length);
  const meanB = new Float64Array(ks.length);
  const differences = Array.from(ks, (_, j) => {
    const column = new Float64Array(used.length);
    for (let i = 0; i < used.length; i++) {
      const valueA = curvesA.table[curvesA.pairOf[i] * ks.length + j];
      const valueB = curvesB.table[curvesB.pairOf[i] * ks.length + j];
      column[i] = valueA - valueB;
      meanA[j] += valueA / used.length;
      meanB[j] += valueB / used.length;
    }
    return column;
  });
  const single = rowsA.every((row) => first.n[row] === 1) && rowsB.every((row) => second.n[row] === 1);
  return {
    rows: rowsA,
    rowsB,
    a: meanA,
    b: meanB,
    differences,
    leftOut: leftOut.map((pair) => pairs.a[pair]),
    unpaired: pairs.unpaired,
    solvedAlone: single ? Int8Array.from(rowsA, (row, i) => first.c[row] - second.c[rowsB[i]]) : undefined,
    sizeA: first.size,
  };
}

/** The pairs as one list of problems whose n is the smaller of both arms'. */
function fewerSamples(a: CheckedCounts, b: CheckedCounts, rowsA: Int32Array, rowsB: Int32Array): Pick<CheckedCounts, "size" | "n" | "name"> {
  const n = Float64Array.from(rowsA, (row, pair) => Math.min(a.n[row], b.n[rowsB[pair]]));
  return { size: n.length, n, name: (pair) => `${a.name(rowsA[pair])} (the arm with fewer)` };
}

/** pass@k at every k of each distinct pair (n, c), row after row, and which of them each problem has. */
function curves({ n, c }: CheckedCounts, rows: Int32Array, ks: Float64Array): { readonly table: Float64Array; readonly pairOf: Int32Array } {
  const pairs = distinctCounts(n, c, rows);
  const runs = consecutiveRuns(ks);
  const table = new Float64Array(pairs.n.length * ks.length);
  for (let pair = 0; pair < pairs.n.length; pair++) hitProbabilities(pairs.n[pair], pairs.c[pair], runs, table, pair * ks.length);
  return { table, pairOf: pairs.pairOf };
}
