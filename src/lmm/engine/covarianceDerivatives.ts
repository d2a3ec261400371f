import { applyLambdaTransposed } from "./applyLambda.ts";
import { coneGradient } from "./coneGradient.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { Factorisation } from "./factorise.ts";
import type { InverseParts } from "./inverseParts.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";
import { multiplyCross } from "./multiplyCross.ts";
import type { Solution } from "./solve.ts";
import { forwardSolve } from "./solveFactor.ts";
import { whitenedGradient } from "./whitenedGradient.ts";

/**
 * One direction in which a covariance factor moves. Where the rank is full T ← T·E, E = exp(δ) at a diagonal (row = column), I + δ at
 * (row, column) else; below full rank the entry (row, column) of T itself moves by δ.
 */
export interface Direction {
  /** Block that moves. */
  readonly block: number;
  /** Row of E or T. */
  readonly row: number;
  /** Column, at most `row`. */
  readonly column: number;
  /** Whether T moves by multiplication. */
  readonly whitened: boolean;
}

/** Derivatives of the criterion along directions. */
export interface CovarianceDerivatives {
  /** First derivatives, shape [directions]. */
  readonly gradient: Float64Array;
  /** Average information and the second-order terms of the parametrisation, directions × directions. */
  readonly information: Float64Array;
  /** (Dₖg)′S(Dₗg)/σ̂²: twice this less tr(SDₖSDₗ), with the terms of second order, are the exact second derivatives. */
  readonly quadratic: Float64Array;
}

/**
 * The free directions at given ranks: full rank k gives k(k + 1)/2 whitened ones, rank r < k the lower trapezoid of r columns.
 *
 * @param cross Cross-products of the design.
 * @param ranks Rank of every block.
 * @returns The directions, block after block.
 */
export function freeDirections({ blocks }: CrossProducts, ranks: ArrayLike<number>): Direction[] {
  const out: Direction[] = [];
  for (let block = 0; block < blocks.length; block++) {
    const { k } = blocks[block];
    for (let column = 0; column < ranks[block]; column++) {
      for (let row = column; row < k; row++) out.push({ block, row, column, whitened: ranks[block] === k });
    }
  }
  return out;
}

/**
 * Exact gradient and average information: in the second derivatives of the criterion the traces are replaced by their counterparts in
 * the data, so that one triangular solve per direction suffices.
 *
 * @param cross Cross-products of the design.
 * @param factorisation M and C.
 * @param parts Their inverses.
 * @param solution The solution.
 * @param method REML or ML.
 * @param directions Where to.
 * @returns Gradient and information.
 * @see Gilmour, Thompson and Cullis 1995, Biometrics 51, 1440–1450.
 */
export function covarianceDerivatives(
  cross: CrossProducts,
  factorisation: Factorisation,
  parts: InverseParts,
  solution: Solution,
  method: MixedModelMethod,
  directions: readonly Direction[],
): CovarianceDerivatives {
  const { n, p, blocks } = cross;
  const { factors } = factorisation;
  const df = method === "REML" ? n - p : n;
  const count = directions.length;
  const first: Float64Array[] = whitenedGradient(cross, factorisation, parts, solution, method);
  for (let t = 0; t < blocks.length; t++) {
    if (directions.some(({ block, whitened }) => block === t && !whitened)) first[t] = coneGradient(cross, factorisation, parts, solution, method, t).gamma;
  }
  const gradient = new Float64Array(count);
  const information = new Float64Array(count * count);
  const quadratic = new Float64Array(count * count);
  const images = directions.map((direction) => imageOf(cross, factorisation, solution, direction));
  for (let i = 0; i < count; i++) {
    const { block, row, column, whitened } = directions[i];
    const { k } = blocks[block];
    const gamma = first[block];
    if (whitened) gradient[i] = 2 * gamma[row * k + column];
    else for (let a = column; a < k; a++) gradient[i] += 2 * gamma[row * k + a] * factors[block][a * k + column];
    for (let j = 0; j <= i; j++) {
      const other = directions[j];
      const product = (innerProduct(images[i], images[j]) * df) / solution.r2;
      let value = product - (images[i].slope * images[j].slope * df) / (solution.r2 * solution.r2);
      if (block === other.block && column === other.column) {
        value += 2 * gamma[row * k + other.row];
        if (whitened && i === j && row === column) value += 2 * gamma[row * k + row];
      }
      information[i * count + j] = value;
      information[j * count + i] = value;
      quadratic[i * count + j] = product;
      quadratic[j * count + i] = product;
    }
  }
  return { gradient, information, quadratic };
}

/** D·g of one direction, D = ṪT′ + TṪ′, prepared for products with S. */
interface Image {
  /** a with Dg = Λa if whitened, else Dg. */
  readonly vector: Float64Array;
  /** Z′Z·Dg; null if whitened. */
  readonly product: Float64Array | null;
  /** L⁻¹a, or L⁻¹Λ′Z′Z·Dg. */
  readonly solved: Float64Array;
  /** R_C⁻¹ times W′a, or N′Dg. */
  readonly fixed: Float64Array;
  /** g′Dg. */
  readonly slope: number;
}

function imageOf(cross: CrossProducts, factorisation: Factorisation, { u, g }: Solution, { block, row, column, whitened }: Direction): Image {
  const { k, levels, offset } = cross.blocks[block];
  const vector = new Float64Array(cross.q);
  const T = factorisation.factors[block];
  let slope = 0;
  for (let base = offset; base < offset + levels * k; base += k) {
    vector[base + row] += u[base + column];
    if (whitened) {
      vector[base + column] += u[base + row];
      slope += 2 * u[base + row] * u[base + column];
    } else {
      for (let a = column; a < k; a++) vector[base + a] += T[a * k + column] * g[base + row];
      for (let a = 0; a < k; a++) slope += vector[base + a] * g[base + a];
    }
  }
  return finishImage(cross, factorisation, vector, whitened, slope);
}

function finishImage(cross: CrossProducts, factorisation: Factorisation, vector: Float64Array, whitened: boolean, slope: number): Image {
  const { p, q, zx } = cross;
  const { factors, rzx, rc } = factorisation;
  const product = whitened ? null : multiplyCross(cross, vector, 1);
  const solved = Float64Array.from(product ?? vector);
  if (!whitened) applyLambdaTransposed(cross, factors, solved, 1);
  forwardSolve(cross, factorisation, solved, 1);
  const fixed = new Float64Array(p);
  for (let i = 0; i < q; i++) {
    const s = solved[i];
    const v = vector[i];
    for (let a = 0; a < p; a++) fixed[a] += whitened ? rzx[i * p + a] * s : zx[i * p + a] * v - rzx[i * p + a] * s;
  }
  for (let a = 0; a < p; a++) {
    for (let b = 0; b < a; b++) fixed[a] -= rc[a * p + b] * fixed[b];
    fixed[a] /= rc[a * p + a];
  }
  return { vector, product, solved, fixed, slope };
}

/** (D₁g)′S(D₂g): a′a or v′Z′Zv less what M explains, and less the fixed effects. */
function innerProduct(left: Image, right: Image): number {
  let sum = 0;
  for (let a = 0; a < left.fixed.length; a++) sum -= left.fixed[a] * right.fixed[a];
  let solved = 0;
  for (let i = 0; i < left.solved.length; i++) solved += left.solved[i] * right.solved[i];
  // Between a whitened and a plain direction Λ′K = M⁻¹Λ′Z′Z leaves the product alone.
  if ((left.product === null) !== (right.product === null)) return sum + solved;
  const other = right.product ?? right.vector;
  let plain = 0;
  for (let i = 0; i < other.length; i++) plain += left.vector[i] * other[i];
  return sum + plain - solved;
}

/**
 * Average information along G + δvv′ of one block, without terms of second order.
 *
 * @param cross Cross-products of the design.
 * @param factorisation M and C.
 * @param solution The solution.
 * @param method REML or ML.
 * @param t Which block.
 * @param v Direction, shape [k].
 * @returns The information, ≥ 0 but for rounding.
 */
export function informationAlong(cross: CrossProducts, factorisation: Factorisation, { g, r2 }: Solution, method: MixedModelMethod, t: number, v: ArrayLike<number>): number {
  const { k, levels, offset } = cross.blocks[t];
  const vector = new Float64Array(cross.q);
  let slope = 0;
  for (let base = offset; base < offset + levels * k; base += k) {
    let along = 0;
    for (let a = 0; a < k; a++) along += v[a] * g[base + a];
    for (let a = 0; a < k; a++) vector[base + a] = along * v[a];
    slope += along * along;
  }
  const image = finishImage(cross, factorisation, vector, false, slope);
  const df = method === "REML" ? cross.n - cross.p : cross.n;
  return (innerProduct(image, image) * df) / r2 - (slope * slope * df) / (r2 * r2);
}
