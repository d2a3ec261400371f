import { gramOfRows } from "../../numeric/linalg/gram.ts";
import type { MarginalProducts } from "./marginalProducts.ts";

/**
 * Second-order traces of S = Z′PZ, or of K = Z′H⁻¹Z, between all random terms.
 *
 * Of block i with effects a, a′ and block j with effects c, c′: Q_ij[a, a′, c, c′] = Σ S_(m,a),(m′,c) S_(m,a′),(m′,c′) over the levels m of i
 * and m′ of j, at `((a · kᵢ + a′) · kⱼ + c) · kⱼ + c′`. Then tr(S(I ⊗ D)S(I ⊗ E)) = Σ D[a, a′] E[c, c′] Q_ij[a, a′, c, c′] for symmetric D and E.
 */
export interface GramTensor {
  /** Q_ij for every pair of blocks, `products[i][j]`. */
  readonly products: readonly (readonly Float64Array[])[];
  /** Σₘ S_mm per block, k × k. */
  readonly traces: readonly Float64Array[];
}

/**
 * Second-order traces, without S of the largest term with itself: that part follows from a Gram matrix of size q₂ + p.
 *
 * @param products K and N.
 * @param cholesky Lower Cholesky factor of C = Q′H⁻¹Q for S = K − NC⁻¹N′; null for K itself.
 * @returns The traces.
 */
export function gramTensor(products: MarginalProducts, cholesky: Float64Array | null): GramTensor {
  const { blocks, p } = products.cross;
  const columns = cholesky === null ? 0 : p;
  const half = cholesky === null ? new Float64Array(0) : projections(products, cholesky);
  const traces = blocks.map(({ k }) => new Float64Array(k * k));
  const table: Float64Array[][] = blocks.map((left) => blocks.map((right) => new Float64Array(left.k * left.k * right.k * right.k)));
  addFirst(products, half, columns, table[0][0], traces[0]);
  addMixed(products, half, columns, table);
  for (let i = 1; i < blocks.length; i++) {
    for (let j = 1; j <= i; j++) addDense(products, half, columns, i, j, table[i][j], traces[i]);
  }
  for (let i = 0; i < blocks.length; i++) {
    for (let j = 0; j < i; j++) transposePairs(table[i][j], blocks[i].k * blocks[i].k, blocks[j].k * blocks[j].k, table[j][i]);
  }
  return { products: table, traces };
}

/** N R_C⁻¹ with C = R_C′R_C, so that NC⁻¹N′ is its outer square; q × p. */
function projections({ cross: { q, p }, n }: MarginalProducts, cholesky: Float64Array): Float64Array {
  const half = Float64Array.from(n);
  for (let i = 0; i < q; i++) {
    for (let c = 0; c < p; c++) {
      let total = half[i * p + c];
      for (let d = 0; d < c; d++) total -= cholesky[c * p + d] * half[i * p + d];
      half[i * p + c] = total / cholesky[c * p + c];
    }
  }
  return half;
}

/** Q₁₁ and Σ S_mm of block 1: S_mm′ = δκ_m − U_m′U_m′ with U = [V; R_C⁻¹N₁′]. */
function addFirst(products: MarginalProducts, half: Float64Array, columns: number, out: Float64Array, trace: Float64Array): void {
  const { cross, kappa } = products;
  const { k, levels } = cross.blocks[0];
  const size = cross.q2 + columns;
  const u = stackedProjections(products, half, columns);
  const inner = new Float64Array(k * k);
  for (let m = 0; m < levels; m++) {
    const at = m * k * k;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let total = 0;
        for (let i = 0, x = a * size * levels + m, y = b * size * levels + m; i < size; i++, x += levels, y += levels) total += u[x] * u[y];
        inner[a * k + b] = inner[b * k + a] = total;
      }
    }
    for (let a = 0; a < k * k; a++) trace[a] += kappa[at + a] - inner[a];
    for (let a = 0, to = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        for (let c = 0; c < k; c++) {
          for (let d = 0; d < k; d++) {
            const left = kappa[at + a * k + c];
            const right = kappa[at + b * k + d];
            out[to++] += left * right - left * inner[b * k + d] - inner[a * k + c] * right;
          }
        }
      }
    }
  }
  const rows = k * size;
  const gram = gramOfRows({ data: u, shape: [rows, levels] });
  for (let a = 0, to = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      for (let c = 0; c < k; c++) {
        for (let d = 0; d < k; d++) out[to++] += blockProduct(gram, rows, size, a, b, c, d);
      }
    }
  }
}

/** Σᵢⱼ B_ab[i, j] B_cd[i, j] of the blocks of a Gram matrix. */
function blockProduct(gram: Float64Array, rows: number, size: number, a: number, b: number, c: number, d: number): number {
  let total = 0;
  for (let i = 0; i < size; i++) {
    let x = (a * size + i) * rows + b * size;
    let y = (c * size + i) * rows + d * size;
    for (const end = x + size; x < end; x++, y++) total += gram[x] * gram[y];
  }
  return total;
}

/** U, one row of levels₁ per effect of block 1 and row of V = L₂₂⁻¹Λ₂′K¹₂₁ or column of N₁R_C⁻¹. */
function stackedProjections({ cross, factors, k21, upper }: MarginalProducts, half: Float64Array, columns: number): Float64Array {
  const { blocks, blockOf, a21, q2 } = cross;
  const { k, levels } = blocks[0];
  const size = q2 + columns;
  const u = new Float64Array(k * size * levels);
  const v = new Float64Array(k * q2);
  for (let m = 0; m < levels; m++) {
    v.fill(0);
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; ) {
      // All effects of one level of a term stand together.
      const t = blockOf[a21.rows[e]];
      const width = blocks[t].k;
      for (let b = 0; b < width; b++) {
        const row = a21.rows[e] + b;
        for (let a = 0; a < k; a++) {
          let factor = 0;
          for (let c = b; c < width; c++) factor += factors[t][c * width + b] * k21[(e + c) * k + a];
          for (let i = row, from = row * q2 + row, to = a * q2 + row; i < q2; i++) v[to++] += factor * upper[from++];
        }
      }
      e += width;
    }
    for (let a = 0; a < k; a++) {
      for (let i = 0, to = a * size * levels + m; i < q2; i++, to += levels) u[to] = v[a * q2 + i];
      for (let c = 0; c < columns; c++) u[(a * size + q2 + c) * levels + m] = half[(m * k + a) * columns + c];
    }
  }
  return u;
}

/** Q_i1 for the dense terms i, one level of block 1 at a time. */
function addMixed({ cross, k21, e }: MarginalProducts, half: Float64Array, columns: number, table: readonly (readonly Float64Array[])[]): void {
  const { blocks, q1, q2, a21 } = cross;
  if (q2 === 0) return;
  const { k, levels } = blocks[0];
  const s = new Float64Array(k * q2);
  for (let m = 0; m < levels; m++) {
    s.fill(0);
    for (let at = a21.starts[m]; at < a21.starts[m + 1]; at++) {
      for (let a = 0; a < k; a++) {
        const factor = k21[at * k + a];
        for (let i = 0, from = a21.rows[at] * q2, to = a * q2; i < q2; i++) s[to++] += factor * e[from++];
      }
    }
    for (let i = 0; i < q2; i++) {
      for (let a = 0; a < k; a++) {
        let total = 0;
        for (let c = 0; c < columns; c++) total += half[(q1 + i) * columns + c] * half[(m * k + a) * columns + c];
        s[a * q2 + i] -= total;
      }
    }
    for (let t = 1; t < blocks.length; t++) {
      const width = blocks[t].k;
      const out = table[t][0];
      for (let i = blocks[t].offset - q1, end = i + blocks[t].levels * width; i < end; i += width) {
        for (let a = 0, to = 0; a < width; a++) {
          for (let b = 0; b < width; b++) {
            for (let c = 0; c < k; c++) {
              for (let d = 0; d < k; d++) out[to++] += s[c * q2 + i + a] * s[d * q2 + i + b];
            }
          }
        }
      }
    }
  }
}

/** Q_ij and Σ S_mm of terms in the dense part. */
function addDense({ cross, k22 }: MarginalProducts, half: Float64Array, columns: number, i: number, j: number, out: Float64Array, trace: Float64Array): void {
  const { blocks, q1, q2 } = cross;
  const left = blocks[i];
  const right = blocks[j];
  const k = left.k;
  const l = right.k;
  const s = new Float64Array(k * l);
  for (let m = 0; m < left.levels; m++) {
    const row = left.offset - q1 + m * k;
    for (let r = 0; r < right.levels; r++) {
      const column = right.offset - q1 + r * l;
      for (let a = 0; a < k; a++) {
        for (let c = 0; c < l; c++) {
          let total = k22[(row + a) * q2 + column + c];
          for (let d = 0; d < columns; d++) total -= half[(q1 + row + a) * columns + d] * half[(q1 + column + c) * columns + d];
          s[a * l + c] = total;
        }
      }
      if (i === j && m === r) for (let a = 0; a < k * k; a++) trace[a] += s[a];
      for (let a = 0, to = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          for (let c = 0; c < l; c++) {
            for (let d = 0; d < l; d++) out[to++] += s[a * l + c] * s[b * l + d];
          }
        }
      }
    }
  }
}

/** Q_ji from Q_ij: the same numbers with the pairs of effects exchanged. */
function transposePairs(from: Float64Array, rows: number, columns: number, to: Float64Array): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) to[j * rows + i] = from[i * columns + j];
}
