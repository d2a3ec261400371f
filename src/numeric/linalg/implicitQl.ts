import { NumericalError } from "../errors.ts";

/** Neighbours below this are taken for 0; the largest entry is of the order of 1. */
const NOTHING = 2 ** -300;

/**
 * Eigenvalues and eigenvectors of a block of a symmetric tridiagonal matrix by implicit QL steps with Wilkinson's shift.
 *
 * @param d Diagonal of the whole matrix; entries start … end − 1 become the eigenvalues, in no order.
 * @param e Neighbours, `e[i]` couples i and i + 1; entries start … end − 2 are destroyed.
 * @param start First row of the block.
 * @param end Row after the last.
 * @param x Where the eigenvectors go, one per row of end − start entries, in the order of the eigenvalues.
 * @see Golub & Van Loan, Matrix Computations, 4th edition, section 8.3.
 */
export function implicitQl(d: Float64Array, e: Float64Array, start: number, end: number, x: Float64Array): void {
  const size = end - start;
  x.fill(0, 0, size * size);
  for (let i = 0; i < size; i++) x[i * size + i] = 1;
  let stepsLeft = 40 * size;
  for (let l = start; l < end; l++) {
    for (;;) {
      let m = l;
      while (m < end - 1 && !negligible(d, e, m)) m++;
      if (m === l) break;
      if (stepsLeft-- === 0) throw new NumericalError("non-finite", "Cannot compute eigenvectors: the iteration must converge, got none after 40 n steps");
      step(d, e, l, m, x, start, size);
    }
  }
}

function negligible(d: Float64Array, e: Float64Array, i: number): boolean {
  const size = Math.abs(e[i]);
  return size <= NOTHING || size * size <= 2 ** -106 * Math.abs(d[i]) * Math.abs(d[i + 1]);
}

/** One step on the unreduced rows l … m. */
function step(d: Float64Array, e: Float64Array, l: number, m: number, x: Float64Array, start: number, size: number): void {
  const half = (d[l + 1] - d[l]) / (2 * e[l]);
  const root = Math.sqrt(half * half + 1);
  let g = d[m] - d[l] + e[l] / (half + (half < 0 ? -root : root));
  let c = 1;
  let s = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    let f = s * e[i];
    const b = c * e[i];
    // Squares that would underflow are taken of larger numbers.
    const unit = Math.abs(f) + Math.abs(g) < 2 ** -450 ? 2 ** 500 : 1;
    f *= unit;
    g *= unit;
    const length = Math.sqrt(f * f + g * g);
    if (i < m - 1) e[i + 1] = length / unit;
    if (length === 0) {
      // The matrix falls apart here; the rest is for the next step.
      d[i + 1] -= p;
      e[m] = 0;
      return;
    }
    s = f / length;
    c = g / length;
    const before = d[i + 1] - p;
    const r = (d[i] - before) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = before + p;
    g = c * r - b;
    rotateRows(x, (i - start) * size, size, c, s);
  }
  d[l] -= p;
  e[l] = g;
}

/** Rotates the row of x at `at` with the one after it. */
function rotateRows(x: Float64Array, at: number, size: number, c: number, s: number): void {
  let next = at + size;
  for (const end = next; at < end; at++, next++) {
    const low = x[at];
    const high = x[next];
    x[next] = s * low + c * high;
    x[at] = c * low - s * high;
  }
}
