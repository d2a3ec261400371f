import { cholesky } from "../../numeric/linalg/cholesky.ts";
import { ln } from "../../numeric/special/ln.ts";
import { applyLambdaTransposed, type CovarianceFactors } from "./applyLambda.ts";
import type { CrossProducts } from "./crossProducts.ts";
import { schurComplement } from "./schurComplement.ts";
import { forwardSolve } from "./solveFactor.ts";

/** M = Λ′Z′ZΛ + I = LL′ and what follows from X, Z and the covariance factors alone; one serves many responses. */
export interface Factorisation {
  /** The factors it was made from. */
  readonly factors: CovarianceFactors;
  /** Cholesky factors of the blocks of block 1, levels₁ × k₁ × k₁. */
  readonly l11: Float64Array;
  /** Λ₂′Z₂′Z₁T₁L₁₁⁻ᵀ on the pattern of `a21`. */
  readonly w21: Float64Array;
  /** Factor of the dense part, q₂ × q₂ lower triangular, row-major; zero above the diagonal. */
  readonly l22: Float64Array;
  /** L⁻¹Λ′Z′Q, q × p. */
  readonly rzx: Float64Array;
  /** Q′H⁻¹Q = I − R_ZX′R_ZX, p × p. */
  readonly c: Float64Array;
  /** Its lower Cholesky factor, p × p. */
  readonly rc: Float64Array;
  /** ln |M|; +∞ where a pivot was not positive. */
  readonly logDetM: number;
  /** ln |C|; +∞ where a pivot was not positive. */
  readonly logDetC: number;
}

/**
 * Factorises M and C at given covariance factors. About Σ(nonzeros per level)²/2 + q₂³/6 + p·q₂²/2 multiplications.
 *
 * @param cross Cross-products of the design.
 * @param factors T of every block.
 * @param reuse A factorisation of the same design whose large arrays may be overwritten.
 * @returns The factorisation; `logDetM` or `logDetC` is +∞ where rounding or overflow spoilt it.
 */
export function factorise(cross: CrossProducts, factors: CovarianceFactors, reuse?: Factorisation): Factorisation {
  const { p, q, q2, a11, a21, zx } = cross;
  const l11 = reuse?.l11 ?? new Float64Array(a11.length);
  const w21 = reuse?.w21 ?? new Float64Array(a21.values.length);
  const l22 = reuse?.l22 ?? new Float64Array(q2 * q2);
  const rzx = reuse?.rzx ?? new Float64Array(q * p);
  const c = new Float64Array(p * p);
  const rc = new Float64Array(p * p);
  const scalar = cross.blocks.every(({ k }) => k === 1);
  let logDetM = scalar ? eliminateScalar(cross, factors, l11, w21) : eliminateBlocks(cross, factors, l11, w21);
  schurComplement(cross, factors, w21, l22);
  if (!Number.isFinite(logDetM) || !cholesky(l22, q2)) return { factors, l11, w21, l22, rzx, c, rc, logDetM: Infinity, logDetC: Infinity };
  logDetM += 2 * logOfDiagonal(l22, q2);
  rzx.set(zx);
  applyLambdaTransposed(cross, factors, rzx, p);
  forwardSolve(cross, { l11, w21, l22 }, rzx, p);
  for (let i = 0; i < q; i++) {
    const row = i * p;
    for (let a = 0; a < p; a++) {
      const value = rzx[row + a];
      for (let b = 0; b <= a; b++) c[a * p + b] -= value * rzx[row + b];
    }
  }
  for (let a = 0; a < p; a++) {
    c[a * p + a] += 1;
    for (let b = 0; b < a; b++) c[b * p + a] = c[a * p + b];
    for (let b = 0; b <= a; b++) rc[a * p + b] = c[a * p + b];
  }
  const logDetC = cholesky(rc, p) ? 2 * logOfDiagonal(rc, p) : Infinity;
  return { factors, l11, w21, l22, rzx, c, rc, logDetM, logDetC };
}

function logOfDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += ln(a[i * n + i]);
  return sum;
}

/** Block 1 and the coupling where all terms are scalar; returns its part of ln |M|. */
function eliminateScalar({ blocks, a11, a21, blockOf }: CrossProducts, factors: CovarianceFactors, l11: Float64Array, w21: Float64Array): number {
  if (blocks.length === 0) return 0;
  const theta = factors[0][0];
  const thetas = Float64Array.from(factors, (T) => T[0]);
  const { starts, rows, values } = a21;
  let logDet = 0;
  for (let m = 0; m < blocks[0].levels; m++) {
    const pivot = Math.sqrt(theta * theta * a11[m] + 1);
    l11[m] = pivot;
    logDet += ln(pivot);
    const factor = theta / pivot;
    for (let e = starts[m]; e < starts[m + 1]; e++) w21[e] = values[e] * factor * thetas[blockOf[rows[e]]];
  }
  return 2 * logDet;
}

/** The same for terms with several effects; +∞ where a block is not positive definite. */
function eliminateBlocks({ blocks, a11, a21, blockOf }: CrossProducts, factors: CovarianceFactors, l11: Float64Array, w21: Float64Array): number {
  const { k, levels } = blocks[0];
  const { starts, rows, values } = a21;
  const T = factors[0];
  const block = new Float64Array(k * k);
  const P = new Float64Array(k * k);
  const y = new Float64Array(k);
  let logDet = 0;
  for (let m = 0; m < levels; m++) {
    whitenedBlock(a11, m * k * k, T, k, block);
    if (!cholesky(block, k)) return Infinity;
    for (let a = 0; a < k; a++) {
      logDet += ln(block[a * k + a]);
      // Row a of P = T L⁻ᵀ.
      for (let b = 0; b < k; b++) {
        let sum = b <= a ? T[a * k + b] : 0;
        for (let d = 0; d < b; d++) sum -= P[a * k + d] * block[b * k + d];
        P[a * k + b] = sum / block[b * k + b];
      }
      for (let b = 0; b < k; b++) l11[(m * k + a) * k + b] = b <= a ? block[a * k + b] : 0;
    }
    for (let e = starts[m]; e < starts[m + 1]; ) {
      const t = blockOf[rows[e]];
      const size = blocks[t].k;
      const left = factors[t];
      for (let i = 0; i < size; i++) {
        for (let a = 0; a < k; a++) {
          let sum = 0;
          for (let h = i; h < size; h++) sum += left[h * size + i] * values[(e + h) * k + a];
          y[a] = sum;
        }
        for (let b = 0; b < k; b++) {
          let sum = 0;
          for (let a = 0; a < k; a++) sum += y[a] * P[a * k + b];
          w21[(e + i) * k + b] = sum;
        }
      }
      e += size;
    }
  }
  return 2 * logDet;
}

/** T′AT + I of one level, lower triangle. */
function whitenedBlock(a11: Float64Array, at: number, T: Float64Array, k: number, out: Float64Array): void {
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0;
      for (let a = i; a < k; a++) for (let b = j; b < k; b++) sum += T[a * k + i] * a11[at + a * k + b] * T[b * k + j];
      out[i * k + j] = sum;
    }
  }
}
