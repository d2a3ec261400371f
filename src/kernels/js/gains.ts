import type { MedoidState } from "../medoidState.ts";

/** {@linkcode Kernels.gains} */
export function gains(state: MedoidState, isFirst: boolean): void {
  const { costs, candidates, weights, nearestCost, isMedoid, gains } = state;
  for (let c = 0; c < candidates; c++) {
    const from = c * weights.length;
    gains[c] = isFirst ? -total(costs, from, weights) : isMedoid[c] === 1 ? -Infinity : gain(costs, from, weights, nearestCost);
  }
}

/** {@linkcode Kernels.bestGain} */
export function bestGain({ costs, weights, nearestCost, gains, known }: MedoidState, count: number): number {
  for (;;) {
    let best = 0;
    for (let c = 1; c < gains.length; c++) if (gains[c] > gains[best]) best = c;
    if (known[best] >= count) return best;
    gains[best] = gain(costs, best * weights.length, weights, nearestCost);
    known[best] = count;
  }
}

/** Σ w·max(near − cost, 0), eight sums at a time. */
function gain(costs: Float64Array | Float32Array, from: number, weights: Float64Array, near: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  const size = weights.length;
  let o = 0;
  let at = from;
  for (; o < size - 7; o += 8, at += 8) {
    s0 += weights[o] * Math.max(near[o] - costs[at], 0);
    s1 += weights[o + 1] * Math.max(near[o + 1] - costs[at + 1], 0);
    s2 += weights[o + 2] * Math.max(near[o + 2] - costs[at + 2], 0);
    s3 += weights[o + 3] * Math.max(near[o + 3] - costs[at + 3], 0);
    s4 += weights[o + 4] * Math.max(near[o + 4] - costs[at + 4], 0);
    s5 += weights[o + 5] * Math.max(near[o + 5] - costs[at + 5], 0);
    s6 += weights[o + 6] * Math.max(near[o + 6] - costs[at + 6], 0);
    s7 += weights[o + 7] * Math.max(near[o + 7] - costs[at + 7], 0);
  }
  let sum = s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
  for (; o < size; o++, at++) sum += weights[o] * Math.max(near[o] - costs[at], 0);
  return sum;
}

/** Σ w·cost, eight sums at a time. */
function total(costs: Float64Array | Float32Array, from: number, weights: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  const size = weights.length;
  let o = 0;
  let at = from;
  for (; o < size - 7; o += 8, at += 8) {
    s0 += weights[o] * costs[at];
    s1 += weights[o + 1] * costs[at + 1];
    s2 += weights[o + 2] * costs[at + 2];
    s3 += weights[o + 3] * costs[at + 3];
    s4 += weights[o + 4] * costs[at + 4];
    s5 += weights[o + 5] * costs[at + 5];
    s6 += weights[o + 6] * costs[at + 6];
    s7 += weights[o + 7] * costs[at + 7];
  }
  let sum = s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
  for (; o < size; o++, at++) sum += weights[o] * costs[at];
  return sum;
}
