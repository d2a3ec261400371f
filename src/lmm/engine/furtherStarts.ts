import type { CovarianceFactors } from "./applyLambda.ts";
import type { CrossProducts } from "./crossProducts.ts";

/** Models of up to so many rows are searched from many starts: so few data can have several minima anywhere. */
const FEW_ROWS = 60;

/** Larger models with slopes are, if they end on the boundary and an evaluation takes about this many multiplications at most. */
const MODERATE_WORK = 1e7;

/** Relative standard deviations of all effects. */
const SIZES = { few: [0.01, 0.1, 1, 10, 30], moderate: [0.01, 1, 10] } as const;

/** Of an effect that is left out of a start. */
const SMALL = 0.01;

/**
 * Further starts of the search, since the criterion can have several minima: few rows, or slopes and a covariance matrix on the boundary.
 * No number of starts finds the lowest for certain.
 *
 * @param cross Cross-products of the design.
 * @param reached Where the first search ended.
 * @returns Diagonal factors: all effects alike in several sizes; of few rows also each effect alone, and all but it.
 */
export function furtherStarts(cross: CrossProducts, reached: CovarianceFactors): CovarianceFactors[] {
  const { n, p, q, q2, blocks } = cross;
  const few = n <= FEW_ROWS;
  const onBoundary = blocks.some(({ k }, t) => reached[t][k * k - 1] === 0);
  if (!few && !(onBoundary && blocks.some(({ slopes }) => slopes) && q * (q2 + p) * (q2 + p) < MODERATE_WORK)) return [];
  const starts = SIZES[few ? "few" : "moderate"].map((size) => diagonal(cross, () => size));
  const effects = blocks.reduce((sum, { k }) => sum + k, 0);
  if (!few || effects === 1) return starts;
  for (let one = 0; one < effects; one++) {
    starts.push(diagonal(cross, (effect) => (effect === one ? 1 : SMALL)), diagonal(cross, (effect) => (effect === one ? SMALL : 1)));
  }
  return starts;
}

/** Factors with the given diagonal; effects are counted through all terms. */
function diagonal({ blocks }: CrossProducts, size: (effect: number) => number): CovarianceFactors {
  let first = 0;
  return blocks.map(({ k }) => {
    const factor = new Float64Array(k * k);
    for (let a = 0; a < k; a++) factor[a * k + a] = size(first + a);
    first += k;
    return factor;
  });
}
