import { cholesky } from "../../numeric/linalg/cholesky.ts";
import { ln } from "../../numeric/special/ln.ts";
import { applyLambdaTransposed, type CovarianceFactors } from "./applyLambda.ts";
import type { CrossProducts } from "./crossProducts.ts";
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
  if (scalar) fillScalar(cross, factors, l22);
  else fillDense(cross, factors, l22);
  subtractProducts(cross, w21, l22);
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

/** Λ₂′A₂₂Λ₂ + I where all terms are scalar, lower triangle. */
function fillScalar({ q2, a22, blockOf }: CrossProducts, factors: CovarianceFactors, out: Float64Array): void {
  const thetas = new Float64Array(q2);
  for (let i = 0; i < q2; i++) thetas[i] = factors[blockOf[i]][0];
  for (let i = 0; i < q2; i++) {
    const row = i * q2;
    const theta = thetas[i];
    for (let j = 0; j <= i; j++) out[row + j] = theta * a22[row + j] * thetas[j];
    out[row + i] += 1;
  }
}

/** The same for terms with several effects. */
function fillDense({ q1, q2, blocks, a22 }: CrossProducts, factors: CovarianceFactors, out: Float64Array): void {
  const left = new Float64Array(q2);
  for (let t = 1; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    const T = factors[t];
    for (let m = 0; m < levels; m++) {
      const base = offset - q1 + m * k;
      for (let i = 0; i < k; i++) {
        const row = (base + i) * q2;
        left.fill(0, 0, base + k);
        for (let a = i; a < k; a++) {
          const factor = T[a * k + i];
          for (let j = 0; j < base + k; j++) left[j] += factor * a22[(base + a) * q2 + j];
        }
        for (let s = 1; s <= t; s++) multiplyRow(left, factors[s], blocks[s].k, blocks[s].offset - q1, Math.min(blocks[s].offset - q1 + blocks[s].levels * blocks[s].k, base + k), out, row);
        out[row + base + i] += 1;
        out.fill(0, row + base + i + 1, row + base + k);
      }
    }
  }
}

/** out[row + j] = Σ left[…]·T for the levels from `start` to `end`. */
function multiplyRow(left: Float64Array, T: Float64Array, k: number, start: number, end: number, out: Float64Array, row: number): void {
  for (let base = start; base < end; base += k) {
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let a = j; a < k; a++) sum += left[base + a] * T[a * k + j];
      out[row + base + j] = sum;
    }
  }
}

/** L₂₂ −= Σ w w′ over the levels of block 1, lower triangle. */
function subtractProducts({ blocks, q2, a21 }: CrossProducts, w21: Float64Array, out: Float64Array): void {
  if (q2 === 0) return;
  const { k, levels } = blocks[0];
  const { starts, rows } = a21;
  let m = 0;
  while (m < levels) {
    const start = starts[m];
    const end = starts[m + 1];
    if (k === 1) {
      // Four levels at a time that meet all of the dense part, as in crossed designs.
      if (m + 4 <= levels && starts[m + 4] - start === 4 * q2 && end - start === q2 && starts[m + 2] - end === q2 && starts[m + 3] - end === 2 * q2) {
        subtractFour(w21, start, q2, out);
        m += 4;
        continue;
      }
      for (let e = start; e < end; e++) {
        const factor = w21[e];
        const row = rows[e] * q2;
        for (let f = start; f <= e; f++) out[row + rows[f]] -= factor * w21[f];
      }
    } else {
      for (let e = start; e < end; e++) {
        const row = rows[e] * q2;
        for (let f = start; f <= e; f++) {
          let sum = 0;
          for (let a = 0; a < k; a++) sum += w21[e * k + a] * w21[f * k + a];
          out[row + rows[f]] -= sum;
        }
      }
    }
    m++;
  }
}

/** The products of four dense vectors, one after the other from `start` on. */
function subtractFour(w: Float64Array, start: number, q2: number, out: Float64Array): void {
  const second = start + q2;
  const third = second + q2;
  const fourth = third + q2;
  for (let i = 0; i < q2; i++) {
    const a = w[start + i];
    const b = w[second + i];
    const c = w[third + i];
    const d = w[fourth + i];
    const row = i * q2;
    for (let j = 0; j <= i; j++) out[row + j] -= a * w[start + j] + b * w[second + j] + c * w[third + j] + d * w[fourth + j];
  }
}
