import type { Block, CrossProducts } from "./crossProducts.ts";

/**
 * Z₁′Z₁ and Z₂′Z₁, level by level of block 1.
 *
 * @param blocks The random terms.
 * @param codes Level of every row, per block.
 * @param z Scaled columns, per block n × k, row-major.
 * @param n Rows.
 * @param q2 Random effects outside block 1.
 * @returns `a11` and `a21` of {@linkcode CrossProducts}.
 */
export function firstProducts(
  blocks: readonly Block[],
  codes: readonly Int32Array[],
  z: readonly Float64Array[],
  n: number,
  q2: number,
): Pick<CrossProducts, "a11" | "a21"> {
  if (blocks.length === 0) return { a11: new Float64Array(0), a21: { starts: new Int32Array(1), rows: new Int32Array(0), values: new Float64Array(0) } };
  const { k: k1, levels } = blocks[0];
  const q1 = levels * k1;
  const a11 = new Float64Array(levels * k1 * k1);
  const starts = new Int32Array(levels + 1);
  const { ends, order } = sortByLevel(codes[0], levels, n);
  let rows = new Int32Array(Math.max(64, Math.min(levels * q2, 2 * n)));
  let values = new Float64Array(rows.length * k1);
  // Sums of the level at hand, the levels of other terms that it meets, and when each was last met.
  const sums = new Float64Array(q2 * k1);
  const met = new Int32Array(q2);
  const last = new Int32Array(q2).fill(-1);
  let count = 0;
  for (let m = 0; m < levels; m++) {
    const start = m === 0 ? 0 : ends[m - 1];
    addSquares(z[0], k1, order, start, ends[m], a11, m * k1 * k1);
    let found = 0;
    for (let t = 1; t < blocks.length; t++) {
      found = addCoupling(z[0], k1, z[t], blocks[t].k, codes[t], blocks[t].offset - q1, order, start, ends[m], m, sums, last, met, found);
    }
    sortFirst(met, found);
    let t = 1;
    for (let f = 0; f < found; f++) {
      const base = met[f];
      while (t + 1 < blocks.length && base >= blocks[t + 1].offset - q1) t++;
      const { k } = blocks[t];
      if (count + k > rows.length) {
        rows = grown(new Int32Array(rows.length * 2 + k), rows);
        values = grown(new Float64Array(rows.length * k1), values);
      }
      for (let a = 0; a < k; a++, count++) {
        rows[count] = base + a;
        for (let b = 0; b < k1; b++) {
          values[count * k1 + b] = sums[(base + a) * k1 + b];
          sums[(base + a) * k1 + b] = 0;
        }
      }
    }
    starts[m + 1] = count;
  }
  return { a11, a21: { starts, rows: rows.slice(0, count), values: values.slice(0, count * k1) } };
}

/**
 * Z₂′Z₂ of all blocks but the first.
 *
 * @param blocks The random terms.
 * @param codes Level of every row, per block.
 * @param z Scaled columns, per block n × k, row-major.
 * @param n Rows.
 * @param q2 Random effects outside block 1.
 * @returns q₂ × q₂, both triangles.
 */
export function denseProducts(blocks: readonly Block[], codes: readonly Int32Array[], z: readonly Float64Array[], n: number, q2: number): Float64Array {
  const out = new Float64Array(q2 * q2);
  if (blocks.length === 0) return out;
  const q1 = blocks[0].levels * blocks[0].k;
  for (let t = 1; t < blocks.length; t++) {
    for (let s = 1; s <= t; s++) addPair(out, q2, blocks[t], codes[t], z[t], blocks[s], codes[s], z[s], n, q1);
  }
  for (let i = 0; i < q2; i++) for (let j = 0; j < i; j++) out[j * q2 + i] = out[i * q2 + j];
  return out;
}

/** The pattern of Z₂′Z₁ by rows of the dense part. */
export interface SparseRows {
  /** Where the entries of every row begin, and their number. */
  readonly starts: Int32Array;
  /** Indices of entries of `a21`, by level in a row. */
  readonly entries: Int32Array;
  /** The first entry of the level of each. */
  readonly firsts: Int32Array;
}

/**
 * Turns the pattern of Z₂′Z₁ round.
 *
 * @param pattern `a21` of {@linkcode CrossProducts}.
 * @param q2 Random effects outside block 1.
 * @returns The pattern by rows.
 */
export function sparseRows({ starts, rows }: Pick<CrossProducts["a21"], "starts" | "rows">, q2: number): SparseRows {
  const { ends, order: entries } = sortByLevel(rows, q2, rows.length);
  const rowStarts = new Int32Array(q2 + 1);
  rowStarts.set(ends, 1);
  const firstOf = new Int32Array(rows.length);
  for (let m = 0; m + 1 < starts.length; m++) firstOf.fill(starts[m], starts[m], starts[m + 1]);
  return { starts: rowStarts, entries, firsts: entries.map((e) => firstOf[e]) };
}

/** Rows in the order of their level, and where each level ends. */
function sortByLevel(codes: Int32Array, levels: number, n: number): { ends: Int32Array; order: Int32Array } {
  const ends = new Int32Array(levels);
  for (let i = 0; i < n; i++) if (codes[i] + 1 < levels) ends[codes[i] + 1]++;
  for (let m = 1; m < levels; m++) ends[m] += ends[m - 1];
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[ends[codes[i]]++] = i;
  return { ends, order };
}

/** Adds zz′ of the rows of one level. */
function addSquares(z: Float64Array, k: number, order: Int32Array, start: number, end: number, out: Float64Array, to: number): void {
  for (let at = start; at < end; at++) {
    const from = order[at] * k;
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[to + a * k + b] += z[from + a] * z[from + b];
  }
}

/** Adds the products of one level of block 1 with another term; returns how many of that term's levels have been met so far. */
function addCoupling(
  z1: Float64Array,
  k1: number,
  z: Float64Array,
  k: number,
  codes: Int32Array,
  offset: number,
  order: Int32Array,
  start: number,
  end: number,
  level: number,
  sums: Float64Array,
  last: Int32Array,
  met: Int32Array,
  found: number,
): number {
  for (let at = start; at < end; at++) {
    const i = order[at];
    const base = offset + codes[i] * k;
    if (last[base] !== level) {
      last[base] = level;
      met[found++] = base;
    }
    if (k === 1 && k1 === 1) sums[base] += z[i] * z1[i];
    else for (let a = 0; a < k; a++) for (let b = 0; b < k1; b++) sums[(base + a) * k1 + b] += z[i * k + a] * z1[i * k1 + b];
  }
  return found;
}

/** Sorts the first `count` entries; mostly they are in order already or few. */
function sortFirst(list: Int32Array, count: number): void {
  let sorted = true;
  for (let i = 1; i < count && sorted; i++) sorted = list[i - 1] < list[i];
  if (!sorted) list.subarray(0, count).sort();
}

function grown<T extends Int32Array | Float64Array>(larger: T, old: T): T {
  larger.set(old);
  return larger;
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
    if (k === 1 && l === 1) out[row * q2 + column] += leftZ[i] * rightZ[i];
    else for (let a = 0; a < k; a++) for (let b = 0; b < l; b++) out[(row + a) * q2 + column + b] += leftZ[i * k + a] * rightZ[i * l + b];
  }
}
