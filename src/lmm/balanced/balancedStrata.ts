import { ln } from "../../numeric/special/index.ts";
import type { Matrix } from "../../numeric/matrix.ts";
import type { MixedDesign, RandomTerm } from "../mixedDesign.ts";

/** What a balanced design and a response come down to: cross-products of the centred columns and the response, stratum by stratum. */
export interface BalancedProducts {
  /** Number of rows. */
  readonly n: number;
  /** Number of coefficients; `columns` + 1. */
  readonly p: number;
  /** Number of strata: one per random term, then the residual. */
  readonly strata: number;
  /** Number of centred columns, c. */
  readonly columns: number;
  /** Dimension of each stratum, shape [strata]. */
  readonly df: Float64Array;
  /** Q′EₛQ, shape [strata, c, c]. */
  readonly a: Float64Array;
  /** Q′Eₛy, shape [strata, c]. */
  readonly z: Float64Array;
  /** y′Eₛy, shape [strata]. */
  readonly yy: Float64Array;
}

/** A balanced design with its response, and the way back from orthonormal coordinates. y is the residual of least squares. */
export interface BalancedStrata extends BalancedProducts {
  /** Rows per level of each random term: λ = 1 + rows · γ; in the order of `design.terms`. */
  readonly rows: Float64Array;
  /** Which column of X is constant. */
  readonly constant: number;
  /** Columns of X in the order of the coordinates, the constant one first. */
  readonly order: Int32Array;
  /** R of X[order] = QR, upper triangular, shape [p, p]; the first column of Q is constant. */
  readonly r: Float64Array;
  /** ln |R|, absolute value. */
  readonly logDetR: number;
  /** Q′y, shape [p]: least squares in orthonormal coordinates. */
  readonly qty: Float64Array;
  /** Per random term the means per level of the centred columns of Q and then of y, one column of `levels` after the other. */
  readonly means: readonly (readonly Float64Array[])[];
}

/** Residual sums of squares below this share of those around the mean are rounding. */
const NOTHING_LEFT = 1e-24;

/**
 * Reduces a balanced design to its strata.
 *
 * Balanced: one grouping factor with equally many rows per level, or two crossed ones with equally many rows per pair of levels,
 * random intercepts only, no weights and a constant column in X. Then the projectors on the mean, on the centred group means and on the rest
 * diagonalise Var(y)/σ² = I + Σ γₜZₜZₜ′, with eigenvalues λₜ = 1 + rowsₜγₜ and 1 (λ₁ + λ₂ − 1 for the mean), and every fit needs the
 * cross-products per stratum only.
 *
 * @param design The model as numbers.
 * @returns The strata, or null where the design is not balanced or the response leaves no residual: the general path decides.
 * @see Searle, Casella & McCulloch 1992, Variance Components, chapter 4.
 */
export function balancedStrata(design: MixedDesign): BalancedStrata | null {
  const { y, x, terms } = design;
  const [n, p] = x.shape;
  if (design.weights !== null || terms.length < 1 || terms.length > 2 || !terms.every(isIntercept)) return null;
  const counts = terms.map(({ levels }) => levels.length);
  if (!isBalanced(terms, counts, n)) return null;
  const constant = constantColumn(design);
  if (constant < 0) return null;

  const order = new Int32Array(p);
  order[0] = constant;
  for (let j = 0, at = 1; j < p; j++) if (j !== constant) order[at++] = j;
  const columns = p - 1;
  const strata = terms.length + 1;
  const rows = Float64Array.from(counts, (levels) => n / levels);
  const df = new Float64Array(strata);
  df[strata - 1] = n - 1;
  counts.forEach((levels, t) => {
    df[t] = levels - 1;
    df[strata - 1] -= levels - 1;
  });

  // Centred columns of X, then y. The means per level and what is left after them are orthogonal, so that a short column per column, means
  // times √rows and R of what is left, has the same products; all further steps work on those.
  const starts = stackStarts(counts, p);
  const length = starts[strata];
  const stack = new Float64Array(p * length);
  const centres = new Float64Array(p);
  const left = Array.from({ length: p }, () => new Float64Array(n));
  for (let j = 0; j < p; j++) {
    if (j < columns) copyColumn(x, order[j + 1], left[j]);
    else left[j].set(y);
    centres[j] = centre(left[j]);
    for (let t = 0; t < terms.length; t++) takeMeans(left[j], terms[t].codes, stack.subarray(j * length + starts[t], j * length + starts[t + 1]));
  }
  triangleOf(left, stack, starts[strata - 1], length);
  const total = squares(stack, columns * length, length);
  const r = new Float64Array(p * p);
  const qty = new Float64Array(p);
  const root = Math.sqrt(n);
  r[0] = root * x.data[constant];
  for (let j = 1; j < p; j++) r[j] = root * centres[j - 1];
  qty[0] = root * centres[columns];
  if (!orthonormalise(stack, r, qty, p, length)) return null;

  const a = new Float64Array(strata * columns * columns);
  const z = new Float64Array(strata * columns);
  const yy = new Float64Array(strata);
  for (let s = 0; s < strata; s++) addProducts(stack, starts[s], starts[s + 1], length, columns, s, a, z, yy);
  if (!(df[strata - 1] > 0) || !(yy[strata - 1] > NOTHING_LEFT * total)) return null;
  const means = terms.map((_, t) => {
    const own = Array.from({ length: p }, (_, j) => stack.slice(j * length + starts[t], j * length + starts[t + 1]));
    for (const column of own) divide(column, Math.sqrt(rows[t]));
    return own;
  });
  let logDetR = 0;
  for (let j = 0; j < p; j++) logDetR += ln(Math.abs(r[j * p + j]));
  return { n, p, strata, columns, df, a, z, yy, rows, constant, order, r, logDetR, qty, means };
}

function isIntercept({ z }: RandomTerm): boolean {
  if (z.length !== 1) return false;
  const [column] = z;
  for (let i = 0; i < column.length; i++) if (column[i] !== 1) return false;
  return true;
}

function isBalanced(terms: readonly RandomTerm[], counts: readonly number[], n: number): boolean {
  const cells = counts.reduce((product, levels) => product * levels, 1);
  if (cells > n || n % cells !== 0 || counts.some((levels) => levels < 2)) return false;
  const filled = new Int32Array(cells);
  const first = terms[0].codes;
  const second = terms.length === 2 ? terms[1].codes : new Int32Array(n);
  const inner = terms.length === 2 ? counts[1] : 1;
  for (let i = 0; i < n; i++) filled[first[i] * inner + second[i]]++;
  for (let cell = 0; cell < cells; cell++) if (filled[cell] !== n / cells) return false;
  return true;
}

function constantColumn({ x: { data, shape } }: MixedDesign): number {
  const [n, p] = shape;
  for (let j = 0; j < p; j++) {
    let i = 1;
    while (i < n && data[i * p + j] === data[j]) i++;
    if (i === n && data[j] !== 0) return j;
  }
  return -1;
}

/** Where each stratum's part of a short column begins: the levels of every term, then p numbers for what is left. */
function stackStarts(counts: readonly number[], p: number): Int32Array {
  const starts = new Int32Array(counts.length + 2);
  for (let t = 0; t < counts.length; t++) starts[t + 1] = starts[t] + counts[t];
  starts[counts.length + 1] = starts[counts.length] + p;
  return starts;
}

function copyColumn({ data, shape: [n, p] }: Matrix, j: number, into: Float64Array): void {
  for (let i = 0, at = j; i < n; i++, at += p) into[i] = data[at];
}

/** Takes the mean out of a column; returns it. */
function centre(column: Float64Array): number {
  const n = column.length;
  let s0 = 0;
  let s1 = 0;
  let i = 0;
  for (; i + 1 < n; i += 2) {
    s0 += column[i];
    s1 += column[i + 1];
  }
  if (i < n) s0 += column[i];
  const mean = (s0 + s1) / n;
  for (let row = 0; row < n; row++) column[row] -= mean;
  return mean;
}

/** Takes the means per level out of a centred column; they go, times √rows, into `means`, centred again. */
function takeMeans(column: Float64Array, codes: Int32Array, means: Float64Array): void {
  const levels = means.length;
  const rows = column.length / levels;
  // Rows of one level often follow each other: their sum need not go through memory.
  let level = codes[0];
  let sum = 0;
  for (let i = 0; i < column.length; i++) {
    if (codes[i] !== level) {
      means[level] += sum;
      sum = 0;
      level = codes[i];
    }
    sum += column[i];
  }
  means[level] += sum;
  divide(means, rows);
  for (let i = 0; i < column.length; i++) column[i] -= means[codes[i]];
  centre(means);
  const root = Math.sqrt(rows);
  for (let m = 0; m < levels; m++) means[m] *= root;
}

/** R of the columns by modified Gram–Schmidt, which is as stable in R as reflections are, into the last part of the short columns. */
function triangleOf(columns: readonly Float64Array[], stack: Float64Array, at: number, length: number): void {
  for (let j = 0; j < columns.length; j++) {
    const size = Math.sqrt(dot(columns[j], columns[j]));
    stack[j * length + at + j] = size;
    if (size === 0) continue;
    divide(columns[j], size);
    for (let k = j + 1; k < columns.length; k++) stack[k * length + at + j] = subtractProjection(columns[k], columns[j]);
  }
}

/** Gram–Schmidt, each column twice, on the short columns of X and then of y. False where a column depends on those before. */
function orthonormalise(stack: Float64Array, r: Float64Array, qty: Float64Array, p: number, length: number): boolean {
  const columns = p - 1;
  for (let j = 0; j <= columns; j++) {
    const column = stack.subarray(j * length, (j + 1) * length);
    const before = j < columns ? Math.sqrt(r[j + 1] * r[j + 1] + dot(column, column)) : 0;
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) {
        const along = subtractProjection(column, stack.subarray(k * length, (k + 1) * length));
        if (j < columns) r[(k + 1) * p + j + 1] += along;
        else qty[k + 1] += along;
      }
    }
    if (j === columns) break;
    const size = Math.sqrt(dot(column, column));
    if (!(size > 1e-10 * before)) return false;
    r[(j + 1) * p + j + 1] = size;
    divide(column, size);
  }
  return true;
}

function divide(column: Float64Array, by: number): void {
  for (let i = 0; i < column.length; i++) column[i] /= by;
}

/** Takes the part along a unit vector out of a column; returns its length. */
function subtractProjection(column: Float64Array, direction: Float64Array): number {
  const along = dot(column, direction);
  for (let i = 0; i < column.length; i++) column[i] -= along * direction[i];
  return along;
}

/** In four sums side by side, which need not wait for each other. */
function dot(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (; i < n; i++) s0 += a[i] * b[i];
  return s0 + s1 + (s2 + s3);
}

function squares(values: Float64Array, from: number, length: number): number {
  let total = 0;
  for (let i = from; i < from + length; i++) total += values[i] * values[i];
  return total;
}

/** Products of the short columns within one stratum. */
function addProducts(stack: Float64Array, from: number, to: number, length: number, c: number, s: number, a: Float64Array, z: Float64Array, yy: Float64Array): void {
  for (let i = 0; i <= c; i++) {
    for (let j = i; j <= c; j++) {
      let product = 0;
      for (let m = from; m < to; m++) product += stack[i * length + m] * stack[j * length + m];
      if (j < c) {
        a[(s * c + i) * c + j] = product;
        a[(s * c + j) * c + i] = product;
      } else if (i < c) z[s * c + i] = product;
      else yy[s] = product;
    }
  }
}
