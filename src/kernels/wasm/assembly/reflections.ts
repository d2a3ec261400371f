// Reflections applied to vectors in blocks; the JavaScript twin explains it.
import { packRows, products } from "./products";
import { packLine } from "./tridiagonal";

/** Reflections applied together. */
const BLOCK: u32 = 16;

/**
 * As the JavaScript, with the vectors packed: eight at a time side by side, entry after entry, `octets` of them. `work` is room for
 * 16·(2n + 8) numbers, 3·16², 2·16·8 and a tile of 16.
 */
export function applyReflections(x: usize, octets: u32, n: u32, a: usize, factors: usize, work: usize): void {
  if (n < 2) return;
  const size8 = <usize>BLOCK * 8;
  const gram = work;
  const s = gram + <usize>BLOCK * size8;
  const sPacked = s + <usize>BLOCK * size8;
  const y = sPacked + <usize>BLOCK * size8;
  const z = y + BLOCK * 64;
  const tile = z + BLOCK * 64;
  const across = tile + 128;
  const down = across + <usize>BLOCK * n * 8;
  for (let start = ((n - 2) / BLOCK) * BLOCK; ; start -= BLOCK) {
    const size = min(BLOCK, n - 1 - start);
    const from = start + 1;
    const length = n - from;
    for (let r: u32 = 0; r < size; r++) {
      const row = a + (<usize>(start + r) * n + from) * 8;
      memory.fill(row, 0, <usize>r * 8);
    }
    packRows(a + (<usize>start * n + from) * 8, n, size, length, across);
    for (let r: u32 = 0; r < size; r++) packLine(a + (<usize>(start + r) * n + from) * 8, length, size, down + <usize>r * 64, 1);
    products(across, size, 0, size, across, size, 0, size, length, gram, size, 0, 0, tile);
    triangle(s, gram, factors + <usize>start * 8, size);
    packRows(s, size, size, size, sPacked);
    for (let octet: u32 = 0; octet < octets; octet++) {
      const at = x + (<usize>octet * n + from) * 64;
      products(across, size, 0, size, at, 8, 0, 8, length, y, 8, 0, 0, tile);
      products(sPacked, size, 0, size, y, 8, 0, 8, size, z, 8, 0, 0, tile);
      products(down, length, 0, length, z, 8, 0, 8, size, at, 8, 1, 0, tile);
    }
    if (start == 0) return;
  }
}

/** −S of H₁…H_b = I − V S Vᵀ, column by column. */
function triangle(s: usize, gram: usize, factors: usize, size: u32): void {
  const stride = <usize>size * 8;
  memory.fill(s, 0, <usize>size * stride);
  for (let r: usize = 0; r < stride; r += 8, gram += 8, factors += 8) {
    const factor = load<f64>(factors);
    let row = s;
    for (let i: usize = 0; i < r; i += 8, row += stride) {
      let sum: f64 = 0;
      let other = gram + i * size;
      for (let k = i; k < r; k += 8, other += stride) sum += load<f64>(row + k) * load<f64>(other);
      store<f64>(row + r, -factor * sum);
    }
    store<f64>(row + r, -factor);
  }
}
