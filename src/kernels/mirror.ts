/** Rows and columns of a square that is visited together with its mirror image: numbers of one cache line. */
const TILE = 8;

/** Copies the lower triangle of an n × n matrix to the upper one. */
export function mirror(a: Float64Array, n: number): void {
  for (let iStart = 0; iStart < n; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, n);
    for (let jStart = 0; jStart <= iStart; jStart += TILE) {
      const jEnd = Math.min(jStart + TILE, iEnd);
      for (let j = jStart; j < jEnd; j++) {
        for (let i = Math.max(iStart, j + 1); i < iEnd; i++) a[j * n + i] = a[i * n + j];
      }
    }
  }
}
