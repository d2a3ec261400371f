// Dot products of all pairs of rows, C ← C ± A Bᵀ, and squared differences. The register shape is 2 rows by 4 vectors: docs/methods/kernels.md says why.
import { turn } from "./cholesky";

/** Rows that are packed side by side, and columns summed at a time. Every entry of a product is a sum of sums over DEPTH columns. */
export const OCTET: u32 = 8;
export const DEPTH: u32 = 256;

/** Rows of B whose packed columns stay in the second-level cache while rows of A pass by. */
const NEAR: u32 = 192;

/**
 * Packs rows for `products`: block after block of DEPTH columns, in each octet after octet of rows, in each column after column, eight numbers
 * each; what is beyond the last row may be anything. Takes 8·d·⌈rows/8⌉·8 bytes; may read a row and a number more, and write 64 bytes more.
 */
export function packRows(x: usize, stride: u32, rows: u32, d: u32, packed: usize): void {
  for (let from: u32 = 0; from < d; from += DEPTH) {
    const depth = min(DEPTH, d - from);
    for (let row: u32 = 0; row < rows; row += OCTET, packed += <usize>depth * 64) {
      turn(x + (<usize>row * stride + from) * 8, <usize>stride * 8, min(OCTET, rows - row), packed, 64, depth);
    }
  }
}

/**
 * Packs columns: of each of some rows, `rowBytes` apart, eight numbers to each octet of columns, `octet` bytes apart, up to `end`; may read seven
 * numbers more. The rows must not be more than DEPTH.
 */
export function packColumns(x: usize, rowBytes: usize, rows: usize, packed: usize, octet: usize, end: usize): void {
  for (const last = packed + rows * 64; packed < last; packed += 64, x += rowBytes) {
    let source = x;
    for (let to = packed; to < end; to += octet, source += 64) {
      v128.store(to, v128.load(source));
      v128.store(to, v128.load(source, 16), 16);
      v128.store(to, v128.load(source, 32), 32);
      v128.store(to, v128.load(source, 48), 48);
    }
  }
}

/** What becomes of C: it is replaced by the products, or they are added or subtracted; or it is replaced by the sums of squared differences. */
const REPLACE: i32 = 0;
const ADD: i32 = 1;
const SQUARES: i32 = 2;

/** Which tiles are computed: all, those with an entry j ≤ i, those with an entry j ≥ i. */
const LOWER: u32 = 1;
const UPPER: u32 = 2;

/**
 * C[i, j] ← A[i]·B[j] (mode 0), C[i, j] + A[i]·B[j] (mode 1), C[i, j] − A[i]·B[j] (mode −1) or |A[i] − B[j]|² (mode 2) for rows aStart ≤ i < aEnd
 * of A and bStart ≤ j < bEnd of B, both packed; starts are multiples of 8. Entry (aStart, bStart) goes to `c`, the next row `stride` numbers on.
 * Where `part` is 1 or 2, tiles of 8 × 8 whose entries all have j > i or all have j < i are left alone. `tile` is room for 16 numbers.
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
  part: u32,
  tile: usize,
): void {
  const strideBytes = <usize>stride * 8;
  let now = mode == SQUARES ? REPLACE : mode;
  for (let from: u32 = 0; from < d; from += DEPTH) {
    const depth = min(DEPTH, d - from);
    const rowBytes = <usize>depth * 8;
    for (let near = bStart; near < bEnd; near += NEAR) {
      const nearEnd = min(bEnd, near + NEAR);
      for (let i = aStart; i < aEnd; i += OCTET) {
        const iEnd = min(aEnd, i + OCTET);
        const jEnd = part == LOWER ? min(nearEnd, iEnd) : nearEnd;
        for (let j = part == UPPER ? max(near, i) : near; j < jEnd; j += OCTET) {
          const other = b + j * rowBytes;
          let to = c + <usize>(i - aStart) * strideBytes + <usize>(j - bStart) * 8;
          let pair = a + i * rowBytes;
          for (let r = i; r < iEnd; r += 2, pair += 16, to += 2 * strideBytes) {
            if (mode != SQUARES && r + 1 < iEnd && j + OCTET <= bEnd) multiply(pair, other, depth, to, strideBytes, now);
            else {
              if (mode == SQUARES) square(pair, other, depth, tile);
              else multiply(pair, other, depth, tile, 64, REPLACE);
              const columns = min(OCTET, bEnd - j);
              for (let row: u32 = 0; row < min(<u32>2, iEnd - r); row++) place(tile + <usize>row * 64, to + row * strideBytes, columns, now);
            }
          }
        }
      }
    }
    a += <usize>((aRows + 7) / OCTET) * OCTET * rowBytes;
    b += <usize>((bRows + 7) / OCTET) * OCTET * rowBytes;
    if (now == REPLACE) now = ADD;
  }
}

/**
 * Two rows of A by eight of B over `depth` columns; both advance by 64 bytes a column. A function of its own: engines replace whole functions
 * by faster code. The loop has the form that Node 20 neither unrolls nor spills: its twin that ends with `b < end` is a fifth slower.
 */
export function multiply(a: usize, b: usize, depth: u32, c: usize, strideBytes: usize, mode: i32): void {
  let s00 = f64x2.splat(0);
  let s01 = f64x2.splat(0);
  let s02 = f64x2.splat(0);
  let s03 = f64x2.splat(0);
  let s10 = f64x2.splat(0);
  let s11 = f64x2.splat(0);
  let s12 = f64x2.splat(0);
  let s13 = f64x2.splat(0);
  for (let at: usize = 0, end = <usize>depth * 64; at < end; at += 64) {
    const a0 = v128.load64_splat(a + at);
    const a1 = v128.load64_splat(a + at, 8);
    const b0 = v128.load(b + at);
    s00 = f64x2.add(s00, f64x2.mul(a0, b0));
    s10 = f64x2.add(s10, f64x2.mul(a1, b0));
    const b1 = v128.load(b + at, 16);
    s01 = f64x2.add(s01, f64x2.mul(a0, b1));
    s11 = f64x2.add(s11, f64x2.mul(a1, b1));
    const b2 = v128.load(b + at, 32);
    s02 = f64x2.add(s02, f64x2.mul(a0, b2));
    s12 = f64x2.add(s12, f64x2.mul(a1, b2));
    const b3 = v128.load(b + at, 48);
    s03 = f64x2.add(s03, f64x2.mul(a0, b3));
    s13 = f64x2.add(s13, f64x2.mul(a1, b3));
  }
  const next = c + strideBytes;
  if (mode == REPLACE) {
    v128.store(c, s00);
    v128.store(c, s01, 16);
    v128.store(c, s02, 32);
    v128.store(c, s03, 48);
    v128.store(next, s10);
    v128.store(next, s11, 16);
    v128.store(next, s12, 32);
    v128.store(next, s13, 48);
  } else {
    if (mode > 0) {
      s00 = f64x2.neg(s00);
      s01 = f64x2.neg(s01);
      s02 = f64x2.neg(s02);
      s03 = f64x2.neg(s03);
      s10 = f64x2.neg(s10);
      s11 = f64x2.neg(s11);
      s12 = f64x2.neg(s12);
      s13 = f64x2.neg(s13);
    }
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

/** Puts one row of a tile into C, or adds it to C or subtracts it, two numbers at a time. */
function place(from: usize, to: usize, columns: u32, mode: i32): void {
  for (const end = to + <usize>(columns & ~1) * 8; to < end; to += 16, from += 16) {
    const value = v128.load(from);
    const old = v128.load(to);
    v128.store(to, mode == REPLACE ? value : mode > 0 ? f64x2.add(old, value) : f64x2.sub(old, value));
  }
  if ((columns & 1) != 0) {
    const value = load<f64>(from);
    const old = load<f64>(to);
    store<f64>(to, mode == REPLACE ? value : mode > 0 ? old + value : old - value);
  }
}

/** Squared differences of two rows of A and eight of B, summed; the 2 × 8 results go to `tile`. Exported so that the compiler does not inline it. */
export function square(a: usize, b: usize, depth: u32, tile: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = f64x2.splat(0);
  let s02 = f64x2.splat(0);
  let s03 = f64x2.splat(0);
  let s10 = f64x2.splat(0);
  let s11 = f64x2.splat(0);
  let s12 = f64x2.splat(0);
  let s13 = f64x2.splat(0);
  for (let at: usize = 0, end = <usize>depth * 64; at < end; at += 64) {
    const a0 = v128.load64_splat(a + at);
    const a1 = v128.load64_splat(a + at, 8);
    const b0 = v128.load(b + at);
    s00 = inline.always(addSquare(s00, a0, b0));
    s10 = inline.always(addSquare(s10, a1, b0));
    const b1 = v128.load(b + at, 16);
    s01 = inline.always(addSquare(s01, a0, b1));
    s11 = inline.always(addSquare(s11, a1, b1));
    const b2 = v128.load(b + at, 32);
    s02 = inline.always(addSquare(s02, a0, b2));
    s12 = inline.always(addSquare(s12, a1, b2));
    const b3 = v128.load(b + at, 48);
    s03 = inline.always(addSquare(s03, a0, b3));
    s13 = inline.always(addSquare(s13, a1, b3));
  }
  v128.store(tile, s00);
  v128.store(tile, s01, 16);
  v128.store(tile, s02, 32);
  v128.store(tile, s03, 48);
  v128.store(tile, s10, 64);
  v128.store(tile, s11, 80);
  v128.store(tile, s12, 96);
  v128.store(tile, s13, 112);
}

function addSquare(sum: v128, x: v128, y: v128): v128 {
  const difference = f64x2.sub(x, y);
  return f64x2.add(sum, f64x2.mul(difference, difference));
}
