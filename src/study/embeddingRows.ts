import type { Matrix } from "../numeric/matrix.ts";

/** The embeddings of some rows, in their order and in the precision they are stored in. */
export function embeddingRows({ data, shape: [, d] }: Matrix, rows: ArrayLike<number>): Matrix {
  const chosen = data instanceof Float32Array ? new Float32Array(rows.length * d) : new Float64Array(rows.length * d);
  for (let i = 0; i < rows.length; i++) chosen.set(data.subarray(rows[i] * d, (rows[i] + 1) * d), i * d);
  return { data: chosen, shape: [rows.length, d] };
}
