import { applyBlock, contract, dot } from "./blockAlgebra.ts";
import { bilinear, type CoefficientFrame } from "./coefficientFrame.ts";
import type { Block } from "../engine/crossProducts.ts";
import { gramTensor } from "./gramTensor.ts";
import { informationInverse } from "./informationInverse.ts";
import { covarianceOf } from "../engine/lowerTrapezoid.ts";
import { type MarginalProducts, marginalProducts } from "./marginalProducts.ts";
import type { MixedModelState } from "../mixedModelState.ts";
import { multiplyMarginal } from "./multiplyMarginal.ts";

/** What Satterthwaite's method needs for any contrast, in the frame of the coefficients and units of σ². */
export interface Satterthwaite {
  /** Derivatives of Φ = C⁻¹ with respect to the covariance parameters, p × p each; the last is ln σ. */
  readonly derivatives: readonly Float64Array[];
  /** Pseudo-inverse of the Hessian of −2 ln L with respect to them; their covariance is twice that. */
  readonly inverse: Float64Array;
}

/** A direction in which one covariance matrix can move: ∂G = YT′ + TY′ with Y = e_row e_column′. */
interface Direction {
  readonly block: number;
  readonly row: number;
  readonly column: number;
  /** ∂G, k × k. */
  readonly d: Float64Array;
}

/**
 * Derivatives behind Satterthwaite's degrees of freedom: the exact Hessian of the unprofiled criterion in (T, ln σ), as lmerTest approximates
 * numerically.
 *
 * Every covariance matrix is written G = TT′ with T of its rank, lower trapezoidal after pivoting; the degrees of freedom do not depend on
 * which T it is. A variance of 0 decouples exactly (the criterion is even in T) and drops out.
 *
 * @see Kuznetsova, Brockhoff & Christensen 2017, Journal of Statistical Software 82(13), section 2.
 */
export function satterthwaite({ cross, factorisation, solution }: MixedModelState, frame: CoefficientFrame, reml: boolean): Satterthwaite {
  const { p, q, blocks } = cross;
  const products = marginalProducts(cross, factorisation);
  const { products: table, traces } = gramTensor(products, reml ? frame.cholesky : null);
  const directions = blocks.flatMap(({ k }, block) => directionsOf(block, factorisation.factors[block], k));
  const count = directions.length;
  const size = count + 1;
  const g = solution.g;
  const gg = blocks.map(({ k, levels, offset }) => outerProducts(g, offset, levels, k));
  const moved = directions.map((direction) => applyBlock(blocks[direction.block], direction.d, g, q));
  const through = moved.map((x) => projectedProduct(products, frame, x));
  const hessian = new Float64Array(size * size);
  for (let r = 0; r < count; r++) {
    const x = directions[r];
    const k = blocks[x.block].k;
    for (let s = 0; s <= r; s++) {
      const y = directions[s];
      let value = -contract(table[x.block][y.block], x.d, y.d) + (2 * dot(moved[r], through[s])) / frame.sigma2;
      if (x.block === y.block && x.column === y.column) {
        // ∂²G = Y_rY_s′ + Y_sY_r′, and the gradient Γ = Σ S_mm − Σ g_m g_m′/σ².
        value += 2 * (traces[x.block][x.row * k + y.row] - gg[x.block][x.row * k + y.row] / frame.sigma2);
      }
      hessian[r * size + s] = hessian[s * size + r] = value;
    }
    hessian[r * size + count] = hessian[count * size + r] = (2 * dot(moved[r], g)) / frame.sigma2;
  }
  hessian[count * size + count] = 4 * frame.degrees;
  const derivatives = directions.map(({ block, d }) => projectedDerivative(blocks[block], d, products.n, frame.phi, p));
  derivatives.push(frame.phi.map((value) => 2 * value));
  return { derivatives, inverse: informationInverse(hessian, size) };
}

/**
 * Degrees of freedom of one contrast, 2(l′Φl)²/Var(l′Φl).
 *
 * @param terms Derivatives and covariance of the covariance parameters.
 * @param frame Frame of the coefficients.
 * @param l The contrast in the frame.
 */
export function satterthwaiteDf(terms: Satterthwaite, frame: CoefficientFrame, l: Float64Array): number {
  const gradient = Float64Array.from(terms.derivatives, (matrix) => bilinear(l, matrix, l));
  const variance = bilinear(l, frame.phi, l);
  return (variance * variance) / bilinear(gradient, terms.inverse, gradient);
}

/** Directions of one covariance matrix within the matrices of its rank. */
function directionsOf(block: number, factor: Float64Array, k: number): Direction[] {
  const { f, pivots } = pivotedCholesky(covarianceOf(factor, k), k);
  const out: Direction[] = [];
  for (let column = 0; column < pivots.length; column++) {
    for (let row = 0; row < k; row++) {
      if (pivots.indexOf(row) >= 0 && pivots.indexOf(row) < column) continue;
      const d = new Float64Array(k * k);
      for (let a = 0; a < k; a++) {
        d[row * k + a] += f[a * k + column];
        d[a * k + row] += f[a * k + column];
      }
      out.push({ block, row, column, d });
    }
  }
  return out;
}

/** G = FF′ with F of the rank of G, lower trapezoidal in the order of the pivots; ranks are told apart at 1e-11 of the diagonal. */
function pivotedCholesky(g: Float64Array, k: number): { f: Float64Array; pivots: number[] } {
  const rest = Float64Array.from(g);
  const f = new Float64Array(k * k);
  const pivots: number[] = [];
  for (let c = 0; c < k; c++) {
    let best = -1;
    for (let a = 0; a < k; a++) {
      const share = rest[a * k + a] / g[a * k + a];
      if (!pivots.includes(a) && share > 1e-11 && (best < 0 || share > rest[best * k + best] / g[best * k + best])) best = a;
    }
    if (best < 0) break;
    pivots.push(best);
    const root = Math.sqrt(rest[best * k + best]);
    for (let a = 0; a < k; a++) f[a * k + c] = pivots.includes(a) && a !== best ? 0 : rest[a * k + best] / root;
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) rest[a * k + b] -= f[a * k + c] * f[b * k + c];
  }
  return { f, pivots };
}

/** Σₘ g_m g_m′ of one block. */
function outerProducts(g: Float64Array, offset: number, levels: number, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let m = 0; m < levels; m++) {
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[a * k + b] += g[offset + m * k + a] * g[offset + m * k + b];
  }
  return out;
}

/** Sx = Kx − NC⁻¹N′x. */
function projectedProduct(products: MarginalProducts, frame: CoefficientFrame, x: Float64Array): Float64Array {
  const { p } = frame;
  const out = multiplyMarginal(products, x, 1);
  const nx = new Float64Array(p);
  for (let i = 0; i < x.length; i++) for (let c = 0; c < p; c++) nx[c] += products.n[i * p + c] * x[i];
  for (let c = 0; c < p; c++) {
    let coefficient = 0;
    for (let d = 0; d < p; d++) coefficient += frame.phi[c * p + d] * nx[d];
    for (let i = 0; i < x.length; i++) out[i] -= products.n[i * p + c] * coefficient;
  }
  return out;
}

/** C⁻¹N′(I ⊗ D)NC⁻¹. */
function projectedDerivative({ k, levels, offset }: Block, d: Float64Array, n: Float64Array, phi: Float64Array, p: number): Float64Array {
  const inner = new Float64Array(p * p);
  for (let m = 0; m < levels; m++) {
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        const x = (offset + m * k + a) * p;
        const y = (offset + m * k + b) * p;
        for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) inner[i * p + j] += d[a * k + b] * n[x + i] * n[y + j];
      }
    }
  }
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) out[i * p + j] += phi[i * p + a] * inner[a * p + b] * phi[b * p + j];
    }
  }
  return out;
}
