// Dot products of all pairs of rows, C ← C ± A Bᵀ. The register shape is 2 rows by 4 vectors: docs/methods/kernels.md says why.

/** Rows that are packed side by side, and columns summed at a time. Every entry of a product is a sum of sums over DEPTH columns. */
export const OCTET: u32 = 8;
export const DEPTH: u32 = 256;

/** Rows of B whose packed columns stay in the second-level cache while rows of A pass by. */
const NEAR: u32 = 192;

/**
 * Packs rows for `products` and `differences`: block after block of DEPTH columns, in each octet after octet of rows, in each column after
 * column, eight numbers each; rows beyond the last are filled with what is never read. Takes 8·d·⌈rows/8⌉·8 bytes.
 */
export function packRows(x: usize, stride: u32, rows: u32, d: u32, packed: usize): void {
  for (let from: u32 = 0; from < d; from += DEPTH) {
    const depth = min(DEPTH, d - from);
    for (let row: u32 = 0; row < rows; row += OCTET) {
      if (rows - row < OCTET) memory.fill(packed, 0, <usize>depth * 64);
      for (let r = row; r < min(row + OCTET, rows); r += 2) {
        const first = x + (<usize>r * stride + from) * 8;
        // A last row without a partner is its own.
        packPair(first, r + 1 < rows ? first + <usize>stride * 8 : first, depth, packed + <usize>(r - row) * 8);
      }
      packed += <usize>depth * 64;
    }
  }
}

/** Two rows of an octet, two columns at a time. */
function packPair(first: usize, second: usize, depth: u32, to: usize): void {
  for (const end = to + <usize>(depth & ~1) * 64; to < end; to += 128, first += 16, second += 16) {
    const p = v128.load(first);
    const q = v128.load(second);
    v128.store(to, v128.shuffle<f64>(p, q, 0, 2));
    v128.store(to, v128.shuffle<f64>(p, q, 1, 3), 64);
  }
  if (depth & 1) {
    store<f64>(to, load<f64>(first));
    store<f64>(to, load<f64>(second), 8);
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
  pairs(DOT, a, aRows, aStart, aEnd, b, bRows, bStart, bEnd, d, c, stride, mode, lower == 1 ? LOWER : ALL, tile);
}

/** What is summed up over the columns of two rows x and y: x·y, (x − y)², |x − y|, 1 where x ≠ y; or the largest |x − y|. */
const DOT: u32 = 0;
const SQUARE: u32 = 1;
const ABSOLUTE: u32 = 2;
const UNEQUAL: u32 = 3;
const LARGEST: u32 = 4;

/** Which tiles are computed: all, those with an entry j ≤ i, those with an entry j ≥ i. */
const ALL: u32 = 0;
const LOWER: u32 = 1;
const UPPER: u32 = 2;

/**
 * C[i, j] ← what `measure` says of rows A[i] and B[j], aStart ≤ i < aEnd, 0 ≤ j < bRows, both packed; otherwise as `products`. Where `upper`
 * is 1, tiles all of whose entries have j < i are left alone.
 */
export function differences(
  measure: u32,
  a: usize,
  aRows: u32,
  aStart: u32,
  aEnd: u32,
  b: usize,
  bRows: u32,
  d: u32,
  c: usize,
  upper: u32,
  tile: usize,
): void {
  pairs(measure, a, aRows, aStart, aEnd, b, bRows, 0, bRows, d, c, bRows, 0, upper == 1 ? UPPER : ALL, tile);
}

function pairs(
  measure: u32,
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
  const aOctets = (aRows + 7) / OCTET;
  const bOctets = (bRows + 7) / OCTET;
  for (let from: u32 = 0; from < d; from += DEPTH) {
    const depth = min(DEPTH, d - from);
    const now: i32 = mode == 0 && from > 0 ? (measure == LARGEST ? 2 : 1) : mode;
    const octetBytes = <usize>depth * 64;
    const aBlock = a + <usize>from * aOctets * 64;
    const bBlock = b + <usize>from * bOctets * 64;
    for (let near = bStart; near < bEnd; near += NEAR) {
      const nearEnd = min(bEnd, near + NEAR);
      for (let i = aStart; i < aEnd; i += OCTET) {
        const aAt = aBlock + <usize>(i / OCTET) * octetBytes;
        const iEnd = min(aEnd, i + OCTET);
        const jEnd = part == LOWER ? min(nearEnd, iEnd) : nearEnd;
        for (let j = part == UPPER ? max(near, i) : near; j < jEnd; j += OCTET) {
          const bAt = bBlock + <usize>(j / OCTET) * octetBytes;
          const to = c + (<usize>(i - aStart) * stride + (j - bStart)) * 8;
          if (measure == DOT && iEnd - i == OCTET && bEnd - j >= OCTET) {
            for (let pair: u32 = 0; pair < OCTET; pair += 2) multiply(aAt + <usize>pair * 8, bAt, depth, to + <usize>pair * stride * 8, <usize>stride * 8, now);
          } else {
            const columns = min(OCTET, bEnd - j);
            for (let pair: u32 = 0; i + pair < iEnd; pair += 2) {
              const aPair = aAt + <usize>pair * 8;
              if (measure == DOT) multiply(aPair, bAt, depth, tile, 64, 0);
              else if (measure == SQUARE) square(aPair, bAt, depth, tile);
              else if (measure == ABSOLUTE) absolute(aPair, bAt, depth, tile);
              else if (measure == UNEQUAL) unequal(aPair, bAt, depth, tile);
              else largest(aPair, bAt, depth, tile);
              const rows = min(<u32>2, iEnd - i - pair);
              for (let r: u32 = 0; r < rows; r++) place(tile + <usize>r * 64, to + <usize>(pair + r) * stride * 8, columns, now);
            }
          }
        }
      }
    }
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

/** Adds one row of a tile to C, or what `mode` says: 0 puts it there, 2 keeps the larger; two columns at a time. */
function place(from: usize, to: usize, columns: u32, mode: i32): void {
  for (; columns >= 2; columns -= 2, from += 16, to += 16) {
    const value = v128.load(from);
    const old = v128.load(to);
    v128.store(to, mode == 0 ? value : mode == 1 ? f64x2.add(old, value) : mode < 0 ? f64x2.sub(old, value) : f64x2.pmax(old, value));
  }
  if (columns == 1) {
    const value = load<f64>(from);
    const old = load<f64>(to);
    store<f64>(to, mode == 0 ? value : mode == 1 ? old + value : mode < 0 ? old - value : old < value ? value : old);
  }
}

/** Two rows of A with eight of B, the 2 × 8 results go to `tile`. Exported, as the three below, so that the compiler does not inline them. */
export function square(a: usize, b: usize, depth: u32, tile: usize): void {
  inline.always(compare(SQUARE, a, b, depth, tile));
}

export function absolute(a: usize, b: usize, depth: u32, tile: usize): void {
  inline.always(compare(ABSOLUTE, a, b, depth, tile));
}

export function unequal(a: usize, b: usize, depth: u32, tile: usize): void {
  inline.always(compare(UNEQUAL, a, b, depth, tile));
  asNumbers(tile);
}

export function largest(a: usize, b: usize, depth: u32, tile: usize): void {
  inline.always(compare(LARGEST, a, b, depth, tile));
}

function compare(measure: u32, a: usize, b: usize, depth: u32, tile: usize): void {
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
    s00 = inline.always(step(measure, s00, a0, b0));
    s10 = inline.always(step(measure, s10, a1, b0));
    const b1 = v128.load(b + at, 16);
    s01 = inline.always(step(measure, s01, a0, b1));
    s11 = inline.always(step(measure, s11, a1, b1));
    const b2 = v128.load(b + at, 32);
    s02 = inline.always(step(measure, s02, a0, b2));
    s12 = inline.always(step(measure, s12, a1, b2));
    const b3 = v128.load(b + at, 48);
    s03 = inline.always(step(measure, s03, a0, b3));
    s13 = inline.always(step(measure, s13, a1, b3));
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

function step(measure: u32, sum: v128, x: v128, y: v128): v128 {
  // True is −1: counted as integers.
  if (measure == UNEQUAL) return i64x2.sub(sum, f64x2.ne(x, y));
  const difference = f64x2.sub(x, y);
  if (measure == SQUARE) return f64x2.add(sum, f64x2.mul(difference, difference));
  if (measure == ABSOLUTE) return f64x2.add(sum, f64x2.abs(difference));
  return f64x2.pmax(sum, f64x2.abs(difference));
}

/** Counts of a tile from integers to numbers: the bits of 2⁵² are added, then the number 2⁵² is subtracted. */
function asNumbers(tile: usize): void {
  for (const end = tile + 128; tile < end; tile += 16) {
    v128.store(tile, f64x2.sub(v128.or(v128.load(tile), f64x2.splat(4503599627370496)), f64x2.splat(4503599627370496)));
  }
}
