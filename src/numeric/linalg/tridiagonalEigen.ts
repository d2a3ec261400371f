import { kernels } from "../../kernels/backend.ts";
import { implicitQl } from "./implicitQl.ts";
import { secularVectors } from "./secularVectors.ts";

/** Blocks of at most so many rows are solved by QL steps. */
const LEAF = 24;

/** Rows of eigenvectors multiplied at a time. */
const BAND = 256;

/** Neighbours below this are taken for 0; the largest entry is of the order of 1. */
const NOTHING = 2 ** -300;

/** Where an eigenvector is not 0: in the rows of the upper half, of the lower half, or in both. */
const UPPER = 1;
const LOWER = 2;
const BOTH = UPPER | LOWER;

/** Arrays that all steps share. Columns are numbered through the whole matrix. */
interface Work {
  readonly n: number;
  /** Eigenvalues of the blocks solved so far, and what couples the blocks. */
  readonly d: Float64Array;
  readonly e: Float64Array;
  /** Eigenvectors of the blocks solved so far, one per column. */
  readonly q: Float64Array;
  /** Within each block, its columns by ascending eigenvalue. */
  readonly order: Int32Array;
  /** Of the merge under way: the columns that the correction moves, by ascending eigenvalue, and the halves of all columns. */
  readonly kept: Int32Array;
  readonly halves: Uint8Array;
  /** Where each kept column stands among the kept ones sorted by half, and back. */
  readonly slots: Int32Array;
  readonly columns: Int32Array;
  /** The correction's vector, and the secular problem. */
  readonly z: Float64Array;
  readonly poles: Float64Array;
  readonly weights: Float64Array;
  readonly roots: Float64Array;
  readonly secular: Float64Array;
  /** A band of kept columns, and its product with the secular eigenvectors. */
  readonly packed: Float64Array;
  readonly product: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer: two halves without the entry that couples them,
 * then a correction of rank one, solved through its secular equation. Eigenvalues that the correction does not move, as there are many
 * where some are equal or nearly so, cost next to nothing. About 4n³/3 operations at most.
 *
 * @param d Diagonal, the largest entry of the order of 1; becomes the eigenvalues, in no order.
 * @param e Neighbours: `e[i]` couples i and i + 1; destroyed.
 * @returns Eigenvectors, one per column of the n × n matrix, in the order of d; and the columns by ascending eigenvalue.
 * @see Cuppen, A divide and conquer method for the symmetric tridiagonal eigenproblem, 1981; Gu & Eisenstat, A divide-and-conquer
 * algorithm for the symmetric tridiagonal eigenproblem, 1995.
 */
export function tridiagonalEigen(d: Float64Array, e: Float64Array): { readonly vectors: Float64Array; readonly order: Int32Array } {
  const n = d.length;
  const band = Math.min(BAND, Math.ceil(n / 2)) * n;
  const work: Work = {
    n,
    d,
    e,
    q: new Float64Array(n * n),
    order: new Int32Array(n),
    kept: new Int32Array(n),
    halves: new Uint8Array(n),
    slots: new Int32Array(n),
    columns: new Int32Array(n),
    z: new Float64Array(n),
    poles: new Float64Array(n),
    weights: new Float64Array(n),
    roots: new Float64Array(n),
    secular: new Float64Array(n * n),
    packed: new Float64Array(band),
    product: new Float64Array(band),
  };
  for (let i = 0; i + 1 < n; i++) if (Math.abs(e[i]) <= NOTHING) e[i] = 0;
  solve(work, 0, n);
  return { vectors: work.q, order: work.order };
}

/** The block of rows start … end − 1. */
function solve(work: Work, start: number, end: number): void {
  const { n, d, e, q, secular } = work;
  if (end - start <= LEAF) {
    implicitQl(d, e, start, end, secular);
    const size = end - start;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) q[(start + j) * n + start + i] = secular[i * size + j];
    }
    sortColumns(work, start, end);
    return;
  }
  const middle = (start + end) >> 1;
  const coupling = Math.abs(e[middle - 1]);
  d[middle - 1] -= coupling;
  d[middle] -= coupling;
  solve(work, start, middle);
  solve(work, middle, end);
  sortColumns(work, start, end);
  if (coupling > 0) merge(work, start, middle, end, coupling);
}

/** Brings `order` of a block up to date. */
function sortColumns({ d, order }: Work, start: number, end: number): void {
  const columns = order.subarray(start, end);
  for (let i = 0; i < columns.length; i++) columns[i] = start + i;
  columns.sort((i, j) => d[i] - d[j] || i - j);
}

/** Puts the halves together again: diag(D₁, D₂) + ρ z zᵀ in the basis of their eigenvectors. */
function merge(work: Work, start: number, middle: number, end: number, coupling: number): void {
  const { n, d, e, q, z, kept, halves, slots, poles, weights, roots } = work;
  const sign = e[middle - 1] < 0 ? -1 : 1;
  for (let j = start; j < middle; j++) {
    z[j] = q[(middle - 1) * n + j] * Math.SQRT1_2;
    halves[j] = UPPER;
  }
  for (let j = middle; j < end; j++) {
    z[j] = sign * q[middle * n + j] * Math.SQRT1_2;
    halves[j] = LOWER;
  }
  const rho = 2 * coupling;
  const count = deflate(work, start, middle, end, rho);
  if (count > 0) {
    // In this order each half of the rows needs one stretch of slots.
    let slot = 0;
    for (const half of [UPPER, BOTH, LOWER]) {
      for (let j = 0; j < count; j++) if (halves[kept[j]] === half) slots[j] = slot++;
    }
    for (let j = 0; j < count; j++) {
      poles[j] = d[kept[j]];
      weights[j] = z[kept[j]];
    }
    secularVectors(poles, weights, rho, count, slots, roots, work.secular);
    multiplyHalf(work, start, middle, count, UPPER);
    multiplyHalf(work, middle, end, count, LOWER);
    for (let j = 0; j < count; j++) d[kept[j]] = roots[j];
  }
  sortColumns(work, start, end);
}

/**
 * Sets aside eigenvectors that the correction moves by no more than rounding does: those that z hardly meets, and of two nearly equal
 * eigenvalues the combination that z does not meet. The rest go to `kept`, by ascending eigenvalue.
 *
 * @returns How many are kept.
 */
function deflate({ n, d, q, z, order, kept, halves }: Work, start: number, middle: number, end: number, rho: number): number {
  const largest = Math.max(rho, Math.abs(d[order[start]]), Math.abs(d[order[end - 1]]));
  const tolerance = 2 ** -50 * largest;
  let count = 0;
  let held = -1;
  for (let i = start; i < end; i++) {
    const column = order[i];
    if (rho * Math.abs(z[column]) <= tolerance) continue;
    if (held >= 0) {
      const length = Math.sqrt(z[column] * z[column] + z[held] * z[held]);
      const c = z[column] / length;
      const s = z[held] / length;
      const gap = d[column] - d[held];
      if (Math.abs(gap * c * s) <= tolerance) {
        z[column] = length;
        const low = d[held];
        d[held] = low * c * c + d[column] * s * s;
        d[column] = d[column] * c * c + low * s * s;
        const met = halves[held] | halves[column];
        const from = (met & UPPER) !== 0 ? start : middle;
        const to = (met & LOWER) !== 0 ? end : middle;
        for (let row = from * n; row < to * n; row += n) {
          const x = q[row + held];
          const y = q[row + column];
          q[row + held] = c * x - s * y;
          q[row + column] = s * x + c * y;
        }
        halves[column] = met;
      } else kept[count++] = held;
    }
    held = column;
  }
  if (held >= 0) kept[count++] = held;
  return count;
}

/** The kept columns times the secular eigenvectors, in the rows of one half; only columns that are not 0 there take part. */
function multiplyHalf(work: Work, start: number, end: number, count: number, half: number): void {
  const { n, q, kept, slots, columns, halves, secular, packed, product } = work;
  let first = count;
  let width = 0;
  for (let j = 0; j < count; j++) {
    if ((halves[kept[j]] & half) === 0) continue;
    first = Math.min(first, slots[j]);
    columns[slots[j]] = kept[j];
    width++;
  }
  for (let band = start; band < end; band += BAND) {
    const rows = Math.min(BAND, end - band);
    for (let i = 0; i < rows; i++) {
      const row = (band + i) * n;
      for (let j = 0; j < width; j++) packed[i * width + j] = q[row + columns[first + j]];
    }
    product.fill(0, 0, rows * count);
    kernels().addProducts(packed, 0, width, secular, first, count, product, 0, count, rows, count, width);
    for (let i = 0; i < rows; i++) {
      const row = (band + i) * n;
      for (let j = 0; j < count; j++) q[row + kept[j]] = product[i * count + j];
    }
  }
}
