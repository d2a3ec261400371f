import type { Costs } from "./asCosts.ts";
import { orderedDistances, randomLoss } from "./orderedDistances.ts";

/**
 * The expected loss of k samples when `mustKeep` is among them and the others are drawn uniformly without replacement.
 *
 * The distance of a sample to the drawn ones is capped by that to what is kept anyway: in ascending order they stay in order, so the
 * expectation over draws of k − m among n − m is that without mustKeep, of the capped distances.
 *
 * @param costs All distances.
 * @param weights Weight of each sample, shape [n].
 * @param mustKeep Samples always kept, m distinct ones.
 * @returns Expected loss for k, max(1, m) … n. O(n² log n) once, O(n) for each k.
 */
export function chanceLoss({ size: n, data }: Costs, weights: Float64Array, mustKeep: Int32Array): (k: number) => number {
  const caps = new Float64Array(n).fill(Infinity);
  const isKept = new Uint8Array(n);
  for (const c of mustKeep) {
    isKept[c] = 1;
    for (let o = 0, at = c * n; o < n; o++, at++) if (data[at] < caps[o]) caps[o] = data[at];
  }
  const fill = (objects: ArrayLike<number>, candidates: ArrayLike<number>, out: Float64Array): void => {
    for (let c = 0, at = 0; c < candidates.length; c++) {
      const from = candidates[c] * n;
      for (let o = 0; o < objects.length; o++, at++) {
        const object = objects[o];
        const value = data[from + object];
        // What is kept anyway cannot be drawn: it goes to the end of the order, which is cut off.
        out[at] = isKept[candidates[c]] === 1 ? Infinity : value < caps[object] ? value : caps[object];
      }
    }
  };
  const free = n - mustKeep.length;
  const ordered = orderedDistances({ size: n, fill }, weights).subarray(0, free);
  let least = 0;
  if (mustKeep.length > 0) for (let o = 0; o < n; o++) if (weights[o] > 0) least += weights[o] * caps[o];
  return (k) => (k === mustKeep.length ? least : randomLoss(ordered, k - mustKeep.length));
}
