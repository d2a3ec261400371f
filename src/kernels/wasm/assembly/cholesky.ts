// Cholesky factors and triangular solves. Everything lies in octets of rows, column after column of eight numbers: what `multiply` takes as
// rows of C are then columns of such an octet. Octet i of a triangle has 8i + 8 columns and starts at octet(l, i).

import { DEPTH, multiply, OCTET } from "./products";

/** Where octet i of a packed triangle starts. */
function octet(l: usize, i: u32): usize {
  return l + (<usize>i * (<usize>i + 1)) * 256;
}

/**
 * Packs rows of a lower triangle, all n columns of each given, and finds where each four of its rows start to differ from +0.
 *
 * @param source Row `start`; @param n Rows of the triangle in all; @param start A multiple of 8; @param rows A multiple of 8 or up to the last.
 * @param l The packed triangle, 256·m·(m + 1) bytes, m = ⌈n/8⌉; rows beyond the last are those of the identity.
 * @param first Columns found, multiples of 4, one integer per four rows.
 */
export function packTriangle(source: usize, n: u32, start: u32, rows: u32, l: usize, first: usize): void {
  const bytes = <usize>n * 8;
  for (let row = start; row < start + rows; row += OCTET, source += bytes * 8) {
    const to = octet(l, row / OCTET);
    const filled = min(OCTET, n - row);
    for (let r: u32 = 0; r < OCTET; r += 4) {
      let column = row + r;
      for (let t = r; t < min(r + 4, filled); t++) column = zeros(source + <usize>t * bytes, column);
      store<u32>(first + <usize>(row + r), column & ~3);
    }
    packOctet(source, bytes, filled, to, min(row + OCTET, n));
    for (let r = filled; r < OCTET; r++) {
      memory.fill(to + <usize>(row + r) * 64, 0, 64);
      store<f64>(to + <usize>(row + r) * 64 + <usize>r * 8, 1);
    }
  }
}

/** How many numbers are +0 from `row` on, up to `most`. */
function zeros(row: usize, most: u32): u32 {
  let column: u32 = 0;
  while (column < most && load<u64>(row + <usize>column * 8) == 0) column++;
  return column;
}

/** Packs `filled` rows, `bytes` apart, as an octet; the others are 0. May read and write a column more. */
function packOctet(from: usize, bytes: usize, filled: u32, to: usize, columns: u32): void {
  if (filled < OCTET) {
    memory.fill(to, 0, <usize>columns * 64);
    for (let r: u32 = 0; r < filled; r++, from += bytes) {
      for (let c: usize = 0; c < <usize>columns * 8; c += 8) store<f64>(to + c * 8 + <usize>r * 8, load<f64>(from + c));
    }
    return;
  }
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

/** Writes columns `start`, a multiple of 8, to `end` of an octet to `filled` rows, `bytes` apart. */
function unpackOctet(from: usize, start: u32, end: u32, to: usize, bytes: usize, filled: u32): void {
  from += <usize>start * 64;
  let column = <usize>start * 8;
  const last = <usize>end * 8;
  if (filled == OCTET) {
    for (; column + 8 < last; column += 16, from += 128) {
      let row = to + column;
      for (let r: usize = 0; r < 64; r += 16, row += 2 * bytes) {
        const a = v128.load(from + r);
        const b = v128.load(from + r, 64);
        v128.store(row, v128.shuffle<f64>(a, b, 0, 2));
        v128.store(row + bytes, v128.shuffle<f64>(a, b, 1, 3));
      }
    }
  }
  for (; column < last; column += 8, from += 64) {
    for (let r: u32 = 0; r < filled; r++) store<f64>(to + <usize>r * bytes + column, load<f64>(from + <usize>r * 8));
  }
}

/** Sets columns `start` to `end` of a row to 0. */
function clear(row: usize, start: u32, end: u32): void {
  let at = row + <usize>start * 8;
  const last = row + <usize>end * 8;
  for (; at + 8 < last; at += 16) v128.store(at, f64x2.splat(0));
  if (at < last) store<f64>(at, 0);
}

/** Rows `start` to `start` + `rows` of a packed triangle, n columns each, with zeros above the diagonal; `start` is a multiple of 8. */
export function unpackTriangle(l: usize, n: u32, start: u32, rows: u32, target: usize): void {
  const bytes = <usize>n * 8;
  for (let row = start; row < start + rows; row += OCTET) {
    const filled = min(OCTET, n - row);
    unpackOctet(octet(l, row / OCTET), 0, row + filled, target, bytes, filled);
    for (let r: u32 = 0; r < filled; r++, target += bytes) clear(target, row + r + 1, n);
  }
}

/** Factors a packed triangle in place; 0 where a pivot is not positive and finite, else 1. */
export function cholesky(l: usize, n: u32, first: usize): u32 {
  const octets = (n + 7) / OCTET;
  for (let panel: u32 = 0; panel < n; panel += DEPTH) {
    const end = min(n, panel + DEPTH);
    for (let block: u32 = 0; block < panel; block += DEPTH) {
      for (let i = panel / OCTET; i < octets; i++) {
        subtract(octet(l, i), min(load<u32>(first + <usize>i * 8), load<u32>(first + <usize>i * 8 + 4)), l, first, block, panel, min(end, i * OCTET + OCTET));
      }
    }
    for (let i = panel / OCTET; i < octets; i++) {
      const start = min(load<u32>(first + <usize>i * 8), load<u32>(first + <usize>i * 8 + 4));
      if (finish(octet(l, i), start, l, first, panel, min(end, i * OCTET + OCTET), i * OCTET) == 0) return 0;
    }
  }
  return 1;
}

/**
 * Solves X L′ = B for rows of B, in place; or, with `inverse` 1, for rows `start`, start + 1 … of the identity.
 *
 * @param l The packed triangle; @param n Its rows; @param first As `packTriangle` left it.
 * @param rows Rows of B; @param b They, n numbers each; @param x Room for 8⌈rows/8⌉·8⌈n/8⌉ numbers.
 */
export function solveRows(l: usize, n: u32, first: usize, b: usize, start: u32, rows: u32, inverse: u32, x: usize): void {
  const octets = (rows + 7) / OCTET;
  const bytes = <usize>((n + 7) / OCTET) * 512;
  const rowBytes = <usize>n * 8;
  for (let i: u32 = 0; i < octets; i++) {
    const to = x + <usize>i * bytes;
    const filled = min(OCTET, rows - i * OCTET);
    if (inverse == 1) {
      memory.fill(to, 0, bytes);
      for (let r: u32 = 0; r < filled; r++) store<f64>(to + <usize>(start + i * OCTET + r) * 64 + <usize>r * 8, 1);
    } else packOctet(b + <usize>i * rowBytes * 8, rowBytes, filled, to, n);
  }
  for (let panel: u32 = 0; panel < n; panel += DEPTH) {
    const end = min(n, panel + DEPTH);
    for (let block: u32 = 0; block <= panel; block += DEPTH) {
      for (let i: u32 = 0; i < octets; i++) {
        const to = x + <usize>i * bytes;
        const from = inverse == 1 ? start + i * OCTET : 0;
        if (block < panel) subtract(to, from, l, first, block, panel, end);
        else finish(to, from, l, first, panel, end, -1);
      }
    }
  }
  for (let i: u32 = 0; i < octets; i++) {
    const row = start + i * OCTET;
    const filled = min(OCTET, rows - i * OCTET);
    unpackOctet(x + <usize>i * bytes, inverse == 1 ? row : 0, n, b, rowBytes, filled);
    for (let r: u32 = 0; r < filled; r++, b += rowBytes) if (inverse == 1) clear(b, 0, row + r);
  }
}

/** From columns `from` to `to` of an octet of rows: what the 256 columns from `block` on contribute. The octet is 0 before column `start`. */
function subtract(x: usize, start: u32, l: usize, first: usize, block: u32, from: u32, to: u32): void {
  const end = block + DEPTH;
  if (start >= end) return;
  for (let j = max(from, start & ~3); j < to; j += 4) {
    const begin = max(block, max(start, load<u32>(first + <usize>j)));
    if (begin >= end) continue;
    const a = octet(l, j / OCTET) + <usize>begin * 64 + <usize>(j & 4) * 8;
    const b = x + <usize>begin * 64;
    multiply(a, b, end - begin, x + <usize>j * 64, 64, -1);
    multiply(a + 16, b, end - begin, x + <usize>j * 64 + 128, 64, -1);
  }
}

/**
 * Finishes columns `panel` to `to` of an octet of rows, four at a time: earlier columns of the panel, then those four. From column
 * `diagonal` on it is the triangle itself, whose tiles are factored; 0 where one of them cannot be.
 */
function finish(x: usize, start: u32, l: usize, first: usize, panel: u32, to: u32, diagonal: u32): u32 {
  for (let j = max(panel, start & ~3); j < to; j += 4) {
    const row = octet(l, j / OCTET) + <usize>(j & 4) * 8;
    const c = x + <usize>j * 64;
    const begin = max(panel, max(start, load<u32>(first + <usize>j)));
    if (begin < j) {
      const a = row + <usize>begin * 64;
      const b = x + <usize>begin * 64;
      multiply(a, b, j - begin, c, 64, -1);
      multiply(a + 16, b, j - begin, c + 128, 64, -1);
    }
    const tile = row + <usize>j * 64;
    if (j < diagonal) solveTile(c, c + 64, tile);
    else {
      if (factorTile(tile) == 0) return 0;
      if ((j & 4) == 0) solveTile(c + 32, c + 64, tile);
    }
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
