import { chiSquaredUpperTail } from "../../src/numeric/special/index.ts";

/** Determinant by elimination with row pivoting, for matrices of a few rows. */
export function determinant(matrix: readonly ArrayLike<number>[]): number {
  const a = matrix.map((row) => Array.from(row));
  let result = 1;
  for (let c = 0; c < a.length; c++) {
    let pivot = c;
    for (let i = c + 1; i < a.length; i++) if (Math.abs(a[i][c]) > Math.abs(a[pivot][c])) pivot = i;
    if (a[pivot][c] === 0) return 0;
    if (pivot !== c) result = -result;
    [a[c], a[pivot]] = [a[pivot], a[c]];
    result *= a[c][c];
    for (let i = c + 1; i < a.length; i++) {
      const factor = a[i][c] / a[c][c];
      for (let j = c; j < a.length; j++) a[i][j] -= factor * a[c][j];
    }
  }
  return result;
}

/** All subsets of 0 … n − 1, each ascending; of one size if given. */
export function subsetsOf(n: number, size?: number): number[][] {
  const all = Array.from({ length: 2 ** n }, (_, bits) => Array.from({ length: n }, (__, i) => i).filter((i) => (bits >> i) & 1));
  return size === undefined ? all : all.filter((subset) => subset.length === size);
}

/** det L_S, S a subset. */
export function minor(L: readonly ArrayLike<number>[], subset: readonly number[]): number {
  return determinant(subset.map((i) => subset.map((j) => L[i][j])));
}

/** A distribution over subsets. */
export interface SubsetTable {
  readonly subsets: readonly (readonly number[])[];
  readonly prob: readonly number[];
}

/** Exact probabilities of all subsets (of one size) under a DPP (k-DPP), by enumeration. */
export function enumerateDpp(L: readonly ArrayLike<number>[], size?: number): SubsetTable {
  const subsets = subsetsOf(L.length, size);
  const weights = subsets.map((subset) => Math.max(0, minor(L, subset)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { subsets, prob: weights.map((weight) => weight / total) };
}

/**
 * P value of Pearson's test that the draws come from a table of exact probabilities, from counts. Cells with fewer than 5 expected are
 * merged; a draw that is not in the table, or has probability 0 there, gives 0.
 */
export function subsetTest(draw: () => ArrayLike<number>, { subsets, prob }: SubsetTable, m: number): number {
  const counts = new Map(subsets.map((subset) => [subset.join(), 0]));
  for (let i = 0; i < m; i++) {
    const key = Array.from(draw()).join();
    const count = counts.get(key);
    if (count === undefined) return 0;
    counts.set(key, count + 1);
  }
  const cells = subsets.map((subset, i) => ({ expected: m * prob[i], observed: counts.get(subset.join())! }));
  if (cells.some(({ expected, observed }) => expected < 1e-12 * m && observed > 0)) return 0;
  cells.sort((a, b) => b.expected - a.expected);
  while (cells.length > 1 && cells.at(-1)!.expected < 5) {
    const { expected, observed } = cells.pop()!;
    cells[cells.length - 1] = { expected: cells.at(-1)!.expected + expected, observed: cells.at(-1)!.observed + observed };
  }
  const statistic = cells.reduce((sum, { expected, observed }) => sum + (observed - expected) ** 2 / expected, 0);
  return cells.length === 1 ? 1 : chiSquaredUpperTail(statistic, cells.length - 1);
}
