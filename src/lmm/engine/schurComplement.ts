import { kernels } from "../../kernels/backend.ts";
import type { CovarianceFactors } from "./applyLambda.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { SparseRows } from "./randomProducts.ts";

/** Levels of block 1 that are written out with their zeros at a time. */
const BATCH = 1024;

/**
 * What is left of the dense part once block 1 is eliminated: Λ₂′A₂₂Λ₂ + I − Σ ww′ over the levels of block 1.
 *
 * Where levels meet a third of the dense part or more, as in crossed designs, rows are written out with their zeros, and the sums are those of
 * the kernel `outerProducts`; else every entry is diminished level after level.
 *
 * @param cross Cross-products of the design.
 * @param factors T of every block.
 * @param w21 w, on the pattern of `cross.a21`.
 * @param out Where the result goes, q₂ × q₂, lower triangle.
 */
export function schurComplement(cross: CrossProducts, factors: CovarianceFactors, w21: Float64Array, out: Float64Array): void {
  const { q2, blocks, byRow } = cross;
  if (q2 === 0) return;
  if (blocks.every(({ k }) => k === 1)) {
    const thetas = new Float64Array(q2);
    for (let i = 0; i < q2; i++) thetas[i] = factors[cross.blockOf[i]][0];
    for (let i = 0; i < q2; i++) {
      fillRow(cross, thetas, i, out);
      if (byRow !== null) subtractRow(cross, byRow, w21, i, out);
    }
  } else {
    fillDense(cross, factors, out);
    if (byRow !== null) for (let i = 0; i < q2; i++) subtractRow(cross, byRow, w21, i, out);
  }
  if (byRow === null) subtractDense(cross, w21, out);
}

/** Row i of Λ₂′A₂₂Λ₂ + I where all terms are scalar, up to the diagonal. */
function fillRow({ q2, a22 }: CrossProducts, thetas: Float64Array, i: number, out: Float64Array): void {
  const row = i * q2;
  const theta = thetas[i];
  for (let j = 0; j <= i; j++) out[row + j] = theta * a22[row + j] * thetas[j];
  out[row + i] += 1;
}

/** Row i of Σ ww′ is taken off, up to the diagonal. */
function subtractRow({ blocks, q2, a21: { rows } }: CrossProducts, { starts, entries, firsts }: SparseRows, w: Float64Array, i: number, out: Float64Array): void {
  const { k } = blocks[0];
  const row = i * q2;
  for (let at = starts[i], end = starts[i + 1]; at < end; at++) {
    const e = entries[at];
    let f = firsts[at];
    if (k === 1) {
      const factor = w[e];
      // Two at a time: they are of different rows.
      for (; f < e; f += 2) {
        const left = row + rows[f];
        const right = row + rows[f + 1];
        out[left] -= factor * w[f];
        out[right] -= factor * w[f + 1];
      }
      if (f === e) out[row + i] -= factor * factor;
      continue;
    }
    for (; f <= e; f++) {
      let sum = 0;
      for (let a = 0; a < k; a++) sum += w[e * k + a] * w[f * k + a];
      out[row + rows[f]] -= sum;
    }
  }
}

/** Σ ww′ with zeros written out. */
function subtractDense({ blocks, q2, a21 }: CrossProducts, w: Float64Array, out: Float64Array): void {
  const { k, levels } = blocks[0];
  const { starts, rows } = a21;
  if (k === 1 && rows.length === levels * q2) {
    kernels().outerProducts(w, q2, levels, out);
    return;
  }
  const full = new Float64Array(Math.min(BATCH, levels) * k * q2);
  for (let first = 0; first < levels; first += BATCH) {
    const last = Math.min(first + BATCH, levels);
    if (first > 0) full.fill(0);
    for (let m = first, to = 0; m < last; m++, to += k * q2) {
      for (let e = starts[m]; e < starts[m + 1]; e++) for (let a = 0; a < k; a++) full[to + a * q2 + rows[e]] = w[e * k + a];
    }
    kernels().outerProducts(full, q2, (last - first) * k, out);
  }
}

/** Λ₂′A₂₂Λ₂ + I for terms with several effects, lower triangle. */
function fillDense({ q1, q2, blocks, a22 }: CrossProducts, factors: CovarianceFactors, out: Float64Array): void {
  const left = new Float64Array(q2);
  for (let t = 1; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    const T = factors[t];
    for (let m = 0; m < levels; m++) {
      const base = offset - q1 + m * k;
      for (let i = 0; i < k; i++) {
        const row = (base + i) * q2;
        left.fill(0, 0, base + k);
        for (let a = i; a < k; a++) {
          const factor = T[a * k + i];
          for (let j = 0; j < base + k; j++) left[j] += factor * a22[(base + a) * q2 + j];
        }
        for (let s = 1; s <= t; s++) multiplyRow(left, factors[s], blocks[s].k, blocks[s].offset - q1, Math.min(blocks[s].offset - q1 + blocks[s].levels * blocks[s].k, base + k), out, row);
        out[row + base + i] += 1;
        out.fill(0, row + base + i + 1, row + base + k);
      }
    }
  }
}

/** out[row + j] = Σ left[…]·T for the levels from `start` to `end`. */
function multiplyRow(left: Float64Array, T: Float64Array, k: number, start: number, end: number, out: Float64Array, row: number): void {
  for (let base = start; base < end; base += k) {
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let a = j; a < k; a++) sum += left[base + a] * T[a * k + j];
      out[row + base + j] = sum;
    }
  }
}
