/** Ratio of minima and median of paired ratios may differ by that much; beyond it the machine was too busy to tell. */
export const STEADY = 0.1;

/** Times of one entrant, milliseconds per call: { min, p25, median, n }. */
export function describeTimes(times) {
  const sorted = times.filter((ms) => !Number.isNaN(ms)).toSorted((a, b) => a - b);
  return { min: sorted[0], p25: quantile(sorted, 0.25), median: quantile(sorted, 0.5), n: sorted.length };
}

/**
 * How many times less ours takes than theirs: ratio of minima, median of the ratios within a round, and their 10th and 90th percentiles.
 * `ratio` is null where the two disagree.
 */
export function compare(ours, theirs) {
  const ratioOfMinima = describeTimes(theirs).min / describeTimes(ours).min;
  const paired = theirs.map((ms, round) => ms / ours[round]).filter((ratio) => !Number.isNaN(ratio)).toSorted((a, b) => a - b);
  const pairedMedian = quantile(paired, 0.5);
  const isSteady = Math.abs(ratioOfMinima - pairedMedian) <= STEADY * Math.min(ratioOfMinima, pairedMedian);
  return { ratio: isSteady ? ratioOfMinima : null, ratioOfMinima, pairedMedian, spread: [quantile(paired, 0.1), quantile(paired, 0.9)], steady: isSteady };
}

function quantile(sorted, p) {
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  return sorted[low] + (at - low) * (sorted[Math.ceil(at)] - sorted[low]);
}
