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
 * @param l The packed triangle, 256·m·(m + 1) bytes, m = ⌈n/8⌉; rows beyond the last are those of the identity.
 * @param first Columns found, multiples of 4, one integer per four rows.
 */
export function packTriangle(source: usize, n: u32, start: u32, rows: u32, l: usize, first: usize): void {
  const bytes = <usize>n * 8;
  for (let row = start; row < start + rows; row += OCTET) {
    const to = octet(l, row / OCTET);
    packOctet(source, bytes, to, min(row + OCTET, n));
    for (let r = row; r < row + OCTET; r++, source += bytes) {
      if (r >= n) {
        memory.fill(to + <usize>r * 64, 0, 64);
        store<f64>(to + <usize>r * 64 + <usize>(r - row) * 8, 1);
      }
      const at = first + <usize>(r & ~3);
      const most = (r & 3) == 0 ? r : load<u32>(at);
      let column: u32 = 0;
      while (column < most && load<u64>(source + <usize>column * 8) == 0) column++;
      store<u32>(at, column & ~3);
    }
  }
}

/** Packs eight rows, `bytes` apart. May read and write a column more. */
function packOctet(from: usize, bytes: usize, to: usize, columns: u32): void {
  for (const end = from + <usize>columns * 8; from < end; from += 16, to += 128) {
    let row = from;
    for (let r: usize = 0; r < 64; r += 16, row += 2 * bytes) {
      const a = v128.load(row);
      const b = v128.load(row + bytes);
      v128.store(to + r, v128.shuffle<f64>(a, b, 0, 2));
      v128.store(to + r, v128.shuffle<f64>(a, b, 1, 3), 64);
    }
  }
}

/** Writes an octet to eight rows, `bytes` apart. */
function unpackOctet(from: usize, to: usize, bytes: usize, columns: u32): void {
  const last = to + <usize>columns * 8;
  for (; to + 8 < last; to += 16, from += 128) {
    let row = to;
    for (let r: usize = 0; r < 64; r += 16, row += 2 * bytes) {
      const a = v128.load(from + r);
      const b = v128.load(from + r, 64);
      v128.store(row, v128.shuffle<f64>(a, b, 0, 2));
      v128.store(row + bytes, v128.shuffle<f64>(a, b, 1, 3));
    }
  }
  if (to < last) for (let r: usize = 0; r < 64; r += 8, to += bytes) store<f64>(to, load<f64>(from + r));
}

/** Rows `start` to `start` + `rows` of a packed triangle, whole octets, n columns each, with zeros above the diagonal. */
export function unpackTriangle(l: usize, n: u32, start: u32, rows: u32, target: usize): void {
  const bytes = <usize>n * 8;
  for (let row = start; row < start + rows; row += OCTET) {
    unpackOctet(octet(l, row / OCTET), target, bytes, min(row + OCTET, n));
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
 * Solves X L′ = B for rows of B, in place; or, with `inverse` 1, for rows `start`, start + 1 … of the identity.
 *
 * @param l The packed triangle; @param n Its rows; @param first As `packTriangle` left it.
 * @param rows Rows of B; @param b Room for 8⌈rows/8⌉ rows of n numbers and one more; @param x Room for 8⌈rows/8⌉·8⌈n/8⌉ numbers.
 */
export function solveRows(l: usize, n: u32, first: usize, b: usize, start: u32, rows: u32, inverse: u32, x: usize): void {
  const octets = (rows + 7) / OCTET;
  const bytes = <usize>((n + 7) / OCTET) * 512;
  for (let i: u32 = 0; i < octets; i++) {
    const to = x + <usize>i * bytes;
    if (inverse == 1) {
      memory.fill(to, 0, bytes);
      for (let r: u32 = 0; r < min(OCTET, rows - i * OCTET); r++) store<f64>(to + <usize>(start + i * OCTET + r) * 64 + <usize>r * 8, 1);
    } else packOctet(b + <usize>i * n * 64, <usize>n * 8, to, n);
  }
  for (let panel: u32 = 0; panel < n; panel += DEPTH) {
    for (let block: u32 = 0; block <= panel; block += DEPTH) {
      for (let i: u32 = 0; i < octets; i++) {
        advance(x + <usize>i * bytes, inverse == 1 ? start + i * OCTET : 0, l, first, block, panel, min(n, panel + DEPTH), n);
      }
    }
  }
  for (let i: u32 = 0; i < octets; i++) unpackOctet(x + <usize>i * bytes, b + <usize>i * n * 64, <usize>n * 8, n);
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

/** Factors a tile of four rows on the diagonal; 0 where a pivot is not positive and finite. */
function factorTile(t: usize): u32 {
  const p0 = load<f64>(t);
  const l00 = sqrt(p0);
  const l10 = load<f64>(t, 8) / l00;
  const l20 = load<f64>(t, 16) / l00;
  const l30 = load<f64>(t, 24) / l00;
  const p1 = load<f64>(t, 72) - l10 * l10;
  const l11 = sqrt(p1);
  const l21 = (load<f64>(t, 80) - l20 * l10) / l11;
  const l31 = (load<f64>(t, 88) - l30 * l10) / l11;
  const p2 = load<f64>(t, 144) - l20 * l20 - l21 * l21;
  const l22 = sqrt(p2);
  const l32 = (load<f64>(t, 152) - l30 * l20 - l31 * l21) / l22;
  const p3 = load<f64>(t, 216) - l30 * l30 - l31 * l31 - l32 * l32;
  store<f64>(t, l00);
  store<f64>(t, l10, 8);
  store<f64>(t, l20, 16);
  store<f64>(t, l30, 24);
  store<f64>(t, l11, 72);
  store<f64>(t, l21, 80);
  store<f64>(t, l31, 88);
  store<f64>(t, l22, 144);
  store<f64>(t, l32, 152);
  store<f64>(t, sqrt(p3), 216);
  return isPivot(p0) & isPivot(p1) & isPivot(p2) & isPivot(p3);
}

function isPivot(p: f64): u32 {
  return <u32>(p > 0) & <u32>(p < Infinity);
}
