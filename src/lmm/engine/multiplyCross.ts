import type { Block, CrossProducts } from "./crossProducts.ts";

/**
 * Z′Z·V from the cross-products.
 *
 * @param cross Cross-products of the design.
 * @param v V, shape [q, columns], row-major.
 * @param columns How many columns.
 * @returns Z′ZV, same shape.
 */
export function multiplyCross({ blocks, q, q1, q2, a11, a21, a22 }: CrossProducts, v: Float64Array, columns: number): Float64Array {
  const out = new Float64Array(q * columns);
  if (blocks.length === 0) return out;
  const { k, levels } = blocks[0];
  if (k === 1 && columns === 1) {
    const { starts, rows, values } = a21;
    for (let m = 0; m < levels; m++) {
      const value = v[m];
      let sum = a11[m] * value;
      for (let e = starts[m], end = starts[m + 1]; e < end; e++) {
        const row = q1 + rows[e];
        out[row] += values[e] * value;
        sum += values[e] * v[row];
      }
      out[m] = sum;
    }
  } else multiplyFirst(blocks[0], q1, a11, a21, v, columns, out);
  for (let c = 0; c < columns; c++) multiplyDense(a22, q2, v, out, q1 * columns + c, columns);
  return out;
}

/** Block 1 and its coupling with the dense part. */
function multiplyFirst({ k, levels }: Block, q1: number, a11: Float64Array, a21: CrossProducts["a21"], v: Float64Array, columns: number, out: Float64Array): void {
  for (let m = 0; m < levels; m++) {
    const first = m * k;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        const factor = a11[(first + a) * k + b];
        for (let c = 0; c < columns; c++) out[(first + a) * columns + c] += factor * v[(first + b) * columns + c];
      }
    }
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      const row = (q1 + a21.rows[e]) * columns;
      for (let a = 0; a < k; a++) {
        const factor = a21.values[e * k + a];
        const at = (first + a) * columns;
        for (let c = 0; c < columns; c++) {
          out[row + c] += factor * v[at + c];
          out[at + c] += factor * v[row + c];
        }
      }
    }
  }
}

/** Adds A₂₂ times a column of the dense part of V, four rows at a time, each a plain sum. */
function multiplyDense(a22: Float64Array, q2: number, v: Float64Array, out: Float64Array, column: number, stride: number): void {
  const end = column + q2 * stride;
  let i = 0;
  for (; i + 4 <= q2; i += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let from = column, at = i * q2; from < end; from += stride, at++) {
      const x = v[from];
      s0 += a22[at] * x;
      s1 += a22[at + q2] * x;
      s2 += a22[at + 2 * q2] * x;
      s3 += a22[at + 3 * q2] * x;
    }
    const to = column + i * stride;
    out[to] += s0;
    out[to + stride] += s1;
    out[to + 2 * stride] += s2;
    out[to + 3 * stride] += s3;
  }
  for (; i < q2; i++) {
    let sum = 0;
    for (let from = column, at = i * q2; from < end; from += stride, at++) sum += a22[at] * v[from];
    out[column + i * stride] += sum;
  }
}
