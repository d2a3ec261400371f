import { exp, ln } from "../../numeric/special/index.ts";
import { applyBlock, contract, dot } from "./blockAlgebra.ts";
import type { CrossProducts } from "../engine/crossProducts.ts";
import { factorise } from "../engine/factorise.ts";
import { gramTensor } from "./gramTensor.ts";
import { covarianceOf, lowerTrapezoid } from "../engine/lowerTrapezoid.ts";
import { marginalProducts } from "./marginalProducts.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";
import { multiplyMarginal } from "./multiplyMarginal.ts";
import type { ResponseProducts } from "../engine/responseProducts.ts";
import { solve } from "../engine/solve.ts";

/** Where the criterion is evaluated: covariances on the scale of the response, nothing profiled but the coefficients. */
export interface ProfilePoint {
  /** Per block T with Var(b) = TT′, k × k, any shape, for the scaled columns of Z. */
  readonly factors: readonly Float64Array[];
  /** ln σ. */
  readonly logSigma: number;
  /** A coefficient that is held: its contrast in the frame of Q and its value less that of least squares; null for none. */
  readonly held: { readonly l: Float64Array; readonly value: number } | null;
}

/** A direction of change: `change` is added to T of `block`; block −1 is ln σ. */
export interface ProfileDirection {
  readonly block: number;
  readonly change: Float64Array;
}

/** The criterion and its derivatives in given directions. */
export interface ProfileValue {
  /** −2 ln likelihood, +∞ where it cannot be evaluated. */
  readonly objective: number;
  /** First derivatives. */
  readonly gradient: Float64Array;
  /** Second derivatives, square. */
  readonly hessian: Float64Array;
  /** Derivative with respect to the held coefficient's value; 0 for none. */
  readonly heldSlope: number;
}

/**
 * −2 ln (restricted) likelihood with exact first and second derivatives in elements of T and ln σ.
 *
 * With V = σ²H linear in G = TT′ and σ²: first derivatives tr(P∂V) − y′P∂VPy, second −tr(P∂VP∂V) + 2y′P∂VP∂VPy, all through S = Z′PZ and
 * g = Z′Py by PHP = P; for ML the traces take H⁻¹ for P. Holding a coefficient adds to P the one direction that its column leaves.
 */
export function profileCriterion(
  cross: CrossProducts,
  response: ResponseProducts,
  method: MixedModelMethod,
  point: ProfilePoint,
  directions: readonly ProfileDirection[],
): ProfileValue {
  const { p, q, n, blocks } = cross;
  const count = directions.length;
  const gradient = new Float64Array(count);
  const hessian = new Float64Array(count * count);
  const sigma = exp(point.logSigma);
  const relative = point.factors.map((factor) => factor.map((value) => value / sigma));
  const factorisation = factorise(cross, relative.map((factor, t) => lowerTrapezoid(factor, blocks[t].k, blocks[t].k)));
  const solution = solve(cross, factorisation, response);
  if (!(solution.r2 > 0) || !Number.isFinite(factorisation.logDetM + factorisation.logDetC)) return { objective: Infinity, gradient, hessian, heldSlope: 0 };
  const products = marginalProducts(cross, factorisation);
  const restricted = method === "REML";
  const { products: table, traces } = gramTensor(products, restricted ? factorisation.rc : null);
  const project = projector(products.n, factorisation.rc, p);

  // The held coefficient: g̃ = g + Nvδ, r̃² = r² + δ²φ, and what P gains.
  const v = point.held === null ? null : solveCholesky(factorisation.rc, point.held.l);
  const phi = point.held === null || v === null ? 1 : dot(point.held.l, v);
  const delta = point.held === null ? 0 : (dot(point.held.l, solution.beta) - point.held.value) / phi;
  const extra = v === null ? null : multiplyColumns(products.n, v, q);
  const g = extra === null ? solution.g : solution.g.map((value, i) => value + extra[i] * delta);
  const s2 = sigma * sigma;
  const r2 = (solution.r2 + delta * delta * phi) / s2;
  const degrees = restricted ? n - p : n;
  const determinants = factorisation.logDetM + (restricted ? factorisation.logDetC + 2 * cross.logDetR : 0);
  const objective = determinants + r2 + degrees * (ln(2 * Math.PI) + 2 * point.logSigma) - cross.logWeights;

  const throughP = (x: Float64Array): Float64Array => {
    const out = multiplyMarginal(products, x, 1);
    project(x, out);
    if (extra !== null) {
      const along = dot(extra, x) / phi;
      for (let i = 0; i < q; i++) out[i] += extra[i] * along;
    }
    return out;
  };
  const gamma = blocks.map(({ k, levels, offset }, t) => {
    const out = Float64Array.from(traces[t]);
    for (let m = 0; m < levels; m++) {
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[a * k + b] -= (g[offset + m * k + a] * g[offset + m * k + b]) / s2;
    }
    return out;
  });
  const covariances = relative.map((factor, t) => covarianceOf(factor, blocks[t].k));
  const changes = directions.map(({ block, change }) => change.map((value) => value / (block < 0 ? 1 : sigma)));
  const slopes = directions.map(({ block }, r) => (block < 0 ? new Float64Array(0) : symmetricProduct(changes[r], relative[block], blocks[block].k)));
  const moved = directions.map(({ block }, r) => (block < 0 ? null : applyBlock(blocks[block], slopes[r], g, q)));
  const through = moved.map((x) => (x === null ? null : throughP(x)));

  // With respect to σ² at fixed G, in units of 1/σ².
  const gg = new Float64Array(q);
  blocks.forEach((block, t) => applyBlock(block, covariances[t], g, q).forEach((value, i) => (gg[i] += value)));
  const rest = throughP(gg).map((value, i) => g[i] - value);
  let traceG = 0;
  let traceGG = 0;
  for (let i = 0; i < blocks.length; i++) {
    traceG += dot(traces[i], covariances[i]);
    for (let j = 0; j < blocks.length; j++) traceGG += contract(table[i][j], covariances[i], covariances[j]);
  }
  const squares = r2 - dot(g, gg) / s2;
  const slopeS = degrees - traceG - squares;
  const curveS = -(degrees - 2 * traceG + traceGG) + 2 * (squares - dot(gg, rest) / s2);

  for (let r = 0; r < count; r++) {
    const x = directions[r];
    gradient[r] = x.block < 0 ? 2 * slopeS : dot(gamma[x.block], slopes[r]);
    for (let s = 0; s <= r; s++) {
      const y = directions[s];
      let value: number;
      if (x.block < 0 && y.block < 0) value = 4 * curveS + 4 * slopeS;
      else if (x.block < 0 || y.block < 0) {
        const at = x.block < 0 ? s : r;
        const { block } = directions[at];
        value = -dot(traces[block], slopes[at]) + (2 * dot(moved[at] as Float64Array, rest)) / s2;
        for (let j = 0; j < blocks.length; j++) value += contract(table[block][j], slopes[at], covariances[j]);
        value *= 2;
      } else {
        value = -contract(table[x.block][y.block], slopes[r], slopes[s]) + (2 * dot(moved[r] as Float64Array, through[s] as Float64Array)) / s2;
        if (x.block === y.block) value += dot(gamma[x.block], symmetricProduct(changes[r], changes[s], blocks[x.block].k));
      }
      hessian[r * count + s] = hessian[s * count + r] = value;
    }
  }
  return { objective, gradient, hessian, heldSlope: (-2 * delta) / s2 };
}

/** YT′ + TY′. */
function symmetricProduct(y: Float64Array, t: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) for (let c = 0; c < k; c++) out[a * k + b] += y[a * k + c] * t[b * k + c] + t[a * k + c] * y[b * k + c];
  }
  return out;
}

/** Subtracts NC⁻¹N′x from a vector. */
function projector(n: Float64Array, rc: Float64Array, p: number): (x: Float64Array, out: Float64Array) => void {
  return (x, out) => {
    const nx = new Float64Array(p);
    for (let i = 0; i < x.length; i++) for (let c = 0; c < p; c++) nx[c] += n[i * p + c] * x[i];
    const solved = solveCholesky(rc, nx);
    for (let i = 0; i < x.length; i++) for (let c = 0; c < p; c++) out[i] -= n[i * p + c] * solved[c];
  };
}

function multiplyColumns(n: Float64Array, v: Float64Array, q: number): Float64Array {
  const p = v.length;
  const out = new Float64Array(q);
  for (let i = 0; i < q; i++) for (let c = 0; c < p; c++) out[i] += n[i * p + c] * v[c];
  return out;
}

/** (LL′)⁻¹x. */
function solveCholesky(l: Float64Array, x: Float64Array): Float64Array {
  const p = x.length;
  const out = Float64Array.from(x);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < i; k++) out[i] -= l[i * p + k] * out[k];
    out[i] /= l[i * p + i];
  }
  for (let i = p - 1; i >= 0; i--) {
    for (let k = i + 1; k < p; k++) out[i] -= l[k * p + i] * out[k];
    out[i] /= l[i * p + i];
  }
  return out;
}
