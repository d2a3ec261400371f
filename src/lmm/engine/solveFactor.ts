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
  forwardDense(l22, q2, v, q1 * columns, columns);
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
  backDense(l22, q2, v, q1 * columns, columns);
  if (blocks[0].k === 1) for (let c = 0; c < columns; c++) backScalar(cross, l11, w21, v, columns, c);
  else backBlocks(cross, l11, w21, v, columns);
}

/** The dense part of L⁻¹V, which begins at `start`: four rows at a time, each a plain sum. */
function forwardDense(l: Float64Array, n: number, v: Float64Array, start: number, columns: number): void {
  for (let i = 0; i < n; i += 4) {
    const rows = Math.min(4, n - i);
    const l0 = i * n;
    for (let c = start; c < start + columns; c++) {
      if (rows === 4) subtractFour(l, l0, n, v, c, columns, i);
      else for (let r = i; r < n; r++) for (let j = 0; j < i; j++) v[c + r * columns] -= l[r * n + j] * v[c + j * columns];
      for (let r = i; r < i + rows; r++) {
        let sum = v[c + r * columns];
        for (let j = i; j < r; j++) sum -= l[r * n + j] * v[c + j * columns];
        v[c + r * columns] = sum / l[r * n + r];
      }
    }
  }
}

/** Takes the first `count` rows off four rows of a column of V. */
function subtractFour(l: Float64Array, l0: number, n: number, v: Float64Array, column: number, stride: number, count: number): void {
  const to = column + count * stride;
  let s0 = v[to];
  let s1 = v[to + stride];
  let s2 = v[to + 2 * stride];
  let s3 = v[to + 3 * stride];
  for (let from = column, at = l0; from < to; from += stride, at++) {
    const x = v[from];
    s0 -= l[at] * x;
    s1 -= l[at + n] * x;
    s2 -= l[at + 2 * n] * x;
    s3 -= l[at + 3 * n] * x;
  }
  v[to] = s0;
  v[to + stride] = s1;
  v[to + 2 * stride] = s2;
  v[to + 3 * stride] = s3;
}

/** The dense part of L⁻ᵀV, which begins at `start`: from the last row up, four at a time. */
function backDense(l: Float64Array, n: number, v: Float64Array, start: number, columns: number): void {
  for (let end = n; end > 0; ) {
    const i = Math.max(0, end - 4);
    for (let c = start; c < start + columns; c++) {
      for (let r = end - 1; r >= i; r--) {
        const value = v[c + r * columns] / l[r * n + r];
        v[c + r * columns] = value;
        for (let j = i; j < r; j++) v[c + j * columns] -= l[r * n + j] * value;
      }
      if (i > 0) {
        const at = c + i * columns;
        const x0 = v[at];
        const x1 = v[at + columns];
        const x2 = v[at + 2 * columns];
        const x3 = v[at + 3 * columns];
        for (let to = c, from = i * n; to < at; to += columns, from++) v[to] = v[to] - l[from + 3 * n] * x3 - l[from + 2 * n] * x2 - l[from + n] * x1 - l[from] * x0;
      }
    }
    end = i;
  }
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
