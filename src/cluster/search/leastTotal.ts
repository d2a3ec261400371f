/** The candidate with the least weighted sum of costs; the lowest index of equals. */
export function leastTotal(data: Float64Array | Float32Array, size: number, weights: Float64Array): number {
  let best = 0;
  let least = Infinity;
  for (let candidate = 0; candidate < size; candidate++) {
    const from = candidate * size;
    let total = 0;
    for (let o = 0; o < size; o++) total += weights[o] * data[from + o];
    if (total < least) {
      best = candidate;
      least = total;
    }
  }
  return best;
}
