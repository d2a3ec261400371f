import { exp, ln } from "../numeric/special/index.ts";
import { type Derivatives, derivatives, type TailCounts } from "./betaBinomialLikelihood.ts";
import type { DistinctCounts } from "./distinctCounts.ts";

/**
 * Why the likelihood has no maximum at finite positive a and b, and where it tends instead: all success rates equal,
 * all of them 0 or 1, all 0, all 1; or that single samples say nothing about how success rates differ.
 */
export type Boundary = "no-overdispersion" | "all-or-nothing" | "all-zero" | "all-one" | "no-repeats";

/** The distribution of success rates that makes the counts most likely. */
export interface BetaShape {
  /** First shape; 0 or ∞ at a boundary. */
  readonly a: number;
  /** Second shape; 0 or ∞ at a boundary. */
  readonly b: number;
  /** Mean success rate, a/(a + b). */
  readonly mean: number;
  /** The boundary the likelihood tends to; null where it has a maximum. */
  readonly boundary: Boundary | null;
}

/** A shape and how it was reached. */
export interface Maximum extends BetaShape {
  /** Derivatives at the maximum; undefined at a boundary. */
  readonly at: Derivatives | undefined;
  /** Whether Newton's method met its tolerance; true at a boundary, which is known without it. */
  readonly converged: boolean;
  /** Newton steps taken. */
  readonly iterations: number;
}

type Pairs = Pick<DistinctCounts, "n" | "c">;

const MOST_STEPS = 200;

/** Largest change of ln a or ln b in one step. */
const LONGEST_STEP = 2;

/** Steps are not halved beyond this share of Newton's. */
const SHORTEST_SCALE = 1e-12;

/** Newton stops when the predicted gain in log-likelihood is below this; the step it then takes leaves an error near 1e-14. */
const TOLERANCE = 1e-14;

/** Maximum-likelihood shape for distinct pairs (n, c), each counted `weight` times. */
export function maximiseBetaBinomial(pairs: Pairs, weight: ArrayLike<number>, tails: TailCounts): Maximum {
  const boundary = findBoundary(pairs, weight);
  return boundary === undefined ? climb(tails, startingPoint(pairs, weight)) : { ...boundary, at: undefined, converged: true, iterations: 0 };
}

/**
 * The boundary where there is one. Equal success rates are the limit where the likelihood falls as the rates begin to
 * differ: there its derivative in 1/(a + b), half of Σ[c(c − 1)/p + (n − c)(n − c − 1)/(1 − p) − n(n − 1)] at the pooled p, is not positive.
 */
function findBoundary({ n, c }: Pairs, weight: ArrayLike<number>): BetaShape | undefined {
  let trials = 0;
  let successes = 0;
  let problems = 0;
  let solved = 0;
  let extreme = true;
  let single = true;
  for (let i = 0; i < n.length; i++) {
    if (weight[i] === 0) continue;
    trials += weight[i] * n[i];
    successes += weight[i] * c[i];
    problems += weight[i];
    if (c[i] === n[i]) solved += weight[i];
    if (c[i] > 0 && c[i] < n[i]) extreme = false;
    if (n[i] > 1) single = false;
  }
  const mean = successes / trials;
  if (successes === 0) return { a: 0, b: Infinity, mean: 0, boundary: "all-zero" };
  if (successes === trials) return { a: Infinity, b: 0, mean: 1, boundary: "all-one" };
  if (single) return { a: NaN, b: NaN, mean, boundary: "no-repeats" };
  if (extreme) return { a: 0, b: 0, mean: solved / problems, boundary: "all-or-nothing" };
  let slope = 0;
  for (let i = 0; i < n.length; i++) {
    const wrong = n[i] - c[i];
    slope += weight[i] * ((c[i] * (c[i] - 1)) / mean + (wrong * (wrong - 1)) / (1 - mean) - n[i] * (n[i] - 1));
  }
  return slope > 0 ? undefined : { a: Infinity, b: Infinity, mean, boundary: "no-overdispersion" };
}

/** Moments: E[c(n − c)/(n(n − 1))] = μ(1 − μ)(1 − ρ) with ρ = 1/(a + b + 1). */
function startingPoint({ n, c }: Pairs, weight: ArrayLike<number>): { readonly u: number; readonly v: number } {
  let trials = 0;
  let successes = 0;
  let repeated = 0;
  let within = 0;
  for (let i = 0; i < n.length; i++) {
    trials += weight[i] * n[i];
    successes += weight[i] * c[i];
    if (n[i] < 2) continue;
    repeated += weight[i];
    within += (weight[i] * c[i] * (n[i] - c[i])) / (n[i] * (n[i] - 1));
  }
  const mean = successes / trials;
  const overdispersion = Math.min(0.99, Math.max(0.01, 1 - within / repeated / (mean * (1 - mean))));
  const precision = 1 / overdispersion - 1;
  return { u: ln(mean * precision), v: ln((1 - mean) * precision) };
}

/** Newton's method in u = ln a and v = ln b, with curvatures made negative, steps bounded and halved until they climb. */
function climb(tails: TailCounts, start: { readonly u: number; readonly v: number }): Maximum {
  let { u, v } = start;
  let at = derivatives(tails, exp(u), exp(v));
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < MOST_STEPS) {
    const { du, dv, gain } = ascentStep(at);
    converged = gain < TOLERANCE;
    let scale = Math.min(1, LONGEST_STEP / Math.max(Math.abs(du), Math.abs(dv)));
    let next = derivatives(tails, exp(u + scale * du), exp(v + scale * dv));
    // Near the maximum the gain drowns in rounding, so the last step is taken without looking.
    const needed = converged ? -Infinity : at.value;
    while (!(next.value >= needed) && scale > SHORTEST_SCALE) {
      scale /= 2;
      next = derivatives(tails, exp(u + scale * du), exp(v + scale * dv));
    }
    u += scale * du;
    v += scale * dv;
    at = next;
    iterations++;
  }
  const a = exp(u);
  const b = exp(v);
  return { a, b, mean: a / (a + b), boundary: null, at, converged, iterations };
}

/** The Newton step −H⁻¹g with the eigenvalues of H replaced by their negative absolute values, and the gain it promises. */
function ascentStep({ u, v, uu, uv, vv }: Derivatives): { readonly du: number; readonly dv: number; readonly gain: number } {
  const center = (uu + vv) / 2;
  const half = (uu - vv) / 2;
  const radius = Math.sqrt(half * half + uv * uv);
  const floor = 1e-12 * (Math.abs(center) + radius) + Number.MIN_VALUE;
  const high = Math.max(floor, Math.abs(center + radius));
  const low = Math.max(floor, Math.abs(center - radius));
  // Eigenvector of the higher eigenvalue λ, from the row of H − λI in which nothing cancels.
  const x = half > 0 ? half + radius : uv;
  const y = half > 0 ? uv : radius - half;
  const length = Math.sqrt(x * x + y * y);
  const ex = length > 0 ? x / length : 1;
  const ey = length > 0 ? y / length : 0;
  const along = (ex * u + ey * v) / high;
  const across = (ex * v - ey * u) / low;
  const du = along * ex - across * ey;
  const dv = along * ey + across * ex;
  return { du, dv, gain: (du * u + dv * v) / 2 };
}
