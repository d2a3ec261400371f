import { firstNonzeros } from "./firstNonzeros.ts";
import { solveTile } from "./solveTile.ts";
import { subtractBlocks } from "./subtractBlocks.ts";

/** Rows whose factor is kept in the second-level cache while earlier rows pass by. */
const BAND = 32;

/** Of smaller matrices nothing is worth leaving out. */
const SMALL = 16;
const none = new Int32Array(SMALL / 4);

/** {@linkcode Kernels.cholesky} */
export function cholesky(a: Float64Array, n: number): boolean {
  const first = n < SMALL ? none : firstNonzeros(a, n);
  for (let bandStart = 0; bandStart < n; bandStart += BAND) {
    const bandEnd = Math.min(bandStart + BAND, n);
    for (let j = 0; j < bandEnd; j += 4) {
      const columns = Math.min(4, n - j);
      for (let i = Math.max(bandStart, j); i < bandEnd; i += 4) {
        if (j < first[i >> 2]) continue;
        const rows = Math.min(4, n - i);
        const from = Math.max(first[i >> 2], first[j >> 2]);
        if (from < j) subtractBlocks(a, i * n + from, n, a, j * n + from, n, a, i * n + j, n, rows, columns, from, j);
        if (i === j) {
          if (!factorTile(a, i, rows, n)) return false;
        } else solveTile(a, i * n + j, rows, a, j * n + j, columns, n);
      }
    }
  }
  for (let i = 0; i < n; i++) for (let at = i * n + i + 1, end = i * n + n; at < end; at++) a[at] = 0;
  return true;
}

/** Factor of a tile on the diagonal. */
function factorTile(a: Float64Array, start: number, size: number, n: number): boolean {
  for (let i = start; i < start + size; i++) {
    for (let j = start; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = start; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i === j) {
        if (!(sum > 0 && sum < Infinity)) return false;
        a[i * n + i] = Math.sqrt(sum);
      } else a[i * n + j] = sum / a[j * n + j];
    }
  }
  return true;
}
