import { subtractDots } from "../numeric/linalg/subtractDots.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { Factorisation } from "./factorise.ts";
import type { InverseParts } from "./inverseParts.ts";
import type { MixedModelMethod } from "./mixedModelFit.ts";
import { addRows } from "./whitenedGradient.ts";

/**
 * Squared norms ‖S̃ᵢⱼ‖² between terms with one effect each, S̃ = Λ′SΛ = I − M⁻¹ − WC⁻¹W′ (ML: without the last term): the traces in
 * the exact second derivatives along ½ ln γ are four times these. About q₁q₂² + q₂³/6 multiplications; S̃₁₁ is never formed, with
 * U = [L₂₂⁻¹w₂₁L₁₁⁻¹; R_C⁻¹W₁′] it is diagonal less U′U.
 *
 * @param cross Cross-products of the design, all terms scalar.
 * @param factorisation M and C.
 * @param parts Their inverses.
 * @param method REML or ML.
 * @returns blocks × blocks, symmetric.
 */
export function scalarTraces(cross: CrossProducts, { l11, w21 }: Factorisation, { inverse, wc }: InverseParts, method: MixedModelMethod): Float64Array {
  const { p, q1, q2, blocks, blockOf, a21 } = cross;
  const fixed = method === "REML" ? p : 0;
  const count = blocks.length;
  // Lengths are rounded up to whole tiles; what is added stays 0.
  const size = wholeTiles(q2 + fixed);
  const denseRows = wholeTiles(q2);
  const firstRows = wholeTiles(q1);
  const out = new Float64Array(count * count);
  // U by columns and by rows; I less the squared diagonal of S̃₁₁ beside U′U.
  const u = new Float64Array(firstRows * size);
  const rows = new Float64Array(size * firstRows);
  const v = new Float64Array(q2);
  for (let m = 0; m < q1; m++) {
    const start = a21.starts[m];
    const end = a21.starts[m + 1];
    const from = start === end ? q2 : a21.rows[start];
    addRows(inverse, q2, a21.rows, w21, 1, 0, start, end, from, v);
    const pivot = l11[m];
    const diagonal = 1 - 1 / (pivot * pivot);
    const at = m * size;
    let squares = 0;
    for (let i = from; i < q2; i++) {
      const value = v[i] / pivot;
      u[at + i] = value;
      rows[i * firstRows + m] = value;
      squares += value * value;
    }
    for (let c = 0; c < fixed; c++) {
      const value = wc[m * p + c];
      u[at + q2 + c] = value;
      rows[(q2 + c) * firstRows + m] = value;
      squares += value * value;
    }
    out[0] += diagonal * (diagonal - 2 * squares);
  }
  const outer = new Float64Array(size * size);
  subtractRowProducts(rows, size, rows, size, firstRows, outer, true);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) out[0] += 2 * outer[i * size + j] * outer[i * size + j];
    out[0] += outer[i * size + i] * outer[i * size + i];
  }
  // S̃₂₁ = A·U and S̃₂₂ = I − AA′ with A = [L₂₂⁻ᵀ, −W₂R_C⁻ᵀ].
  const a = new Float64Array(denseRows * size);
  for (let i = 0; i < q2; i++) {
    for (let j = i; j < q2; j++) a[i * size + j] = inverse[i * q2 + j];
    for (let c = 0; c < fixed; c++) a[i * size + q2 + c] = -wc[(q1 + i) * p + c];
  }
  const mixed = new Float64Array(denseRows * firstRows);
  subtractRowProducts(a, denseRows, u, firstRows, size, mixed, false);
  const dense = new Float64Array(denseRows * denseRows);
  subtractRowProducts(a, denseRows, a, denseRows, size, dense, true);
  for (let i = 0; i < q2; i++) {
    const row = blockOf[i] * count;
    let sum = 0;
    for (let m = i * firstRows; m < (i + 1) * firstRows; m++) sum += mixed[m] * mixed[m];
    out[row] += sum;
    dense[i * denseRows + i] += 1;
    for (let j = 0; j <= i; j++) {
      const square = dense[i * denseRows + j] * dense[i * denseRows + j];
      out[row + blockOf[j]] += square;
      if (i !== j) out[blockOf[j] * count + blockOf[i]] += square;
    }
  }
  for (let t = 1; t < count; t++) out[t] = out[t * count];
  return out;
}

function wholeTiles(n: number): number {
  return 4 * Math.ceil(n / 4);
}

/** C −= AB′ for row-major A and B with rows of one length, tile by tile, both a multiple of 4; `lower` leaves out the tiles above the diagonal. */
function subtractRowProducts(a: Float64Array, aRows: number, b: Float64Array, bRows: number, length: number, c: Float64Array, lower: boolean): void {
  for (let i = 0; i < aRows; i += 4) {
    const end = lower ? Math.min(i + 4, bRows) : bRows;
    for (let j = 0; j < end; j += 4) {
      subtractDots(a, i * length, length, b, j * length, length, c, i * bRows + j, bRows, 4, 4, length);
    }
  }
}
