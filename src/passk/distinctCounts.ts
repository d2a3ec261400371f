/** Which pairs (n, c) occur, so that a million problems cost no more than the few thousand pairs they share. */
export interface DistinctCounts {
  /** Samples of each distinct pair, ascending; within one n the pairs are in ascending c. */
  readonly n: Float64Array;
  /** Correct samples of each distinct pair. */
  readonly c: Float64Array;
  /** Number of problems that have the pair. */
  readonly weight: Float64Array;
  /** Index of its pair for each problem looked at. */
  readonly pairOf: Int32Array;
}

/** Tables of up to this many cells are used however few the problems. */
const SMALL_TABLE = 65_536;

/** Distinct pairs (n[i], c[i]) over the problems i in `rows`, in an order that does not depend on theirs. */
export function distinctCounts(n: ArrayLike<number>, c: ArrayLike<number>, rows: Int32Array): DistinctCounts {
  let lowN = Infinity;
  let highN = 0;
  let highC = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (n[row] < lowN) lowN = n[row];
    if (n[row] > highN) highN = n[row];
    if (c[row] > highC) highC = c[row];
  }
  const cells = (highN - lowN + 1) * (highC + 1);
  const { pairOf, first } = cells <= Math.max(SMALL_TABLE, 4 * rows.length) ? byTable(n, c, rows, lowN, highC + 1, cells) : bySorting(n, c, rows);
  const pairs = { n: new Float64Array(first.length), c: new Float64Array(first.length), weight: new Float64Array(first.length), pairOf };
  for (let pair = 0; pair < first.length; pair++) {
    pairs.n[pair] = n[first[pair]];
    pairs.c[pair] = c[first[pair]];
  }
  for (let i = 0; i < pairOf.length; i++) pairs.weight[pairOf[i]]++;
  return pairs;
}

/** `f(n, c)` for every problem in `rows`, computed once per distinct pair. */
export function perProblem(n: ArrayLike<number>, c: ArrayLike<number>, rows: Int32Array, f: (n: number, c: number) => number): Float64Array {
  const pairs = distinctCounts(n, c, rows);
  const ofPair = pairs.n.map((pairN, pair) => f(pairN, pairs.c[pair]));
  const values = new Float64Array(rows.length);
  for (let i = 0; i < values.length; i++) values[i] = ofPair[pairs.pairOf[i]];
  return values;
}

/** Pairs numbered in order, and for each the index of one problem that has it. */
interface Grouping {
  readonly pairOf: Int32Array;
  readonly first: readonly number[];
}

/** A counting sort in a table of all pairs in range: fast where that table is small. */
function byTable(n: ArrayLike<number>, c: ArrayLike<number>, rows: Int32Array, lowN: number, width: number, cells: number): Grouping {
  const table = new Int32Array(cells).fill(-1);
  const pairOf = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const cell = (n[row] - lowN) * width + c[row];
    pairOf[i] = cell;
    table[cell] = row;
  }
  const first: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    if (table[cell] < 0) continue;
    first.push(table[cell]);
    table[cell] = first.length - 1;
  }
  for (let i = 0; i < rows.length; i++) pairOf[i] = table[pairOf[i]];
  return { pairOf, first };
}

/** For counts so large and scattered that few pairs repeat. */
function bySorting(n: ArrayLike<number>, c: ArrayLike<number>, rows: Int32Array): Grouping {
  const order = rows.map((_, i) => i).sort((i, j) => n[rows[i]] - n[rows[j]] || c[rows[i]] - c[rows[j]]);
  const first: number[] = [];
  const pairOf = new Int32Array(rows.length);
  let last = -1;
  for (const i of order) {
    const row = rows[i];
    if (last < 0 || n[row] !== n[last] || c[row] !== c[last]) first.push(row);
    last = row;
    pairOf[i] = first.length - 1;
  }
  return { pairOf, first };
}
