import { NumericalError } from "../../numeric/errors.ts";
import { dot } from "../../numeric/linalg/dot.ts";
import { ln } from "../../numeric/special/ln.ts";
import type { MixedDesign } from "../mixedDesign.ts";
import { denseProducts, firstProducts, type SparseRows, sparseRows } from "./randomProducts.ts";

/** One random term as the engine holds it: `levels` times `k` effects, index `offset + level · k + effect`. */
export interface Block {
  /** Index into `design.terms`. */
  readonly term: number;
  /** Its grouping factor. */
  readonly group: string;
  /** Effects per level. */
  readonly k: number;
  /** Number of levels. */
  readonly levels: number;
  /** First index in a vector of all q random effects. */
  readonly offset: number;
  /** The stored columns are (√w z)L, orthogonal with a root mean square of 1: L, lower triangular, k × k. Effects of the data are L times those here. */
  readonly transform: Float64Array;
  /** Whether a column is not constant: an effect varies with something. */
  readonly slopes: boolean;
}

/**
 * Everything a fit needs of X and Z; nothing here grows with the number of rows but `basis`, which serves new responses only.
 *
 * Rows are multiplied by √w, columns of X orthonormalised (√w X = QR), those of each term of Z made orthogonal with a root mean square of 1, so
 * that neither units nor origins of covariates matter. The term with the
 * most random effects is block 1 and stays block-diagonal; the q₂ random effects of all others form one dense part.
 */
export interface CrossProducts {
  /** Rows. */
  readonly n: number;
  /** Columns of X. */
  readonly p: number;
  /** Σ ln w. */
  readonly logWeights: number;
  /** R of √w X = QR, p × p upper triangular, row-major. */
  readonly r: Float64Array;
  /** ln |det R|. */
  readonly logDetR: number;
  /** Q, one column of n after the other. */
  readonly basis: Float64Array;
  /** The random terms, most random effects first. */
  readonly blocks: readonly Block[];
  /** Random effects in all. */
  readonly q: number;
  /** Those of block 1. */
  readonly q1: number;
  /** Those of the other blocks. */
  readonly q2: number;
  /** Block of every row of the dense part, shape [q₂]. */
  readonly blockOf: Int32Array;
  /** Z₁′Z₁, levels₁ × k₁ × k₁. */
  readonly a11: Float64Array;
  /** Z₂′Z₁ by levels of block 1: rows of the dense part, ascending, every level of a term with all its effects, and k₁ values per row. */
  readonly a21: { readonly starts: Int32Array; readonly rows: Int32Array; readonly values: Float64Array };
  /** The same pattern by rows, see {@linkcode sparseRows}; null where levels of block 1 meet a third of the dense part or more, as in crossed designs. */
  readonly byRow: SparseRows | null;
  /** Z₂′Z₂, q₂ × q₂, both triangles. */
  readonly a22: Float64Array;
  /** Z′Q, q × p. */
  readonly zx: Float64Array;
}

/** Random effects outside block 1 that are held: a search takes 8·q₂² bytes four times. */
const MOST_DENSE = 5000;

const action = "fit a mixed model";

/**
 * Cross-products of a design, once per design. About n·(p + Σk)² operations.
 *
 * @param design The model.
 * @param orthogonal Whether the columns of a term are made orthogonal; false where single effects are held fixed: then L is diagonal.
 * @returns What every evaluation of the criterion works from.
 * @throws {NumericalError} `singular-design` if columns of X are linearly dependent; `non-finite` if one is not finite.
 * @throws {RangeError} If rows do not outnumber columns of X, or the dense part would be too large.
 */
export function crossProducts(design: MixedDesign, orthogonal: boolean = true): CrossProducts {
  const { x, terms, weights } = design;
  const [n, p] = x.shape;
  if (n <= p) throw new RangeError(`Cannot ${action}: the number of rows must exceed the ${p} columns of X, got ${n}`);
  const order = terms.map((_, t) => t).sort((a, b) => effects(design, b) - effects(design, a) || a - b);
  const q = order.reduce((sum, t) => sum + effects(design, t), 0);
  const q1 = order.length === 0 ? 0 : effects(design, order[0]);
  const q2 = q - q1;
  if (q2 > MOST_DENSE) {
    throw new RangeError(`Cannot ${action}: all random terms but the largest must have at most ${MOST_DENSE} effects together, got ${q2}`);
  }
  const roots = weights === null ? null : weights.map(Math.sqrt);
  const { basis, r, logDetR } = orthonormalise(design, roots);
  const scaled = order.map((t) => scaledColumns(design, t, roots, orthogonal));
  const blocks: Block[] = [];
  let offset = 0;
  for (let b = 0; b < order.length; b++) {
    const term = order[b];
    const k = terms[term].z.length;
    const levels = terms[term].levels.length;
    blocks.push({ term, group: terms[term].group, k, levels, offset, transform: scaled[b].transform, slopes: terms[term].z.some((column) => column.some((value) => value !== column[0])) });
    offset += levels * k;
  }
  const blockOf = new Int32Array(q2);
  for (let b = 1; b < blocks.length; b++) blockOf.fill(b, blocks[b].offset - q1, blocks[b].offset - q1 + blocks[b].levels * blocks[b].k);
  const codes = order.map((t) => terms[t].codes);
  const columns = scaled.map(({ z }) => z);
  const zx = new Float64Array(q * p);
  for (let b = 0; b < blocks.length; b++) addProducts(blocks[b], codes[b], columns[b], basis, n, p, zx);
  let logWeights = 0;
  if (weights !== null) for (let i = 0; i < n; i++) logWeights += ln(weights[i]);
  const { a11, a21 } = firstProducts(blocks, codes, columns, n, q2);
  return { n, p, logWeights, r, logDetR, basis, blocks, q, q1, q2, blockOf, a11, a21, byRow: 3 * a21.rows.length < (q1 / (blocks[0]?.k ?? 1)) * q2 ? sparseRows(a21, q2) : null, a22: denseProducts(blocks, codes, columns, n, q2), zx };
}

function effects(design: MixedDesign, t: number): number {
  return design.terms[t].levels.length * design.terms[t].z.length;
}

/**
 * Columns of Z times √w made orthogonal with a root mean square of 1, row by row: Gram and Schmidt from the last to the first, each twice, so that
 * L is lower triangular and takes lower triangular factors to such. A column of zeros, or one that depends on later ones, is only scaled.
 */
function scaledColumns({ x, terms }: MixedDesign, t: number, roots: Float64Array | null, orthogonal: boolean): { z: Float64Array; transform: Float64Array } {
  const n = x.shape[0];
  const k = terms[t].z.length;
  const z = new Float64Array(n * k);
  const transform = new Float64Array(k * k);
  const own = new Float64Array(n);
  for (let a = k - 1; a >= 0; a--) {
    const column = terms[t].z[a];
    for (let i = 0; i < n; i++) own[i] = roots === null ? column[i] : column[i] * roots[i];
    const before = rootMeanSquare(own);
    transform[a * k + a] = 1;
    const passes = orthogonal && a < k - 1 ? 2 : 0;
    for (let pass = 0; pass < passes; pass++) {
      for (let b = k - 1; b > a; b--) {
        let along = 0;
        for (let i = 0; i < n; i++) along += z[i * k + b] * own[i];
        along /= n;
        for (let i = 0; i < n; i++) own[i] -= along * z[i * k + b];
        for (let row = b; row < k; row++) transform[row * k + a] -= along * transform[row * k + b];
      }
    }
    let size = rootMeanSquare(own);
    if (!(size > 1e-9 * before)) {
      for (let row = a + 1; row < k; row++) transform[row * k + a] = 0;
      for (let i = 0; i < n; i++) own[i] = roots === null ? column[i] : column[i] * roots[i];
      size = before > 0 ? before : 1;
    }
    if (size !== 1) for (let row = a; row < k; row++) transform[row * k + a] /= size;
    for (let i = 0; i < n; i++) z[i * k + a] = own[i] / size;
  }
  return { z, transform };
}

function rootMeanSquare(column: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < column.length; i++) squares += column[i] * column[i];
  return Math.sqrt(squares / column.length);
}

/** √w X = QR by modified Gram-Schmidt, every column twice. */
function orthonormalise({ x, coefficientNames }: MixedDesign, roots: Float64Array | null): { basis: Float64Array; r: Float64Array; logDetR: number } {
  const [n, p] = x.shape;
  const basis = new Float64Array(n * p);
  const r = new Float64Array(p * p);
  let logDetR = 0;
  for (let j = 0; j < p; j++) {
    const at = j * n;
    for (let i = 0; i < n; i++) basis[at + i] = x.data[i * p + j] * (roots === null ? 1 : roots[i]);
    const before = Math.sqrt(dot(basis, at, basis, at, n));
    if (!Number.isFinite(before)) throw new NumericalError("non-finite", `Cannot ${action}: column \`${coefficientNames[j] ?? j}\` of X must be finite, and so must its squares`);
    for (let pass = 0; pass < 2; pass++) {
      for (let l = 0; l < j; l++) {
        const from = l * n;
        const share = dot(basis, from, basis, at, n);
        for (let i = 0; i < n; i++) basis[at + i] -= share * basis[from + i];
        r[l * p + j] += share;
      }
    }
    const after = Math.sqrt(dot(basis, at, basis, at, n));
    if (!(after > 1e-11 * before)) {
      throw new NumericalError("singular-design", `Cannot ${action}: column \`${coefficientNames[j] ?? j}\` of X must not be a linear combination of those before it`);
    }
    for (let i = at; i < at + n; i++) basis[i] /= after;
    r[j * p + j] = after;
    logDetR += ln(after);
  }
  return { basis, r, logDetR };
}

/** Adds Zₜ′Q to the rows of term t. */
function addProducts({ k, offset }: Block, codes: Int32Array, z: Float64Array, basis: Float64Array, n: number, p: number, out: Float64Array): void {
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < n; i++) {
      const value = basis[j * n + i];
      const row = offset + codes[i] * k;
      for (let a = 0; a < k; a++) out[(row + a) * p + j] += z[i * k + a] * value;
    }
  }
}
