import { addProducts } from "./addProducts.ts";

/** Reflections applied together, and rows that they are applied to at a time. */
const BLOCK = 16;
const BAND = 48;

/** {@linkcode Kernels.applyReflections} */
export function applyReflections(x: Float64Array, n: number, a: Float64Array, factors: Float64Array): void {
  const v = new Float64Array(BLOCK * n);
  const columns = new Float64Array(BLOCK * n);
  const gram = new Float64Array(BLOCK * BLOCK);
  const y = new Float64Array(BAND * BLOCK);
  for (let start = Math.floor(Math.max(0, n - 2) / BLOCK) * BLOCK; start >= 0; start -= BLOCK) {
    const size = Math.min(BLOCK, n - 1 - start);
    // The vectors of the block are 0 before entry `from`.
    const from = start + 1;
    const length = n - from;
    for (let r = 0; r < size; r++) {
      for (let j = 0; j < length; j++) {
        const entry = j < r ? 0 : a[(start + r) * n + from + j];
        v[r * length + j] = entry;
        columns[j * size + r] = entry;
      }
    }
    gram.fill(0);
    addProducts(v, 0, length, v, 0, length, gram, 0, size, size, size, length);
    for (let band = 0; band < n; band += BAND) {
      const rows = Math.min(BAND, n - band);
      const at = band * n + from;
      y.fill(0, 0, rows * size);
      addProducts(x, at, n, v, 0, length, y, 0, size, rows, size, length);
      for (let row = 0; row < rows; row++) solve(y, row * size, gram, factors, start, size);
      addProducts(y, 0, size, columns, 0, size, x, at, n, rows, length, size);
    }
  }
}

/** From the products y of a row with the vectors of a block, how often each vector is added to it, last one first. */
function solve(y: Float64Array, at: number, gram: Float64Array, factors: Float64Array, start: number, size: number): void {
  for (let r = size - 1; r >= 0; r--) {
    const z = y[at + r] * -factors[start + r];
    y[at + r] = z;
    for (let i = 0; i < r; i++) y[at + i] += gram[r * size + i] * z;
  }
}
