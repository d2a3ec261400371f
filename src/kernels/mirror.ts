/** Rows and columns of a square that is visited together with its mirror image. */
const TILE = 32;

/** Copies the lower triangle of an n × n matrix to the upper one. */
export function mirror(a: Float64Array, n: number): void {
  for (let iStart = 0; iStart < n; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, n);
    for (let jStart = 0; jStart <= iStart; jStart += TILE) {
      for (let i = iStart; i < iEnd; i++) {
        const jEnd = Math.min(jStart + TILE, i);
        for (let j = jStart; j < jEnd; j++) a[j * n + i] = a[i * n + j];
      }
    }
  }
}
