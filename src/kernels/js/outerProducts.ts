import { DEPTH } from "./addProducts.ts";

/** {@linkcode Kernels.outerProducts} */
export function outerProducts(w: Float64Array, n: number, d: number, out: Float64Array): void {
  for (let from = 0; from < d; from += DEPTH) {
    const end = Math.min(from + DEPTH, d) * n;
    for (let i = 0; i < n; i += 4) {
      const full = i + 4 <= n;
      if (full) for (let j = 0; j < i; j += 4) subtractTile(w, from * n, end, n, i, j, out);
      for (let r = i; r < Math.min(i + 4, n); r++) {
        for (let j = full ? i : 0; j <= r; j++) {
          let sum = 0;
          for (let at = from * n; at < end; at += n) sum += w[at + r] * w[at + j];
          out[r * n + j] -= sum;
        }
      }
    }
  }
}

/** Four rows by four columns of the result, over the rows of w from `start` to `end`. */
function subtractTile(w: Float64Array, start: number, end: number, n: number, i: number, j: number, out: Float64Array): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  for (let a = start + i, b = start + j; a < end; a += n, b += n) {
    const p0 = w[b];
    const p1 = w[b + 1];
    const p2 = w[b + 2];
    const p3 = w[b + 3];
    let x = w[a];
    s00 += x * p0;
    s01 += x * p1;
    s02 += x * p2;
    s03 += x * p3;
    x = w[a + 1];
    s10 += x * p0;
    s11 += x * p1;
    s12 += x * p2;
    s13 += x * p3;
    x = w[a + 2];
    s20 += x * p0;
    s21 += x * p1;
    s22 += x * p2;
    s23 += x * p3;
    x = w[a + 3];
    s30 += x * p0;
    s31 += x * p1;
    s32 += x * p2;
    s33 += x * p3;
  }
  const c0 = i * n + j;
  const c1 = c0 + n;
  const c2 = c1 + n;
  const c3 = c2 + n;
  out[c0] -= s00;
  out[c0 + 1] -= s01;
  out[c0 + 2] -= s02;
  out[c0 + 3] -= s03;
  out[c1] -= s10;
  out[c1 + 1] -= s11;
  out[c1 + 2] -= s12;
  out[c1 + 3] -= s13;
  out[c2] -= s20;
  out[c2 + 1] -= s21;
  out[c2 + 2] -= s22;
  out[c2 + 3] -= s23;
  out[c3] -= s30;
  out[c3 + 1] -= s31;
  out[c3 + 2] -= s32;
  out[c3 + 3] -= s33;
}
