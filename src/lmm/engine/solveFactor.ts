import type { CrossProducts } from "./crossProducts.ts";
import type { Factorisation } from "./factorise.ts";

/**
 * Replaces V by L⁻¹V, for V with `columns` columns, row-major, of all q random effects.
 *
 * @param cross Cross-products of the design.
 * @param factorisation The factor L of M = Λ′Z′ZΛ + I.
 * @param v V, shape [q, columns].
 * @param columns How many columns.
 */
export function forwardSolve(cross: CrossProducts, { l11, w21, l22 }: Pick<Factorisation, "l11" | "w21" | "l22">, v: Float64Array, columns: number): void {
  const { q1, q2, blocks } = cross;
  if (blocks.length === 0) return;
  if (blocks[0].k === 1) for (let c = 0; c < columns; c++) forwardScalar(cross, l11, w21, v, columns, c);
  else forwardBlocks(cross, l11, w21, v, columns);
  if (columns === 1) {
    for (let i = 0; i < q2; i++) {
      let sum = v[q1 + i];
      for (let j = 0, at = i * q2; j < i; j++, at++) sum -= l22[at] * v[q1 + j];
      v[q1 + i] = sum / l22[i * q2 + i];
    }
    return;
  }
  for (let i = 0; i < q2; i++) {
    const row = (q1 + i) * columns;
    for (let j = 0; j < i; j++) {
      const factor = l22[i * q2 + j];
      const from = (q1 + j) * columns;
      for (let c = 0; c < columns; c++) v[row + c] -= factor * v[from + c];
    }
    const pivot = l22[i * q2 + i];
    for (let c = 0; c < columns; c++) v[row + c] /= pivot;
  }
}

/**
 * Replaces V by L⁻ᵀV; arguments as in {@linkcode forwardSolve}.
 *
 * @param cross Cross-products of the design.
 * @param factorisation The factor L of M = Λ′Z′ZΛ + I.
 * @param v V, shape [q, columns].
 * @param columns How many columns.
 */
export function backSolve(cross: CrossProducts, { l11, w21, l22 }: Pick<Factorisation, "l11" | "w21" | "l22">, v: Float64Array, columns: number): void {
  const { q1, q2, blocks } = cross;
  if (blocks.length === 0) return;
  for (let i = q2 - 1; i >= 0; i--) {
    const row = (q1 + i) * columns;
    const pivot = l22[i * q2 + i];
    for (let c = 0; c < columns; c++) {
      const value = v[row + c] / pivot;
      v[row + c] = value;
      for (let j = 0, at = i * q2, to = q1 * columns + c; j < i; j++, at++, to += columns) v[to] -= l22[at] * value;
    }
  }
  if (blocks[0].k === 1) for (let c = 0; c < columns; c++) backScalar(cross, l11, w21, v, columns, c);
  else backBlocks(cross, l11, w21, v, columns);
}

/** Block 1 of L⁻¹V with one effect per level, and what it takes off the dense part; one column. */
function forwardScalar({ q1, a21: { starts, rows } }: CrossProducts, l11: Float64Array, w21: Float64Array, v: Float64Array, stride: number, column: number): void {
  const dense = q1 * stride + column;
  for (let m = 0, at = column; m < q1; m++, at += stride) {
    const value = v[at] / l11[m];
    v[at] = value;
    for (let e = starts[m], end = starts[m + 1]; e < end; e++) v[dense + rows[e] * stride] -= w21[e] * value;
  }
}

/** Block 1 of L⁻ᵀV with one effect per level, the dense part being solved; one column. */
function backScalar({ q1, a21: { starts, rows } }: CrossProducts, l11: Float64Array, w21: Float64Array, v: Float64Array, stride: number, column: number): void {
  const dense = q1 * stride + column;
  for (let m = 0, at = column; m < q1; m++, at += stride) {
    let sum = v[at];
    for (let e = starts[m], end = starts[m + 1]; e < end; e++) sum -= w21[e] * v[dense + rows[e] * stride];
    v[at] = sum / l11[m];
  }
}

/** As forwardScalar, with several effects per level, all columns. */
function forwardBlocks({ q1, blocks, a21 }: CrossProducts, l11: Float64Array, w21: Float64Array, v: Float64Array, columns: number): void {
  const { k, levels } = blocks[0];
  for (let m = 0; m < levels; m++) {
    const first = m * k;
    for (let a = 0; a < k; a++) {
      const row = (first + a) * columns;
      for (let b = 0; b < a; b++) {
        const factor = l11[(first + a) * k + b];
        for (let c = 0; c < columns; c++) v[row + c] -= factor * v[(first + b) * columns + c];
      }
      const pivot = l11[(first + a) * k + a];
      for (let c = 0; c < columns; c++) v[row + c] /= pivot;
    }
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      const row = (q1 + a21.rows[e]) * columns;
      for (let a = 0; a < k; a++) {
        const factor = w21[e * k + a];
        for (let c = 0; c < columns; c++) v[row + c] -= factor * v[(first + a) * columns + c];
      }
    }
  }
}

/** As backScalar, with several effects per level, all columns. */
function backBlocks({ q1, blocks, a21 }: CrossProducts, l11: Float64Array, w21: Float64Array, v: Float64Array, columns: number): void {
  const { k, levels } = blocks[0];
  for (let m = 0; m < levels; m++) {
    const first = m * k;
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      const row = (q1 + a21.rows[e]) * columns;
      for (let a = 0; a < k; a++) {
        const factor = w21[e * k + a];
        for (let c = 0; c < columns; c++) v[(first + a) * columns + c] -= factor * v[row + c];
      }
    }
    for (let a = k - 1; a >= 0; a--) {
      const row = (first + a) * columns;
      const pivot = l11[(first + a) * k + a];
      for (let c = 0; c < columns; c++) v[row + c] /= pivot;
      for (let b = 0; b < a; b++) {
        const factor = l11[(first + a) * k + b];
        for (let c = 0; c < columns; c++) v[(first + b) * columns + c] -= factor * v[row + c];
      }
    }
  }
}
