import { ln, log1p } from "../numeric/special/index.ts";

/** From here on Stirling's series, five terms of it, is exact to double precision. */
const STIRLING = 16;

/** Up to this many terms a sum is taken as it is; beyond, its closed form is faster and as exact. */
const LONGEST_SUM = 64;

/** The rising factorial x(x + 1)…(x + d − 1), as sums over its factors. */
export interface RisingSums {
  /** Σ ln(x + j), j = 0 … d − 1. */
  readonly logs: number;
  /** Σ 1/(x + j). */
  readonly first: number;
  /** Σ 1/(x + j)². */
  readonly second: number;
}

/** The three sums for x > 0 and an integer d ≥ 0. */
export function risingSums(x: number, d: number): RisingSums {
  let logs = 0;
  let first = 0;
  let second = 0;
  const direct = d <= LONGEST_SUM ? d : Math.min(d, Math.max(0, Math.ceil(STIRLING - x)));
  for (let j = 0; j < direct; j++) {
    const inverse = 1 / (x + j);
    logs += ln(x + j);
    first += inverse;
    second += inverse * inverse;
  }
  if (direct < d) {
    const low = x + direct;
    const high = x + d;
    const length = d - direct;
    const p = 1 / (low * low);
    const q = 1 / (high * high);
    const step = length / (low * high);
    logs += logRising(low, length);
    first += log1p(length / low) + step / 2 + digammaRest(p) - digammaRest(q);
    second += step + (p - q) / 2 + trigammaRest(p) / low - trigammaRest(q) / high;
  }
  return { logs, first, second };
}

/** ln Γ(x + d) − ln Γ(x) for x, d > 0 without subtracting two large numbers; d need not be an integer. */
export function logRising(x: number, d: number): number {
  let total = 0;
  let at = x;
  for (; at < STIRLING; at++) total -= log1p(d / at);
  return total + (at - 0.5) * log1p(d / at) + d * (ln(at + d) - 1) + logGammaRest(at + d) - logGammaRest(at);
}

/** ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π]. */
function logGammaRest(x: number): number {
  const s = 1 / (x * x);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / x;
}

/** ln x − 1/(2x) − ψ(x) as a function of s = 1/x². */
function digammaRest(s: number): number {
  return s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s / 132))));
}

/** x·[ψ′(x) − 1/x − 1/(2x²)] as a function of s = 1/x². */
function trigammaRest(s: number): number {
  return s * (1 / 6 - s * (1 / 30 - s * (1 / 42 - s * (1 / 30 - (5 / 66) * s))));
}
