import { NumericalError } from "../numeric/errors.ts";
import { dot } from "../numeric/linalg/dot.ts";
import { ln } from "../numeric/special/ln.ts";
import type { MixedDesign } from "./mixedDesign.ts";

export { responseProducts, type ResponseProducts } from "./responseProducts.ts";

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
  /** Root mean square of each effect's column (weighted), which the stored columns were divided by. */
  readonly scale: Float64Array;
}

/**
 * Everything a fit needs of X and Z; nothing here grows with the number of rows but `basis`, which serves new responses only.
 *
 * Rows are multiplied by √w, columns of X orthonormalised (√w X = QR), columns of Z divided by their root mean square. The term with the
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
  /** Random effects in all, in block 1 and in the others. */
  readonly q: number;
  readonly q1: number;
  readonly q2: number;
  /** Block of every row of the dense part, shape [q₂]. */
  readonly blockOf: Int32Array;
  /** Z₁′Z₁, levels₁ × k₁ × k₁. */
  readonly a11: Float64Array;
  /** Z₂′Z₁ by levels of block 1: rows of the dense part, ascending, every level of a term with all its effects, and k₁ values per row. */
  readonly a21: { readonly starts: Int32Array; readonly rows: Int32Array; readonly values: Float64Array };
  /** Z₂′Z₂, q₂ × q₂, both triangles. */
  readonly a22: Float64Array;
  /** Z′Q, q × p. */
  readonly zx: Float64Array;
}

/** Random effects outside block 1 that are held: the dense part takes 8·q₂² bytes three times. */
const MOST_DENSE = 6000;

const action = "fit a mixed model";

/**
 * Cross-products of a design, once per design. About n·(p + Σk)² operations.
 *
 * @param design The model.
 * @returns What every evaluation of the criterion works from.
 * @throws {NumericalError} `singular-design` if columns of X are linearly dependent; `non-finite` if one is not finite.
 * @throws {RangeError} If rows do not outnumber columns of X, or the dense part would be too large.
 */
export function crossProducts(design: MixedDesign): CrossProducts {
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
  const scaled = order.map((t) => scaledColumns(design, t, roots));
  const blocks: Block[] = [];
  let offset = 0;
  for (let b = 0; b < order.length; b++) {
    const term = order[b];
    const k = terms[term].z.length;
    const levels = terms[term].levels.length;
    blocks.push({ term, group: terms[term].group, k, levels, offset, scale: scaled[b].scale });
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
  const { a11, a21 } = firstBlock(blocks, codes, columns, n, q1, q2);
  return { n, p, logWeights, r, logDetR, basis, blocks, q, q1, q2, blockOf, a11, a21, a22: denseBlock(blocks, codes, columns, n, q1, q2), zx };
}

function effects(design: MixedDesign, t: number): number {
  return design.terms[t].levels.length * design.terms[t].z.length;
}

/** Columns of Z times √w over their root mean square, row by row. */
function scaledColumns({ x, terms }: MixedDesign, t: number, roots: Float64Array | null): { z: Float64Array; scale: Float64Array } {
  const n = x.shape[0];
  const k = terms[t].z.length;
  const z = new Float64Array(n * k);
  const scale = new Float64Array(k);
  for (let a = 0; a < k; a++) {
    const column = terms[t].z[a];
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const value = roots === null ? column[i] : column[i] * roots[i];
      z[i * k + a] = value;
      squares += value * value;
    }
    // A column of zeros stays one: its variance has no bearing on the criterion.
    scale[a] = squares > 0 ? Math.sqrt(squares / n) : 1;
    for (let i = a; i < n * k; i += k) z[i] /= scale[a];
  }
  return { z, scale };
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

/** Z₁′Z₁ and Z₂′Z₁, level by level of block 1. */
function firstBlock(
  blocks: readonly Block[],
  codes: readonly Int32Array[],
  z: readonly Float64Array[],
  n: number,
  q1: number,
  q2: number,
): Pick<CrossProducts, "a11" | "a21"> {
  if (blocks.length === 0) return { a11: new Float64Array(0), a21: { starts: new Int32Array(1), rows: new Int32Array(0), values: new Float64Array(0) } };
  const { k: k1, levels } = blocks[0];
  const z1 = z[0];
  const a11 = new Float64Array(levels * k1 * k1);
  const starts = new Int32Array(levels + 1);
  const { ends, rowsByLevel } = sortByLevel(codes[0], levels, n);
  let rows = new Int32Array(Math.max(64, Math.min(levels * q2, 2 * n)));
  let values = new Float64Array(rows.length * k1);
  const sums = new Float64Array(q2 * k1);
  const seen = new Int32Array(q2).fill(-1);
  const list = new Int32Array(q2);
  let count = 0;
  for (let m = 0; m < levels; m++) {
    let found = 0;
    for (let at = m === 0 ? 0 : ends[m - 1]; at < ends[m]; at++) {
      const i = rowsByLevel[at];
      for (let a = 0; a < k1; a++) {
        for (let b = 0; b < k1; b++) a11[(m * k1 + a) * k1 + b] += z1[i * k1 + a] * z1[i * k1 + b];
      }
      for (let t = 1; t < blocks.length; t++) {
        const k = blocks[t].k;
        const base = blocks[t].offset - q1 + codes[t][i] * k;
        if (seen[base] !== m) {
          seen[base] = m;
          list[found++] = base;
        }
        for (let a = 0; a < k; a++) {
          for (let b = 0; b < k1; b++) sums[(base + a) * k1 + b] += z[t][i * k + a] * z1[i * k1 + b];
        }
      }
    }
    sortFirst(list, found);
    for (let f = 0; f < found; f++) {
      const base = list[f];
      const k = blockAt(blocks, q1, base).k;
      if (count + k > rows.length) {
        const larger = new Int32Array(rows.length * 2 + k);
        larger.set(rows);
        rows = larger;
        const more = new Float64Array(rows.length * k1);
        more.set(values);
        values = more;
      }
      for (let a = 0; a < k; a++) {
        rows[count] = base + a;
        for (let b = 0; b < k1; b++) {
          values[count * k1 + b] = sums[(base + a) * k1 + b];
          sums[(base + a) * k1 + b] = 0;
        }
        count++;
      }
    }
    starts[m + 1] = count;
  }
  return { a11, a21: { starts, rows: rows.slice(0, count), values: values.slice(0, count * k1) } };
}

function blockAt(blocks: readonly Block[], q1: number, row: number): Block {
  let b = blocks.length - 1;
  while (blocks[b].offset - q1 > row) b--;
  return blocks[b];
}

/** Rows in the order of their level, and where each level ends. */
function sortByLevel(codes: Int32Array, levels: number, n: number): { ends: Int32Array; rowsByLevel: Int32Array } {
  const ends = new Int32Array(levels);
  for (let i = 0; i < n; i++) if (codes[i] + 1 < levels) ends[codes[i] + 1]++;
  for (let m = 1; m < levels; m++) ends[m] += ends[m - 1];
  const rowsByLevel = new Int32Array(n);
  for (let i = 0; i < n; i++) rowsByLevel[ends[codes[i]]++] = i;
  return { ends, rowsByLevel };
}

/** Sorts the first `count` entries; mostly they are in order already or few. */
function sortFirst(list: Int32Array, count: number): void {
  if (count > 64) {
    list.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const value = list[i];
    let j = i - 1;
    for (; j >= 0 && list[j] > value; j--) list[j + 1] = list[j];
    list[j + 1] = value;
  }
}

/** Z₂′Z₂ of all blocks but the first. */
function denseBlock(
  blocks: readonly Block[],
  codes: readonly Int32Array[],
  z: readonly Float64Array[],
  n: number,
  q1: number,
  q2: number,
): Float64Array {
  const out = new Float64Array(q2 * q2);
  for (let t = 1; t < blocks.length; t++) {
    for (let s = 1; s <= t; s++) addPair(out, q2, blocks[t], codes[t], z[t], blocks[s], codes[s], z[s], n, q1);
  }
  for (let i = 0; i < q2; i++) for (let j = 0; j < i; j++) out[j * q2 + i] = out[i * q2 + j];
  return out;
}

function addPair(
  out: Float64Array,
  q2: number,
  left: Block,
  leftCodes: Int32Array,
  leftZ: Float64Array,
  right: Block,
  rightCodes: Int32Array,
  rightZ: Float64Array,
  n: number,
  q1: number,
): void {
  const k = left.k;
  const l = right.k;
  for (let i = 0; i < n; i++) {
    const row = left.offset - q1 + leftCodes[i] * k;
    const column = right.offset - q1 + rightCodes[i] * l;
    for (let a = 0; a < k; a++) for (let b = 0; b < l; b++) out[(row + a) * q2 + column + b] += leftZ[i * k + a] * rightZ[i * l + b];
  }
}
