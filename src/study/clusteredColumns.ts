import { sum } from "../numeric/sum.ts";
import { midranks } from "../numeric/ranks.ts";
import type { ClusteredRows, CorrelationKind, CorrelationScope } from "./clusteredCorrelation.ts";

/** Columns made ready for one scope: their correlation is the one sought. */
export interface ClusteredColumns {
  /** x, y and, for a partial correlation, the control; shape [entries] each. */
  readonly values: readonly Float64Array[];
  /** Weight of each entry, shape [entries]. */
  readonly weight: Float64Array;
  /** The entries of cluster i are starts[i] … starts[i + 1] − 1, shape [clusters + 1]. */
  readonly starts: Int32Array;
  /** Whether the values are deviations from means of their own, so that no mean is to be taken out. */
  readonly centred: boolean;
  /** Number of clusters that add to the product sum: all, or for deviations within cells those in which x and y vary. */
  readonly counting: number;
}

/** Values closer to one another than this part of the largest differ by rounding alone. */
const ROUNDING = 1e-12;

/**
 * Brings clustered rows into the form whose correlation is the pooled, within or between one.
 *
 * @param rows The rows.
 * @param scope Which variation.
 * @param kind Which correlation: for ranks within cells the values are replaced here, others are ranked when correlated.
 * @returns Columns, weights, clusters.
 */
export function clusteredColumns(rows: ClusteredRows, scope: CorrelationScope, kind: CorrelationKind): ClusteredColumns {
  const { x, y, control, weight, cell, cluster } = rows;
  const given = kind === "partial" && control !== undefined ? [x, y, control] : [x, y];
  const ranked = kind === "spearman";
  const columns = ranked && scope !== "between" ? given.map(withTies) : given;
  const starts = runStarts(cluster);
  if (scope === "within") return withinCells(columns, weight, starts, runStarts(cell), ranked);
  const clusters = starts.length - 1;
  if (scope === "between") {
    const cells = runStarts(cell);
    const means = columns.map((column) => clusterMeans(column, weight, starts, cells));
    return {
      values: (ranked ? means.map(withTies) : means).map((column) => scaled(column)),
      weight: new Float64Array(clusters).fill(1),
      starts: Int32Array.from({ length: clusters + 1 }, (_, i) => i),
      centred: false,
      counting: clusters,
    };
  }
  return { values: columns.map((column) => scaled(column)), weight, starts, centred: false, counting: clusters };
}

function withinCells(columns: readonly Float64Array[], weight: Float64Array, starts: Int32Array, cells: Int32Array, ranked: boolean): ClusteredColumns {
  const values = columns.map((column) => scaled(deviations(ranked ? ranksInCells(column, cells) : column, weight, cells), false));
  let counting = 0;
  for (let i = 0; i + 1 < starts.length; i++) {
    const varies = (column: Float64Array): boolean => column.subarray(starts[i], starts[i + 1]).some((value) => value !== 0);
    if (varies(values[0]) && varies(values[1])) counting++;
  }
  return { values, weight, starts, centred: true, counting };
}

/** Where each run of equal codes starts, and at last the number of rows. */
function runStarts(codes: ArrayLike<number>): Int32Array {
  const starts: number[] = [];
  for (let row = 0; row < codes.length; row++) if (row === 0 || codes[row] !== codes[row - 1]) starts.push(row);
  return Int32Array.from([...starts, codes.length]);
}

/** Deviations from the weighted mean of the cell; none where a cell's values differ by rounding alone. */
function deviations(column: Float64Array, weight: Float64Array, cells: Int32Array): Float64Array {
  const result = new Float64Array(column.length);
  for (let i = 0; i + 1 < cells.length; i++) {
    const own = column.subarray(cells[i], cells[i + 1]);
    if (!varies(own)) continue;
    const center = weightedMean(own, weight.subarray(cells[i], cells[i + 1]));
    for (let j = 0; j < own.length; j++) result[cells[i] + j] = own[j] - center;
  }
  return result;
}

/** Midranks in each cell as shares of its rows, so that cells with many rows do not outweigh the others. */
function ranksInCells(column: Float64Array, cells: Int32Array): Float64Array {
  const result = new Float64Array(column.length);
  for (let i = 0; i + 1 < cells.length; i++) {
    const own = column.subarray(cells[i], cells[i + 1]);
    if (varies(own)) result.set(midranks(own).map((rank) => rank / own.length), cells[i]);
  }
  return result;
}

/** For each cluster the mean over its cells of their weighted means. */
function clusterMeans(column: Float64Array, weight: Float64Array, starts: Int32Array, cells: Int32Array): Float64Array {
  const means = new Float64Array(starts.length - 1);
  let cell = 0;
  for (let i = 0; i + 1 < starts.length; i++) {
    const own: number[] = [];
    for (; cells[cell] < starts[i + 1]; cell++) own.push(weightedMean(column.subarray(cells[cell], cells[cell + 1]), weight.subarray(cells[cell], cells[cell + 1])));
    means[i] = sum(own) / own.length;
  }
  return means;
}

/** The column less its mean, in units of its largest deviation, lest squares overflow or cancel; zeros where it varies by rounding alone. */
function scaled(column: Float64Array, centre: boolean = true): Float64Array {
  if (centre && !varies(column)) return new Float64Array(column.length);
  const center = centre ? sum(column) / column.length : 0;
  const result = column.map((value) => value - center);
  let largest = 0;
  for (let i = 0; i < result.length; i++) largest = Math.max(largest, Math.abs(result[i]));
  return largest > 0 ? result.map((value) => value / largest) : result;
}

/** The values, those that differ from the next smaller ones by rounding alone made equal to them, so that they share a rank. */
function withTies(column: Float64Array): Float64Array {
  const order = Uint32Array.from(column, (_, i) => i).sort((a, b) => column[a] - column[b]);
  const slack = ROUNDING * Math.max(Math.abs(column[order[0]]), Math.abs(column[order[order.length - 1]]));
  const result = column.slice();
  for (let i = 1; i < order.length; i++) if (column[order[i]] - result[order[i - 1]] <= slack) result[order[i]] = result[order[i - 1]];
  return result;
}

/** Whether values spread by more than the rounding of values this large. */
function varies(values: Float64Array): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  return most - least > ROUNDING * Math.max(Math.abs(least), Math.abs(most));
}

function weightedMean(values: Float64Array, weight: Float64Array): number {
  let total = 0;
  let weights = 0;
  for (let i = 0; i < values.length; i++) {
    total += weight[i] * values[i];
    weights += weight[i];
  }
  return total / weights;
}
