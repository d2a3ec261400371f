import type { DistanceSource } from "./costs/distanceSource.ts";

/** Candidates read at a time. */
const BLOCK = 64;

/** Silhouettes of objects. */
export interface SilhouetteValues {
  /** Silhouette of each object, shape [n]. */
  readonly values: Float64Array;
  /** Nearest other cluster of each, −1 where there is none, shape [n]. */
  readonly neighbor: Int32Array;
  /** Number of objects of each cluster, shape [clusters]. */
  readonly sizes: Int32Array;
}

/**
 * The definition behind `silhouette`, for clusters 0 … groups − 1 that all occur. O(n²).
 *
 * @param source The distances.
 * @param position Cluster of each object, shape [n].
 * @param groups Number of clusters.
 */
export function silhouetteValues({ size: n, fill }: DistanceSource, position: Int32Array, groups: number): SilhouetteValues {
  const sizes = new Int32Array(groups);
  for (let i = 0; i < n; i++) sizes[position[i]]++;
  const totals = clusterTotals(n, groups, position, fill);
  const values = new Float64Array(n);
  const neighbor = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) values[i] = ofObject(i, groups, position, sizes, totals, neighbor);
  return { values, neighbor, sizes };
}

/** Sum of the distances of each object to each cluster, object-major, shape [n, clusters]. */
function clusterTotals(n: number, groups: number, position: Int32Array, fill: (o: Int32Array, c: Int32Array, out: Float64Array) => void): Float64Array {
  const totals = new Float64Array(n * groups);
  const objects = Int32Array.from({ length: n }, (_, i) => i);
  const block = new Float64Array(Math.min(BLOCK, n) * n);
  for (let start = 0; start < n; start += BLOCK) {
    const candidates = objects.subarray(start, Math.min(start + BLOCK, n));
    fill(objects, candidates, block);
    for (let c = 0; c < candidates.length; c++) {
      const group = position[start + c];
      for (let i = 0, at = c * n; i < n; i++, at++) totals[i * groups + group] += block[at];
    }
  }
  return totals;
}

function ofObject(i: number, groups: number, position: Int32Array, sizes: Int32Array, totals: Float64Array, neighbor: Int32Array): number {
  const own = position[i];
  let b = Infinity;
  for (let g = 0; g < groups; g++) {
    if (g === own) continue;
    const mean = totals[i * groups + g] / sizes[g];
    if (mean < b || neighbor[i] < 0) {
      b = mean;
      neighbor[i] = g;
    }
  }
  if (groups < 2 || sizes[own] < 2) return 0;
  const a = totals[i * groups + own] / (sizes[own] - 1);
  if (a === b) return 0;
  return a < b ? 1 - a / b : b / a - 1;
}
