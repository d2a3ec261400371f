// Reflections applied to vectors in blocks; the JavaScript twin explains it.
import { packColumns, packRows, products } from "./products";

/** Reflections applied together. */
const BLOCK: u32 = 16;

/**
 * As the JavaScript, with the vectors packed: eight at a time side by side, entry after entry, `octets` of them. `work` is room for
 * 16·(2n + 8) numbers, 16², 16·8 and a tile of 16.
 */
export function applyReflections(x: usize, octets: u32, n: u32, a: usize, factors: usize, work: usize): void {
  if (n < 2) return;
  const y = work + BLOCK * BLOCK * 8;
  const tile = y + BLOCK * 64;
  const across = tile + 128;
  const down = across + <usize>BLOCK * n * 8;
  const stride = <usize>n * 8;
  for (let start = ((n - 2) / BLOCK) * BLOCK; ; start -= BLOCK) {
    const size = min(BLOCK, n - 1 - start);
    const from = start + 1;
    const length = n - from;
    const v = a + <usize>start * stride + <usize>from * 8;
    const octet = <usize>size * 64;
    for (let r: usize = 0; r < size; r++) memory.fill(v + r * stride, 0, r * 8);
    packColumns(v, stride, size, down, octet, down + <usize>((length + 7) / 8) * octet);
    packRows(v, n, size, length, across);
    products(across, size, 0, size, across, size, 0, size, length, work, size, 0, 0, tile);
    for (let at = x + <usize>from * 64, end = at + octets * stride * 8; at < end; at += stride * 8) {
      products(across, size, 0, size, at, 8, 0, 8, length, y, 8, 0, 0, tile);
      solve(y, work, factors + <usize>start * 8, size);
      products(down, length, 0, length, y, 8, 0, 8, size, at, 8, 1, 0, tile);
    }
    if (start == 0) return;
  }
}

/** From the products y of an octet with the vectors of a block, how often each vector is added to it, last one first. */
function solve(y: usize, gram: usize, factors: usize, size: usize): void {
  for (const end = y + 64; y < end; y += 16) {
    for (let r = size; r-- > 0; ) {
      const z = f64x2.mul(v128.load(y + r * 64), f64x2.splat(-load<f64>(factors + r * 8)));
      v128.store(y + r * 64, z);
      let to = y;
      for (let g = gram + r * size * 8, last = g + r * 8; g < last; g += 8, to += 64) {
        v128.store(to, f64x2.add(v128.load(to), f64x2.mul(v128.load64_splat(g), z)));
      }
    }
  }
}
