/**
 * Columns as one row-major array.
 *
 * @param columns The columns, each of shape [n].
 * @param n Number of rows.
 * @returns Their values, shape [n, columns].
 */
export function rowMajor(columns: readonly Float64Array[], n: number): Float64Array {
  const p = columns.length;
  const data = new Float64Array(n * p);
  for (let j = 0; j < p; j++) {
    const column = columns[j];
    for (let i = 0, at = j; i < n; i++, at += p) data[at] = column[i];
  }
  return data;
}
