/** A factor of a positive semidefinite matrix, A = FF′. */
export interface SemidefiniteFactor {
  /** F, shape [size, rank], row-major. */
  readonly factor: Float64Array;
  /** Numerical rank of A. */
  readonly rank: number;
}

/**
 * Factors a positive semidefinite matrix by Cholesky with diagonal pivots, which stops where what is left is rounding.
 *
 * @param matrix A, shape [size, size], both triangles; from `offset`.
 * @param size Its size.
 * @param floor Pivots up to this are taken as 0.
 * @param offset Where it begins.
 * @returns F and the rank.
 * @see Higham 1990, "Analysis of the Cholesky decomposition of a semi-definite matrix".
 */
export function semidefiniteFactor(matrix: Float64Array, size: number, floor: number, offset: number = 0): SemidefiniteFactor {
  // Columns of F as rows of `columns`; `left` is the diagonal of what is left.
  const columns: Float64Array[] = [];
  const left = Float64Array.from({ length: size }, (_, i) => matrix[offset + i * size + i]);
  while (columns.length < size) {
    let pivot = 0;
    for (let i = 1; i < size; i++) if (left[i] > left[pivot]) pivot = i;
    if (!(left[pivot] > floor)) break;
    const column = new Float64Array(size);
    const root = Math.sqrt(left[pivot]);
    for (let i = 0; i < size; i++) column[i] = matrix[offset + pivot * size + i];
    for (const before of columns) {
      const along = before[pivot];
      if (along !== 0) for (let i = 0; i < size; i++) column[i] -= along * before[i];
    }
    for (let i = 0; i < size; i++) {
      column[i] = left[i] === -Infinity ? 0 : column[i] / root;
      left[i] -= column[i] * column[i];
    }
    column[pivot] = root;
    left[pivot] = -Infinity;
    columns.push(column);
  }
  const rank = columns.length;
  const factor = new Float64Array(size * rank);
  for (let j = 0; j < rank; j++) for (let i = 0; i < size; i++) factor[i * rank + j] = columns[j][i];
  return { factor, rank };
}
