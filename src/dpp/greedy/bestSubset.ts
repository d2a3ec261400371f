import { appendPivot } from "../../numeric/linalg/pivotedCholesky.ts";
import { ln } from "../../numeric/special/ln.ts";
import type { KernelRows } from "../kernel/kernelRows.ts";

/** Enumerations of more subsets are refused. */
const MOST = 200_000;

/** So are those that take more multiplications, several seconds: where nearly all of many items are to be taken, few subsets take long. */
const LONGEST = 2e9;

/**
 * The subset of k items with the largest determinant, by enumeration; of equal ones the first in lexicographic order.
 *
 * @param kernel The kernel.
 * @param k Number of items.
 * @param include Items that are in every subset.
 * @param candidate 1 for each other item that may be in it, shape [n].
 * @returns The items, those of `include` first, the others ascending; undefined where every determinant is 0.
 */
export function bestSubset(kernel: KernelRows, k: number, include: Int32Array, candidate: Uint8Array): Int32Array | undefined {
  const { n } = kernel;
  const items: number[] = [];
  for (let j = 0; j < n; j++) if (candidate[j] === 1 && !include.includes(j)) items.push(j);
  const rows = new Float64Array(k * n);
  const row = new Float64Array(n);
  const residuals = Array.from({ length: k + 1 }, () => kernel.diagonal.slice());
  const chosen = Int32Array.from({ length: k }, (_, i) => include[i] ?? -1);
  let best = -Infinity;
  let found: Int32Array | undefined;
  /** All ways to fill places `depth` … k − 1 with items from position `from` on. */
  const extend = (depth: number, from: number, total: number): void => {
    if (depth === k) {
      if (total > best + 1e-12) {
        best = total;
        found = chosen.slice();
      }
      return;
    }
    const residual = residuals[depth];
    const fixed = depth < include.length;
    const last = fixed ? from : items.length - (k - depth);
    for (let position = from; position <= last; position++) {
      const p = fixed ? include[depth] : items[position];
      if (!(residual[p] > 0)) continue;
      chosen[depth] = p;
      const next = residuals[depth + 1];
      if (depth + 1 < k) {
        next.set(residual);
        kernel.load(p, row, 0);
        appendPivot(rows, depth, n, row, 0, p, next);
      }
      extend(depth + 1, fixed ? from : position + 1, total + ln(residual[p]));
    }
  };
  extend(0, 0, 0);
  return found;
}

/**
 * Fails if there are more than 200,000 subsets, or if their determinants take more than 2·10⁹ multiplications.
 *
 * @param action What the caller does, for messages.
 * @param size Number of items of the kernel.
 * @param included How many of them are in every subset.
 * @param n How many may be in one besides.
 * @param k How many of these are.
 */
export function checkEnumerable(action: string, size: number, included: number, n: number, k: number): void {
  let subsets = 1;
  for (let i = 0; i < Math.min(k, n - k) && subsets <= MOST; i++) subsets = (subsets * (n - i)) / (i + 1);
  if (subsets > MOST) throw new RangeError(`Cannot ${action}: exact must not have to enumerate more than ${MOST} subsets, got ${n} items choose ${k}`);
  let work = 0;
  // C(n − k + t, t) ways to begin with t items, each with a new row of the factor.
  for (let t = 0, ways = 1; t < k && work <= LONGEST; t++, ways *= (n - k + t) / t) work += ways * (included + t) * size;
  if (work > LONGEST) throw new RangeError(`Cannot ${action}: exact must not take more than ${LONGEST} multiplications, got ${k} of ${n} items: too many to take`);
}
