import { ln } from "../../numeric/special/index.ts";
import { quickDot } from "../../numeric/linalg/quickDot.ts";
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
  /** Centred columns of Q, then y, as short columns, shape [p, length]: means per level times √rows, term by term, then R of what is left. */
  readonly short: Float64Array;
  /** Length of a short column. */
  readonly length: number;
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
  if (terms.some(({ levels }) => levels.length < 2)) return null;
  // A single factor is crossed with one of one level, which takes nothing away.
  const outer = terms[0].levels.length;
  const inner = terms.length === 2 ? terms[1].levels.length : 1;
  const places = tablePlaces(terms, outer, inner, n);
  if (places === null) return null;
  const constant = constantColumn(design);
  if (constant < 0) return null;

  const order = new Int32Array(p);
  order[0] = constant;
  for (let j = 0, at = 1; j < p; j++) if (j !== constant) order[at++] = j;
  const columns = p - 1;
  const strata = terms.length + 1;
  const rows = new Float64Array(strata - 1);
  const df = new Float64Array(strata);
  df[strata - 1] = n - 1;
  for (let t = 0; t < strata - 1; t++) {
    const levels = terms[t].levels.length;
    rows[t] = n / levels;
    df[t] = levels - 1;
    df[strata - 1] -= levels - 1;
  }

  // Centred columns of X, then y. The means per level and what is left after them are orthogonal, so that a short column per column, means
  // times √rows and R of what is left, has the same products; all further steps work on those.
  const triangle = outer + inner;
  const length = triangle + p;
  const starts = Int32Array.of(0, outer, terms.length === 2 ? triangle : length, length);
  const short = new Float64Array(p * length);
  const left = new Float64Array(p * n);
  const centres = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    const origin = j < columns ? fillTable(x.data, order[j + 1], p, places, left, j * n) : fillTable(y, 0, 1, places, left, j * n);
    centres[j] = origin + takeMeans(left, j * n, n, outer, inner, short, j * length);
  }
  triangleOf(left, n, p, short, triangle, length);
  const total = quickDot(short, columns * length, short, columns * length, length);
  const r = new Float64Array(p * p);
  const qty = new Float64Array(p);
  const root = Math.sqrt(n);
  r[0] = root * x.data[constant];
  for (let j = 1; j < p; j++) r[j] = root * centres[j - 1];
  qty[0] = root * centres[columns];
  if (!orthonormalise(short, r, qty, p, length)) return null;

  const a = new Float64Array(strata * columns * columns);
  const z = new Float64Array(strata * columns);
  const yy = new Float64Array(strata);
  for (let s = 0; s < strata; s++) addProducts(short, starts[s], starts[s + 1], length, columns, s, a, z, yy);
  if (!(df[strata - 1] > 0) || !(yy[strata - 1] > NOTHING_LEFT * total)) return null;
  let logDetR = 0;
  for (let j = 0; j < p; j++) logDetR += ln(Math.abs(r[j * p + j]));
  return { n, p, strata, columns, df, a, z, yy, rows, constant, order, r, logDetR, qty, short, length };
}

function isIntercept({ z }: RandomTerm): boolean {
  if (z.length !== 1) return false;
  const [column] = z;
  for (let i = 0; i < column.length; i++) if (column[i] !== 1) return false;
  return true;
}

/** Where every row goes in a table of replicates × first × second factor; null where a pair of levels has more or fewer rows than another. */
function tablePlaces(terms: readonly RandomTerm[], outer: number, inner: number, n: number): Int32Array | null {
  const cells = outer * inner;
  if (n % cells !== 0) return null;
  const first = terms[0].codes;
  const second = terms.length === 2 ? terms[1].codes : new Int32Array(n);
  const next = new Int32Array(cells);
  const places = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const cell = first[i] * inner + second[i];
    const before = next[cell];
    if (before >= n) return null;
    places[i] = before + cell;
    next[cell] = before + cells;
  }
  return places;
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

/** A column of X or y as a table, less its first value, which is returned; that is at most √n standard deviations from the mean. */
function fillTable(values: Matrix["data"], from: number, stride: number, places: Int32Array, tables: Float64Array, at: number): number {
  const origin = values[from];
  for (let i = 0, v = from; i < places.length; i++, v += stride) tables[at + places[i]] = values[v] - origin;
  return origin;
}

/**
 * Takes the means per level of the first factor out of a table, then those of the second out of what is left, so that large ones do not blur small
 * ones. They go, centred and times √rows, to `short`; the mean is returned.
 */
function takeMeans(tables: Float64Array, at: number, n: number, outer: number, inner: number, short: Float64Array, shortAt: number): number {
  const innerAt = shortAt + outer;
  for (let start = at, level = 0; start < at + n; start += inner) {
    let sum = 0;
    for (let k = start; k < start + inner; k++) sum += tables[k];
    short[shortAt + level] += sum;
    level = level + 1 < outer ? level + 1 : 0;
  }
  divide(short, shortAt, outer, n / outer);
  for (let start = at, level = 0; start < at + n; start += inner) {
    const mean = short[shortAt + level];
    for (let k = 0; k < inner; k++) {
      const value = tables[start + k] - mean;
      tables[start + k] = value;
      short[innerAt + k] += value;
    }
    level = level + 1 < outer ? level + 1 : 0;
  }
  divide(short, innerAt, inner, n / inner);
  for (let start = at; start < at + n; start += inner) {
    for (let k = 0; k < inner; k++) tables[start + k] -= short[innerAt + k];
  }
  const mean = centre(short, shortAt, outer) + centre(short, innerAt, inner);
  divide(short, shortAt, outer, Math.sqrt(outer / n));
  divide(short, innerAt, inner, Math.sqrt(inner / n));
  return mean;
}

/** Takes the mean out of a stretch; returns it. */
function centre(values: Float64Array, at: number, length: number): number {
  let total = 0;
  for (let i = at; i < at + length; i++) total += values[i];
  const mean = total / length;
  for (let i = at; i < at + length; i++) values[i] -= mean;
  return mean;
}

/** R of the p columns by modified Gram–Schmidt, which is as stable in R as reflections are, into the short columns. */
function triangleOf(left: Float64Array, n: number, p: number, short: Float64Array, triangle: number, length: number): void {
  for (let j = 0; j < p; j++) {
    const size = Math.sqrt(quickDot(left, j * n, left, j * n, n));
    short[j * length + triangle + j] = size;
    if (size === 0) continue;
    for (let k = j + 1; k < p; k++) {
      const along = quickDot(left, k * n, left, j * n, n) / size;
      subtract(left, k * n, along / size, left, j * n, n);
      short[k * length + triangle + j] = along;
    }
  }
}

/** Gram–Schmidt, each column twice, on the short columns of X and then of y. False where a column depends on those before. */
function orthonormalise(short: Float64Array, r: Float64Array, qty: Float64Array, p: number, length: number): boolean {
  const columns = p - 1;
  for (let j = 0; j <= columns; j++) {
    const at = j * length;
    const before = j < columns ? Math.sqrt(r[j + 1] * r[j + 1] + quickDot(short, at, short, at, length)) : 0;
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) {
        const along = quickDot(short, at, short, k * length, length);
        subtract(short, at, along, short, k * length, length);
        if (j < columns) r[(k + 1) * p + j + 1] += along;
        else qty[k + 1] += along;
      }
    }
    if (j === columns) break;
    const size = Math.sqrt(quickDot(short, at, short, at, length));
    if (!(size > 1e-10 * before)) return false;
    r[(j + 1) * p + j + 1] = size;
    divide(short, at, length, size);
  }
  return true;
}

function divide(values: Float64Array, at: number, length: number, by: number): void {
  for (let i = at; i < at + length; i++) values[i] /= by;
}

/** Takes a multiple of one stretch out of another. */
function subtract(values: Float64Array, at: number, share: number, direction: Float64Array, from: number, length: number): void {
  for (let i = 0; i < length; i++) values[at + i] -= share * direction[from + i];
}

/** Products of the short columns within one stratum. */
function addProducts(short: Float64Array, from: number, to: number, length: number, c: number, s: number, a: Float64Array, z: Float64Array, yy: Float64Array): void {
  for (let i = 0; i <= c; i++) {
    for (let j = i; j <= c; j++) {
      let product = 0;
      for (let m = from; m < to; m++) product += short[i * length + m] * short[j * length + m];
      if (j < c) {
        a[(s * c + i) * c + j] = product;
        a[(s * c + j) * c + i] = product;
      } else if (i < c) z[s * c + i] = product;
      else yy[s] = product;
    }
  }
}
