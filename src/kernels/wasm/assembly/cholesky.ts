// Cholesky factors and triangular solves. Everything lies in octets of rows, column after column of eight numbers: what `multiply` takes as
// rows of C are then columns of such an octet. Octet i of a triangle has 8i + 8 columns and starts at octet(l, i).

import { DEPTH, multiply, OCTET } from "./products";

/** Where octet i of a packed triangle starts. */
function octet(l: usize, i: u32): usize {
  return l + (<usize>i * (<usize>i + 1)) * 256;
}

/**
 * Packs rows of a lower triangle, all n columns of each given, and finds where each four of its rows start to differ from +0. May read a
 * number more.
 *
 * @param source Row `start`; after the last row, zeros up to a multiple of 8 rows.
 * @param n Rows of the triangle in all; @param start A multiple of 8; @param rows A multiple of 8 or up to the last.
 * @param l The packed triangle, 256·m·(m + 1) bytes, m = ⌈n/8⌉; who calls makes rows beyond the last those of the identity.
 * @param first Columns found, multiples of 4, one integer per four rows.
 */
export function packTriangle(source: usize, n: u32, start: u32, rows: u32, l: usize, first: usize): void {
  const bytes = <usize>n * 8;
  for (let row = start; row < start + rows; row += OCTET, source += 8 * bytes) {
    const to = octet(l, row / OCTET);
    const columns = min(row + OCTET, n);
    turn(source, bytes, OCTET, to, 64, columns);
    for (let r = row; r < row + OCTET; r += 4) {
      let at = to + <usize>(r & 4) * 8;
      let column: u32 = 0;
      for (; column < min(r, columns) && !v128.any_true(v128.or(v128.load(at), v128.load(at, 16))); at += 64) column++;
      store<u32>(first + <usize>r, column & ~3);
    }
  }
}

/** Rows `from`, `bytes` apart, become columns at `to`, two by two; an odd number of rows or columns is rounded up. The last rows go first. */
export function turn(from: usize, bytes: usize, rows: u32, to: usize, toBytes: usize, columns: u32): void {
  for (let i = <usize>((rows - 1) & ~1); <isize>i >= 0; i -= 2) {
    let a = from + i * bytes;
    let b = to + i * 8;
    for (let j: u32 = 0; j < columns; j += 2, a += 16, b += 2 * toBytes) {
      const first = v128.load(a);
      const second = v128.load(a + bytes);
      v128.store(b, v128.shuffle<f64>(first, second, 0, 2));
      v128.store(b + toBytes, v128.shuffle<f64>(first, second, 1, 3));
    }
  }
}

/** Rows `start` to `start` + `rows` of a packed triangle, whole octets, n columns each, with zeros above the diagonal. May write a number more. */
export function unpackTriangle(l: usize, n: u32, start: u32, rows: u32, target: usize): void {
  const bytes = <usize>n * 8;
  for (let row = start; row < start + rows; row += OCTET) {
    turn(octet(l, row / OCTET), 64, min(row + OCTET, n), target, bytes, OCTET);
    for (let r = row; r < row + OCTET; r++) {
      let at = target + <usize>r * 8 + 8;
      target += bytes;
      for (; at < target; at += 8) store<f64>(at, 0);
    }
  }
}

/** Factors a packed triangle in place; 0 where a pivot is not positive and finite, else 1. */
export function cholesky(l: usize, n: u32, first: usize): u32 {
  const octets = (n + 7) / OCTET;
  for (let panel: u32 = 0; panel < n; panel += DEPTH) {
    for (let block: u32 = 0; block <= panel; block += DEPTH) {
      for (let i = panel / OCTET; i < octets; i++) {
        const start = min(load<u32>(first + <usize>i * 8), load<u32>(first + <usize>i * 8, 4));
        if (advance(octet(l, i), start, l, first, block, panel, min(n, min(panel + DEPTH, i * OCTET + OCTET)), i * OCTET) == 0) return 0;
      }
    }
  }
  return 1;
}

/**
 * Solves X L′ = B for rows of B, in place.
 *
 * @param l The packed triangle; @param n Its rows; @param first As `packTriangle` left it.
 * @param b Room for 8⌈rows/8⌉ rows of n numbers and one more; @param rows Rows of B.
 * @param start The first eight rows are 0 before column `start`, the next before `start` + `step`, …; multiples of 8.
 * @param x Room for 8⌈rows/8⌉·8⌈n/8⌉ numbers.
 */
export function solveRows(l: usize, n: u32, first: usize, b: usize, rows: u32, start: u32, step: u32, x: usize): void {
  const octets = (rows + 7) / OCTET;
  const bytes = <usize>((n + 7) / OCTET) * 512;
  for (let i: u32 = 0; i < octets; i++) turn(b + <usize>i * n * 64, <usize>n * 8, OCTET, x + <usize>i * bytes, 64, n);
  for (let panel: u32 = 0; panel < n; panel += DEPTH) {
    for (let block: u32 = 0; block <= panel; block += DEPTH) {
      for (let i: u32 = 0; i < octets; i++) advance(x + <usize>i * bytes, start + i * step, l, first, block, panel, min(n, panel + DEPTH), n);
    }
  }
  for (let i: u32 = 0; i < octets; i++) turn(x + <usize>i * bytes, 64, n, b + <usize>i * n * 64, <usize>n * 8, OCTET);
}

/**
 * Takes from columns `panel` to `to` of an octet of rows, four at a time, what the 256 columns from `block` on contribute. Where those are
 * the panel's own, finishes the four; from column `diagonal` on they are the triangle itself, whose tiles are factored: 0 where one cannot be.
 * The octet is 0 before column `start`.
 */
function advance(x: usize, start: u32, l: usize, first: usize, block: u32, panel: u32, to: u32, diagonal: u32): u32 {
  for (let j = max(panel, start & ~3); j < to; j += 4) {
    const row = octet(l, j / OCTET) + <usize>(j & 4) * 8;
    const c = x + <usize>j * 64;
    const begin = max(block, max(start, load<u32>(first + <usize>j)));
    const end = min(block + DEPTH, j);
    if (begin < end) {
      const a = row + <usize>begin * 64;
      const b = x + <usize>begin * 64;
      multiply(a, b, end - begin, c, 64, -1);
      multiply(a + 16, b, end - begin, c + 128, 64, -1);
    }
    if (block < panel) continue;
    const tile = row + <usize>j * 64;
    let rest = c;
    if (j >= diagonal) {
      if (factorTile(tile) == 0) return 0;
      rest = c + 32 + <usize>(j & 4) * 8;
    }
    solveTile(rest, c + 64, tile);
  }
  return 1;
}

/** Four columns of an octet, from its row at `c` to that before `end`, against the tile L of four rows. */
function solveTile(c: usize, end: usize, tile: usize): void {
  for (; c < end; c += 16) {
    const x0 = f64x2.div(v128.load(c), v128.load64_splat(tile));
    v128.store(c, x0);
    const x1 = f64x2.div(f64x2.sub(v128.load(c, 64), f64x2.mul(x0, v128.load64_splat(tile, 8))), v128.load64_splat(tile, 72));
    v128.store(c, x1, 64);
    let s = f64x2.sub(v128.load(c, 128), f64x2.mul(x0, v128.load64_splat(tile, 16)));
    const x2 = f64x2.div(f64x2.sub(s, f64x2.mul(x1, v128.load64_splat(tile, 80))), v128.load64_splat(tile, 144));
    v128.store(c, x2, 128);
    s = f64x2.sub(v128.load(c, 192), f64x2.mul(x0, v128.load64_splat(tile, 24)));
    s = f64x2.sub(s, f64x2.mul(x1, v128.load64_splat(tile, 88)));
    v128.store(c, f64x2.div(f64x2.sub(s, f64x2.mul(x2, v128.load64_splat(tile, 152))), v128.load64_splat(tile, 216)), 192);
  }
}

/** Factors a tile of four rows on the diagonal, column by column; 0 where a pivot is not positive and finite. */
function factorTile(t: usize): u32 {
  for (let k: usize = 0; k < 32; k += 8) {
    const column = t + k * 8;
    const pivot = load<f64>(column + k);
    if (!(pivot > 0 && pivot < Infinity)) return 0;
    const root = sqrt(pivot);
    store<f64>(column + k, root);
    for (let i = k + 8; i < 32; i += 8) store<f64>(column + i, load<f64>(column + i) / root);
    for (let j = k + 8; j < 32; j += 8) {
      const other = load<f64>(column + j);
      for (let i = j; i < 32; i += 8) store<f64>(t + j * 8 + i, load<f64>(t + j * 8 + i) - load<f64>(column + i) * other);
    }
  }
  return 1;
}
