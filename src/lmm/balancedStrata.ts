import { ln } from "../numeric/special/index.ts";
import type { Matrix } from "../numeric/matrix.ts";
import type { MixedDesign, RandomTerm } from "./mixedDesign.ts";

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
  const q = new Float64Array(p * n);
  fillColumns(q, x, order);
  const r = new Float64Array(p * p);
  if (!orthonormalise(q, r, n, p)) return null;
  const residual = Float64Array.from(y);
  const qty = new Float64Array(p);
  const centredSquares = project(q, residual, qty, n, p);

  const strata = terms.length + 1;
  const columns = p - 1;
  const rows = Float64Array.from(counts, (levels) => n / levels);
  const df = new Float64Array(strata);
  df[strata - 1] = n - 1;
  counts.forEach((levels, t) => {
    df[t] = levels - 1;
    df[strata - 1] -= levels - 1;
  });
  // Columns 1 … p−1 of Q, then the residual of y: what is left after the means of every factor stays in the last stratum.
  const data = Array.from({ length: p }, (_, j) => (j < columns ? q.subarray((j + 1) * n, (j + 2) * n) : residual));
  const squares = new Float64Array(strata * p * p);
  const means = terms.map(({ codes }, t) => data.map((column) => takeMeans(column, codes, counts[t])));
  means.forEach((own, t) => addProducts(squares, t * p * p, own, rows[t]));
  addProducts(squares, (strata - 1) * p * p, data, 1);

  const a = new Float64Array(strata * columns * columns);
  const z = new Float64Array(strata * columns);
  const yy = new Float64Array(strata);
  for (let s = 0; s < strata; s++) {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) a[(s * columns + i) * columns + j] = squares[(s * p + i) * p + j];
      z[s * columns + i] = squares[(s * p + i) * p + columns];
    }
    yy[s] = squares[(s * p + columns) * p + columns];
  }
  if (!(df[strata - 1] > 0) || !(yy[strata - 1] > NOTHING_LEFT * centredSquares)) return null;
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

function fillColumns(q: Float64Array, { data, shape: [n, p] }: Matrix, order: Int32Array): void {
  for (let j = 0; j < p; j++) {
    const column = q.subarray(j * n, (j + 1) * n);
    for (let i = 0, at = order[j]; i < n; i++, at += p) column[i] = data[at];
  }
}

/** Gram–Schmidt, each column twice; q holds columns one after the other. False where a column depends on those before. */
function orthonormalise(q: Float64Array, r: Float64Array, n: number, p: number): boolean {
  for (let j = 0; j < p; j++) {
    const column = q.subarray(j * n, (j + 1) * n);
    const before = Math.sqrt(dot(column, column));
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) r[k * p + j] += subtractProjection(column, q.subarray(k * n, (k + 1) * n));
    }
    const length = Math.sqrt(dot(column, column));
    if (!(length > 1e-10 * before)) return false;
    r[j * p + j] = length;
    for (let i = 0; i < n; i++) column[i] /= length;
  }
  return true;
}

/** y ← y − QQ′y, qty ← Q′y; the sum of squares around the mean. */
function project(q: Float64Array, y: Float64Array, qty: Float64Array, n: number, p: number): number {
  let centredSquares = 0;
  for (let pass = 0; pass < 2; pass++) {
    for (let k = 0; k < p; k++) {
      qty[k] += subtractProjection(y, q.subarray(k * n, (k + 1) * n));
      if (pass === 0 && k === 0) centredSquares = dot(y, y);
    }
  }
  return centredSquares;
}

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

/** The means per level, which are taken out of the column. */
function takeMeans(column: Float64Array, codes: Int32Array, levels: number): Float64Array {
  const means = new Float64Array(levels);
  for (let i = 0; i < column.length; i++) means[codes[i]] += column[i];
  const rows = column.length / levels;
  for (let m = 0; m < levels; m++) means[m] /= rows;
  for (let i = 0; i < column.length; i++) column[i] -= means[codes[i]];
  return means;
}

function addProducts(into: Float64Array, offset: number, columns: readonly Float64Array[], scale: number): void {
  const p = columns.length;
  for (let i = 0; i < p; i++) {
    for (let j = i; j < p; j++) {
      const product = scale * dot(columns[i], columns[j]);
      into[offset + i * p + j] = product;
      into[offset + j * p + i] = product;
    }
  }
}
