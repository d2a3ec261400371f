import { bilinear, type CoefficientFrame } from "./coefficientFrame.ts";
import type { Block } from "../engine/crossProducts.ts";
import { gramTensor } from "./gramTensor.ts";
import { informationInverse } from "./informationInverse.ts";
import { covarianceOf } from "../engine/lowerTrapezoid.ts";
import { type MarginalProducts, marginalProducts } from "./marginalProducts.ts";
import type { MixedModelState } from "../mixedModelState.ts";
import { multiplyMarginal } from "./multiplyMarginal.ts";

/** What Kenward and Roger's method needs for any contrast, in the frame of the coefficients and units of σ². */
export interface KenwardRoger {
  /** Adjusted covariance Φ_A, p × p. */
  readonly adjusted: Float64Array;
  /** Minus the derivatives of Φ⁻¹ with respect to the covariance parameters: P_r = −X′H⁻¹(∂V/∂σ_r)H⁻¹X, p × p each; σ² is the last. */
  readonly derivatives: readonly Float64Array[];
  /** W, the inverse of the expected information of the covariance parameters. */
  readonly w: Float64Array;
}

/** One element of a covariance matrix: effects a ≥ b of a block. */
interface Element {
  readonly block: number;
  readonly a: number;
  readonly b: number;
  /** Its value, G[a, b]. */
  readonly value: number;
}

/**
 * Kenward and Roger's adjusted covariance and its ingredients, for a fit by REML.
 *
 * V = σ²(I + Σ g_r ZE_rZ′) is linear in the elements g_r of the relative covariance matrices. All traces and products reduce to K = Z′H⁻¹Z,
 * N = Z′H⁻¹Q and C, by H⁻¹HH⁻¹ = H⁻¹ and PHP = P. A variance of 0 stays a parameter.
 *
 * @see Kenward & Roger 1997, Biometrics 53, 983–997, equations 2–4.
 */
export function kenwardRoger({ cross, factorisation }: MixedModelState, frame: CoefficientFrame): KenwardRoger {
  const { p, q } = cross;
  const products = marginalProducts(cross, factorisation);
  const elements: Element[] = cross.blocks.flatMap(({ k }, block) => {
    const g = covarianceOf(factorisation.factors[block], k);
    return Array.from({ length: k }, (_, a) => Array.from({ length: a + 1 }, (__, b) => ({ block, a, b, value: g[a * k + b] }))).flat();
  });
  const count = elements.length;
  const w = informationInverse(expectedInformation(products, frame, elements), count + 1).map((value) => 2 * value);
  // E_rN and KE_sN, and from them N′E_rN and N′E_rKE_sN.
  const moved = elements.map((element) => applyElement(cross.blocks[element.block], element, products.n, q, p));
  const through = moved.map((x) => multiplyMarginal(products, x, p));
  const first = moved.map((x) => transposedProduct(products.n, x, p));
  const second = moved.map((x) => through.map((y) => transposedProduct(x, y, p)));
  // With respect to σ²: C₂ = X′H⁻²X = C − Σ g_s N′E_sN, and the same step once more.
  const c2 = combine(factorisation.c, first, elements);
  const mixed = first.map((matrix, r) => combine(matrix, second[r], elements));
  const c3 = combine(c2, mixed, elements);
  const derivatives = [...first, c2].map((matrix) => matrix.map((value) => -value));
  const middle = new Float64Array(p * p);
  for (let r = 0; r <= count; r++) {
    for (let s = 0; s <= count; s++) {
      const weight = w[r * (count + 1) + s];
      const product = r < count && s < count ? second[r][s] : r < count ? mixed[r] : s < count ? mixed[s] : c3;
      const projected = multiply(multiply(derivatives[r], frame.phi, p), derivatives[s], p);
      for (let i = 0; i < p; i++) {
        for (let j = 0; j < p; j++) {
          const forward = product[i * p + j] - projected[i * p + j];
          const backward = product[j * p + i] - projected[j * p + i];
          middle[i * p + j] += weight * 0.5 * (forward + backward);
        }
      }
    }
  }
  const correction = multiply(multiply(frame.phi, middle, p), frame.phi, p);
  return { adjusted: frame.phi.map((value, at) => value + 2 * correction[at]), derivatives, w };
}

/**
 * Degrees of freedom of one contrast: 2/A with A = Σ W_rs tr(ΘΦP_rΦ ΘΦP_sΦ), which is what the moments of F give for a single row.
 *
 * @param kr Ingredients.
 * @param frame Frame of the coefficients.
 * @param l The contrast in the frame.
 */
export function kenwardRogerDf(kr: KenwardRoger, frame: CoefficientFrame, l: Float64Array): number {
  const v = multiplyVector(frame.phi, l);
  const variance = bilinear(l, frame.phi, l);
  const slopes = kr.derivatives.map((matrix) => bilinear(v, matrix, v) / variance);
  let total = 0;
  for (let r = 0; r < slopes.length; r++) {
    for (let s = 0; s < slopes.length; s++) total += kr.w[r * slopes.length + s] * slopes[r] * slopes[s];
  }
  return 2 / total;
}

/** Expected information of (g, σ²) times 2σ⁴ for REML: tr(P ∂V_r P ∂V_s). */
function expectedInformation(products: MarginalProducts, frame: CoefficientFrame, elements: readonly Element[]): Float64Array {
  const { cross } = products;
  const { products: table, traces } = gramTensor(products, frame.cholesky);
  const count = elements.length;
  const size = count + 1;
  const out = new Float64Array(size * size);
  let rest = cross.n - cross.p;
  for (let r = 0; r < count; r++) {
    const x = elements[r];
    const k = cross.blocks[x.block].k;
    const trace = (x.a === x.b ? 1 : 2) * traces[x.block][x.a * k + x.b];
    let mixed = trace;
    for (let s = 0; s < count; s++) {
      const y = elements[s];
      const value = pairTrace(table[x.block][y.block], k, cross.blocks[y.block].k, x, y);
      out[r * size + s] = value;
      mixed -= y.value * value;
    }
    out[r * size + count] = out[count * size + r] = mixed;
    rest -= x.value * (trace + mixed);
  }
  out[count * size + count] = rest;
  return out;
}

/** tr(S E_r S E_s). */
function pairTrace(table: Float64Array, k: number, l: number, x: Element, y: Element): number {
  const at = (a: number, b: number, c: number, d: number): number => table[((a * k + b) * l + c) * l + d];
  let total = at(x.a, x.b, y.a, y.b);
  if (x.a !== x.b) total += at(x.b, x.a, y.a, y.b);
  if (y.a !== y.b) total += at(x.a, x.b, y.b, y.a);
  if (x.a !== x.b && y.a !== y.b) total += at(x.b, x.a, y.b, y.a);
  return total;
}

/** (I ⊗ E)N on the rows of one block, 0 elsewhere. */
function applyElement({ k, levels, offset }: Block, { a, b }: Element, n: Float64Array, q: number, p: number): Float64Array {
  const out = new Float64Array(q * p);
  for (let m = 0; m < levels; m++) {
    const x = (offset + m * k + a) * p;
    const y = (offset + m * k + b) * p;
    for (let c = 0; c < p; c++) {
      out[x + c] = n[y + c];
      out[y + c] = n[x + c];
    }
  }
  return out;
}

/** X′Y of two q × p matrices. */
function transposedProduct(x: Float64Array, y: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let at = 0; at < x.length; at += p) {
    for (let i = 0; i < p; i++) {
      const factor = x[at + i];
      if (factor === 0) continue;
      for (let j = 0; j < p; j++) out[i * p + j] += factor * y[at + j];
    }
  }
  return out;
}

/** M − Σ g_s M_s. */
function combine(matrix: Float64Array, parts: readonly Float64Array[], elements: readonly Element[]): Float64Array {
  const out = Float64Array.from(matrix);
  elements.forEach(({ value }, s) => {
    for (let i = 0; i < out.length; i++) out[i] -= value * parts[s][i];
  });
  return out;
}

function multiply(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < p; k++) {
      const factor = a[i * p + k];
      for (let j = 0; j < p; j++) out[i * p + j] += factor * b[k * p + j];
    }
  }
  return out;
}

function multiplyVector(a: Float64Array, v: Float64Array): Float64Array {
  const p = v.length;
  const out = new Float64Array(p);
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) out[i] += a[i * p + j] * v[j];
  return out;
}
