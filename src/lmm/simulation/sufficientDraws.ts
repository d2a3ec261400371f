import { normal, type Rng } from "../../random/index.ts";
import type { BalancedProducts } from "../balanced/balancedStrata.ts";
import { chiSquaredDraw } from "./chiSquaredDraw.ts";

/** Standard deviations per level of the crossed design. */
export interface CrossedDeviations {
  /** Between ensembles. */
  readonly ensemble: number;
  /** Between splits. */
  readonly split: number;
  /** Between cells of ensembles and splits, beyond both. */
  readonly residual: number;
}

/** A crossed design whose data sets are drawn as cross-products per stratum: no row is ever made. */
export interface SufficientDraws {
  /** Number of ensembles, N. */
  readonly ensembles: number;
  /** Number of splits, K. */
  readonly splits: number;
  /** Variance of the response per dimension of each stratum. */
  readonly response: Float64Array;
  /** Variance of the baseline per dimension of each stratum, null without one. */
  readonly baseline: Float64Array | null;
  /** What {@linkcode drawSufficient} fills: the predictor as a unit vector, then the baseline scaled to length 1. */
  readonly products: BalancedProducts;
}

/** Prepares N × K data sets with one row per cell, an ensemble-level predictor and, if wanted, a baseline that varies like the response. */
export function sufficientDraws(ensembles: number, splits: number, response: CrossedDeviations, baseline: CrossedDeviations | null): SufficientDraws {
  const columns = baseline === null ? 1 : 2;
  const products: BalancedProducts = {
    n: ensembles * splits,
    p: columns + 1,
    strata: 3,
    columns,
    df: Float64Array.of(ensembles - 1, splits - 1, (ensembles - 1) * (splits - 1)),
    a: new Float64Array(3 * columns * columns),
    z: new Float64Array(3 * columns),
    yy: new Float64Array(3),
  };
  // The predictor lies in the stratum of ensembles, whatever is drawn.
  products.a[0] = 1;
  const variances = ({ ensemble, split, residual }: CrossedDeviations) => {
    const own = residual * residual;
    return Float64Array.of(own + splits * ensemble * ensemble, own + ensembles * split * split, own);
  };
  return { ensembles, splits, response: variances(response), baseline: baseline === null ? null : variances(baseline), products };
}

/**
 * One data set under β = 0, which is no restriction: what is estimated of the variances does not depend on β, and β̂ moves with it.
 *
 * In each stratum the response is a normal vector of equal variances. Of it the fit sees its parts along the predictor and along the
 * baseline, which are independent normal numbers, and the squared length of the rest, which is χ². The baseline itself is drawn the same
 * way. Whatever the sizes, the draws are the same in number and order.
 *
 * @param draws Design; its products are overwritten.
 * @param rng Source of randomness: 1 normal and 3 χ² numbers, or 5 and 6 with a baseline.
 * @returns The length the baseline's column had before it was scaled to 1; 1 without one.
 */
export function drawSufficient({ ensembles, splits, response, baseline, products }: SufficientDraws, rng: Rng): number {
  const { a, z, yy, df } = products;
  const su = Math.sqrt(response[0]);
  const alongPredictor = su * normal(rng);
  if (baseline === null) {
    z[0] = alongPredictor;
    yy[0] = alongPredictor * alongPredictor + response[0] * chiSquaredDraw(ensembles - 2, rng, 0);
    yy[1] = response[1] * chiSquaredDraw(df[1], rng, 1);
    yy[2] = response[2] * chiSquaredDraw(df[2], rng, 2);
    return 1;
  }
  const own = su * normal(rng);
  const ownSplit = Math.sqrt(response[1]) * normal(rng);
  const ownResidual = Math.sqrt(response[2]) * normal(rng);
  yy[0] = alongPredictor * alongPredictor + own * own + response[0] * chiSquaredDraw(ensembles - 3, rng, 0);
  yy[1] = ownSplit * ownSplit + response[1] * chiSquaredDraw(splits - 2, rng, 1);
  yy[2] = ownResidual * ownResidual + response[2] * chiSquaredDraw(df[2] - 1, rng, 2);
  // The baseline: along the predictor, the rest of the ensembles' stratum, the other strata.
  let with1 = Math.sqrt(baseline[0]) * normal(rng);
  let rest = Math.sqrt(baseline[0] * chiSquaredDraw(ensembles - 2, rng, 3));
  let split = Math.sqrt(baseline[1] * chiSquaredDraw(df[1], rng, 4));
  let residual = Math.sqrt(baseline[2] * chiSquaredDraw(df[2], rng, 5));
  const length = Math.sqrt(with1 * with1 + rest * rest + split * split + residual * residual);
  with1 /= length;
  rest /= length;
  split /= length;
  residual /= length;
  a[1] = with1;
  a[2] = with1;
  a[3] = with1 * with1 + rest * rest;
  a[7] = split * split;
  a[11] = residual * residual;
  z[0] = alongPredictor;
  z[1] = with1 * alongPredictor + rest * own;
  z[3] = split * ownSplit;
  z[5] = residual * ownResidual;
  return length;
}
