import type { ConfidenceInterval } from "../numeric/types.ts";
import { exp, expm1, log1p, studentTQuantile, studentTUpperTail } from "../numeric/special/index.ts";
import { type ClusteredColumns, clusteredColumns } from "./clusteredColumns.ts";

/** Which variation a correlation is of: all of it, that among the subsets of one problem, or that among the problems' means. */
export type CorrelationScope = "pooled" | "within" | "between";

/** Which correlation: of the values, of their ranks, or of the values with the control held fixed. */
export type CorrelationKind = "pearson" | "spearman" | "partial";

/** Rows in cells in clusters: subsets of the samples of a problem (and setting), and problems. */
export interface ClusteredRows {
  /** First column, finite, shape [rows]. */
  readonly x: Float64Array;
  /** Second column, finite, shape [rows]. */
  readonly y: Float64Array;
  /** What a partial correlation holds fixed, finite, shape [rows]. */
  readonly control?: Float64Array;
  /** Weight of each row, > 0, shape [rows]. */
  readonly weight: Float64Array;
  /** Cell of each row; the rows of a cell stand together, shape [rows]. */
  readonly cell: ArrayLike<number>;
  /** Cluster of each row; the cells of a cluster stand together, shape [rows]. */
  readonly cluster: ArrayLike<number>;
}

/** A correlation whose interval and test take the clusters, not the rows, as the independent units. */
export interface ClusteredCorrelation {
  /** The coefficient, in [−1, 1]; NaN where a column does not vary. */
  readonly estimate: number;
  /** Its standard error over clusters; NaN where the interval is. */
  readonly standardError: number;
  /** Interval; NaN ends where fewer than two clusters count, or where all of them or all but one leave nothing that varies or a coefficient of ±1. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Two-sided p-value of no correlation; NaN where the interval is. */
  readonly pValue: number;
  /** Degrees of freedom of the interval and the test: one less than `clusters`, at least 0. */
  readonly df: number;
  /** Number of clusters that count: all, or within cells those in which both columns vary. */
  readonly clusters: number;
}

/**
 * A correlation over clustered rows, with a jackknife over clusters.
 *
 * Pooled: the weighted correlation of all rows. Within: of the deviations from the means of the cells. Between: of the means of
 * the clusters. Spearman takes midranks: among all rows, among the rows of each cell, among the clusters. Each cluster is
 * left out in turn (and the rest ranked anew), and on Fisher's scale z = artanh r
 *
 *   SE² = (C − 1)/C · Σ(z₍₋ᵢ₎ − z̄)², interval tanh(z ± t·SE), t = z/SE,
 *
 * with one degree of freedom less than there are clusters that count.
 *
 * @param rows Columns, weights, cells and clusters.
 * @param scope Which variation.
 * @param kind Which correlation; `"partial"` needs `control`.
 * @param level Confidence level.
 * @returns The coefficient with interval and test.
 */
export function clusteredCorrelation(rows: ClusteredRows, scope: CorrelationScope, kind: CorrelationKind, level: number): ClusteredCorrelation {
  const columns = clusteredColumns(rows, scope, kind);
  const correlate = kind === "spearman" && scope !== "within" ? rankCorrelation(columns) : momentCorrelation(columns);
  const estimate = correlate(-1);
  const { counting, starts } = columns;
  const df = Math.max(0, counting - 1);
  const undefinedTail = { standardError: NaN, confidenceInterval: { low: NaN, high: NaN, level }, pValue: NaN, df, clusters: counting };
  if (!(Math.abs(estimate) < 1) || df < 1) return { estimate, ...undefinedTail };

  const z = artanh(estimate);
  const without = Float64Array.from({ length: starts.length - 1 }, (_, cluster) => artanh(correlate(cluster)));
  let center = 0;
  for (let i = 0; i < without.length; i++) center += without[i] / without.length;
  let squares = 0;
  for (let i = 0; i < without.length; i++) squares += (without[i] - center) * (without[i] - center);
  const error = Math.sqrt((squares * (without.length - 1)) / without.length);
  if (!(error > 0 && error < Infinity)) return { estimate, ...undefinedTail };
  const margin = studentTQuantile((1 + level) / 2, df) * error;
  return {
    estimate,
    standardError: error * (1 - estimate * estimate),
    confidenceInterval: { low: tanh(z - margin), high: tanh(z + margin), level },
    pValue: 2 * studentTUpperTail(Math.abs(z) / error, df),
    df,
    clusters: counting,
  };
}

/** The correlation with one cluster left out, −1 for none. */
type Correlate = (leftOut: number) => number;

/** A sum of squares that is this small a part of the whole is what rounding left of a column that does not vary. */
const NEGLIGIBLE = 1e-13;

/** From sums of products per cluster: leaving a cluster out costs a subtraction. */
function momentCorrelation({ values, weight, starts, centred }: ClusteredColumns): Correlate {
  const q = values.length;
  const clusters = starts.length - 1;
  // Of each cluster: Σw, Σw·v_a, Σw·v_a·v_b for a ≤ b; and last, of all.
  const width = 1 + q + (q * (q + 1)) / 2;
  const sums = new Float64Array((clusters + 1) * width);
  for (let cluster = 0; cluster < clusters; cluster++) {
    const at = cluster * width;
    for (let row = starts[cluster]; row < starts[cluster + 1]; row++) {
      const w = weight[row];
      let slot = at;
      sums[slot++] += w;
      for (let a = 0; a < q; a++) sums[slot++] += w * values[a][row];
      for (let a = 0; a < q; a++) for (let b = a; b < q; b++) sums[slot++] += w * values[a][row] * values[b][row];
    }
    for (let slot = 0; slot < width; slot++) sums[clusters * width + slot] += sums[at + slot];
  }
  const own = new Float64Array(width);
  const products = new Float64Array(width - 1 - q);
  return (leftOut) => {
    for (let slot = 0; slot < width; slot++) own[slot] = sums[clusters * width + slot] - (leftOut < 0 ? 0 : sums[leftOut * width + slot]);
    for (let a = 0, p = 0; a < q; a++) {
      for (let b = a; b < q; b++, p++) {
        const raw = own[1 + q + p];
        products[p] = centred ? raw : raw - (own[1 + a] * own[1 + b]) / own[0];
        if (a === b && !(products[p] > NEGLIGIBLE * sums[clusters * width + 1 + q + p])) return NaN;
      }
    }
    if (q === 2) return clamp(products[1] / Math.sqrt(products[0] * products[2]));
    const [xx, xy, xz, yy, yz, zz] = products;
    const restX = 1 - (xz * xz) / (xx * zz);
    const restY = 1 - (yz * yz) / (yy * zz);
    if (!(restX > NEGLIGIBLE && restY > NEGLIGIBLE)) return NaN;
    return clamp((xy - (xz * yz) / zz) / Math.sqrt(xx * restX * (yy * restY)));
  };
}

/** Ranks the rows left anew each time. A rank is the weight below plus half of that at the value, so that its mean is W/2. */
function rankCorrelation({ values, weight, starts }: ClusteredColumns): Correlate {
  const size = weight.length;
  const orders = values.map((column) => Uint32Array.from(column, (_, i) => i).sort((a, b) => column[a] - column[b]));
  const ranks = values.map(() => new Float64Array(size));
  const own = weight.slice();
  return (leftOut) => {
    if (leftOut >= 0) own.fill(0, starts[leftOut], starts[leftOut + 1]);
    let total = 0;
    for (let row = 0; row < size; row++) total += own[row];
    for (let a = 0; a < values.length; a++) rankAll(values[a], orders[a], own, total / 2, ranks[a]);
    const [x, y] = ranks;
    let xx = 0;
    let xy = 0;
    let yy = 0;
    for (let row = 0; row < size; row++) {
      const w = own[row];
      xx += w * x[row] * x[row];
      xy += w * x[row] * y[row];
      yy += w * y[row] * y[row];
    }
    if (leftOut >= 0) own.set(weight.subarray(starts[leftOut], starts[leftOut + 1]), starts[leftOut]);
    // Ranks that vary at all do so by half a weight or more.
    const least = NEGLIGIBLE * total * total * total;
    return xx > least && yy > least ? clamp(xy / Math.sqrt(xx * yy)) : NaN;
  };
}

function rankAll(column: Float64Array, order: Uint32Array, weight: Float64Array, center: number, ranks: Float64Array): void {
  let below = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    let here = 0;
    for (; end < order.length && column[order[end]] === column[order[start]]; end++) here += weight[order[end]];
    for (let i = start; i < end; i++) ranks[order[i]] = below + here / 2 - center;
    below += here;
  }
}

function clamp(r: number): number {
  return Math.max(-1, Math.min(1, r));
}

function artanh(r: number): number {
  return (log1p(r) - log1p(-r)) / 2;
}

function tanh(z: number): number {
  const rest = -expm1(-2 * Math.abs(z)) / (1 + exp(-2 * Math.abs(z)));
  return z < 0 ? -rest : rest;
}
