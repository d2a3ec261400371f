// Dot products of all pairs of rows, C ← C ± A Bᵀ. The register shape is 2 rows by 4 vectors: docs/methods/kernels.md says why.

/** Rows that are packed side by side, and columns summed at a time. Every entry of a product is a sum of sums over DEPTH columns. */
export const OCTET: u32 = 8;
export const DEPTH: u32 = 256;

/** Rows of B whose packed columns stay in the second-level cache while rows of A pass by. */
const NEAR: u32 = 384;

/**
 * Packs rows for `products`: block after block of DEPTH columns, in each octet after octet of rows, in each column after column,
 * eight numbers each; rows beyond the last are 0. Takes 8·d·⌈rows/8⌉·8 bytes.
 */
export function packRows(x: usize, stride: u32, rows: u32, d: u32, packed: usize): void {
  for (let from: u32 = 0; from < d; from += DEPTH) {
    const depth = min(DEPTH, d - from);
    for (let row: u32 = 0; row < rows; row += OCTET) {
      const filled = min(OCTET, rows - row);
      if (filled < OCTET) memory.fill(packed, 0, <usize>depth * 64);
      for (let r: u32 = 0; r < filled; r++) {
        let source = x + (<usize>(row + r) * stride + from) * 8;
        let target = packed + <usize>r * 8;
        for (const end = source + <usize>depth * 8; source < end; source += 8, target += 64) store<f64>(target, load<f64>(source));
      }
      packed += <usize>depth * 64;
    }
  }
}

/** As `packRows`, from single precision. */
export function packSingleRows(x: usize, stride: u32, rows: u32, d: u32, packed: usize): void {
  for (let from: u32 = 0; from < d; from += DEPTH) {
    const depth = min(DEPTH, d - from);
    for (let row: u32 = 0; row < rows; row += OCTET) {
      const filled = min(OCTET, rows - row);
      if (filled < OCTET) memory.fill(packed, 0, <usize>depth * 64);
      for (let r: u32 = 0; r < filled; r++) {
        let source = x + (<usize>(row + r) * stride + from) * 4;
        let target = packed + <usize>r * 8;
        for (const end = source + <usize>depth * 4; source < end; source += 4, target += 64) store<f64>(target, <f64>load<f32>(source));
      }
      packed += <usize>depth * 64;
    }
  }
}

/**
 * C[i, j] ← A[i]·B[j] (mode 0), C[i, j] + A[i]·B[j] (mode 1) or C[i, j] − A[i]·B[j] (mode −1) for rows aStart ≤ i < aEnd of A and
 * bStart ≤ j < bEnd of B, both packed; starts are multiples of 8. Entry (aStart, bStart) goes to `c`, the next row `stride` numbers on.
 * Where `lower` is 1, tiles all of whose entries have j > i are left alone. `tile` is room for 16 numbers.
 *
 * @param aRows Rows of A in all; @param bRows Rows of B in all; @param d Columns of both.
 */
export function products(
  a: usize,
  aRows: u32,
  aStart: u32,
  aEnd: u32,
  b: usize,
  bRows: u32,
  bStart: u32,
  bEnd: u32,
  d: u32,
  c: usize,
  stride: u32,
  mode: i32,
  lower: u32,
  tile: usize,
): void {
  const aOctets = (aRows + 7) / OCTET;
  const bOctets = (bRows + 7) / OCTET;
  for (let from: u32 = 0; from < d; from += DEPTH) {
    const depth = min(DEPTH, d - from);
    const now: i32 = mode == 0 && from > 0 ? 1 : mode;
    const octetBytes = <usize>depth * 64;
    const aBlock = a + <usize>from * aOctets * 64;
    const bBlock = b + <usize>from * bOctets * 64;
    for (let near = bStart; near < bEnd; near += NEAR) {
      const nearEnd = min(bEnd, near + NEAR);
      for (let i = aStart; i < aEnd; i += OCTET) {
        const aAt = aBlock + <usize>(i / OCTET) * octetBytes;
        const iEnd = min(aEnd, i + OCTET);
        const jEnd = lower == 1 ? min(nearEnd, iEnd) : nearEnd;
        for (let j = near; j < jEnd; j += OCTET) {
          const bAt = bBlock + <usize>(j / OCTET) * octetBytes;
          const to = c + (<usize>(i - aStart) * stride + (j - bStart)) * 8;
          if (iEnd - i == OCTET && bEnd - j >= OCTET) {
            for (let pair: u32 = 0; pair < OCTET; pair += 2) multiply(aAt + <usize>pair * 8, bAt, depth, to + <usize>pair * stride * 8, <usize>stride * 8, now);
          } else {
            const columns = min(OCTET, bEnd - j);
            for (let pair: u32 = 0; i + pair < iEnd; pair += 2) {
              multiply(aAt + <usize>pair * 8, bAt, depth, tile, 64, 0);
              const rows = min(<u32>2, iEnd - i - pair);
              for (let r: u32 = 0; r < rows; r++) place(tile + <usize>r * 64, to + <usize>(pair + r) * stride * 8, columns, now);
            }
          }
        }
      }
    }
  }
}

/** Two rows of A by eight of B over `depth` columns; both advance by 64 bytes a column. A function of its own: engines replace whole functions by faster code. */
export function multiply(a: usize, b: usize, depth: u32, c: usize, strideBytes: usize, mode: i32): void {
  let s00 = f64x2.splat(0);
  let s01 = f64x2.splat(0);
  let s02 = f64x2.splat(0);
  let s03 = f64x2.splat(0);
  let s10 = f64x2.splat(0);
  let s11 = f64x2.splat(0);
  let s12 = f64x2.splat(0);
  let s13 = f64x2.splat(0);
  for (const end = b + <usize>depth * 64; b < end; a += 64, b += 64) {
    const a0 = v128.load64_splat(a);
    const a1 = v128.load64_splat(a, 8);
    const b0 = v128.load(b);
    s00 = f64x2.add(s00, f64x2.mul(a0, b0));
    s10 = f64x2.add(s10, f64x2.mul(a1, b0));
    const b1 = v128.load(b, 16);
    s01 = f64x2.add(s01, f64x2.mul(a0, b1));
    s11 = f64x2.add(s11, f64x2.mul(a1, b1));
    const b2 = v128.load(b, 32);
    s02 = f64x2.add(s02, f64x2.mul(a0, b2));
    s12 = f64x2.add(s12, f64x2.mul(a1, b2));
    const b3 = v128.load(b, 48);
    s03 = f64x2.add(s03, f64x2.mul(a0, b3));
    s13 = f64x2.add(s13, f64x2.mul(a1, b3));
  }
  const next = c + strideBytes;
  if (mode == 0) {
    v128.store(c, s00);
    v128.store(c, s01, 16);
    v128.store(c, s02, 32);
    v128.store(c, s03, 48);
    v128.store(next, s10);
    v128.store(next, s11, 16);
    v128.store(next, s12, 32);
    v128.store(next, s13, 48);
  } else if (mode > 0) {
    v128.store(c, f64x2.add(v128.load(c), s00));
    v128.store(c, f64x2.add(v128.load(c, 16), s01), 16);
    v128.store(c, f64x2.add(v128.load(c, 32), s02), 32);
    v128.store(c, f64x2.add(v128.load(c, 48), s03), 48);
    v128.store(next, f64x2.add(v128.load(next), s10));
    v128.store(next, f64x2.add(v128.load(next, 16), s11), 16);
    v128.store(next, f64x2.add(v128.load(next, 32), s12), 32);
    v128.store(next, f64x2.add(v128.load(next, 48), s13), 48);
  } else {
    v128.store(c, f64x2.sub(v128.load(c), s00));
    v128.store(c, f64x2.sub(v128.load(c, 16), s01), 16);
    v128.store(c, f64x2.sub(v128.load(c, 32), s02), 32);
    v128.store(c, f64x2.sub(v128.load(c, 48), s03), 48);
    v128.store(next, f64x2.sub(v128.load(next), s10));
    v128.store(next, f64x2.sub(v128.load(next, 16), s11), 16);
    v128.store(next, f64x2.sub(v128.load(next, 32), s12), 32);
    v128.store(next, f64x2.sub(v128.load(next, 48), s13), 48);
  }
}

/** One row of a tile at the edge. */
function place(from: usize, to: usize, columns: u32, mode: i32): void {
  for (let j: u32 = 0; j < columns; j++, from += 8, to += 8) {
    const value = load<f64>(from);
    store<f64>(to, mode == 0 ? value : mode > 0 ? load<f64>(to) + value : load<f64>(to) - value);
  }
}
