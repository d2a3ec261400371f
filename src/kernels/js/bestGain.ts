import type { MedoidState } from "../medoidState.ts";
import { costsOf } from "./medoidState.ts";

/** {@linkcode Kernels.bestGain} */
export function bestGain(state: MedoidState, count: number): number {
  const { candidates, gains, known, nearestCost, weights } = state;
  let best = 0;
  let most = -Infinity;
  for (let c = 0; c < candidates; c++) {
    if (!(gains[c] > most)) continue;
    if (known[c] < count) {
      known[c] = count;
      const { row, from } = costsOf(state, c);
      gains[c] = count === 0 ? -sumExcess(row, from, nearestCost, 0, weights) : sumExcess(nearestCost, 0, row, from, weights);
    }
    if (gains[c] > most) {
      most = gains[c];
      best = c;
    }
  }
  return best;
}

/** Σ w·max(a − b, 0), four sums at a time. */
function sumExcess(a: Float64Array, aFrom: number, b: Float64Array, bFrom: number, weights: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const size = weights.length;
  let o = 0;
  let i = aFrom;
  let j = bFrom;
  for (; o < size - 3; o += 4, i += 4, j += 4) {
    s0 += weights[o] * Math.max(a[i] - b[j], 0);
    s1 += weights[o + 1] * Math.max(a[i + 1] - b[j + 1], 0);
    s2 += weights[o + 2] * Math.max(a[i + 2] - b[j + 2], 0);
    s3 += weights[o + 3] * Math.max(a[i + 3] - b[j + 3], 0);
  }
  let sum = s0 + s1 + (s2 + s3);
  for (; o < size; o++, i++, j++) sum += weights[o] * Math.max(a[i] - b[j], 0);
  return sum;
}
