import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";
import type { CovarianceFactors } from "./applyLambda.ts";
import type { Certificate } from "./certificate.ts";
import { certify } from "./certify.ts";
import { coneGradient } from "./coneGradient.ts";
import type { InverseParts } from "./inverseParts.ts";
import { informationAlong } from "./covarianceDerivatives.ts";
import type { CrossProducts } from "./crossProducts.ts";
import { descend } from "./descend.ts";
import type { Factorisation } from "./factorise.ts";
import { covarianceOf, lowerTrapezoid, truncateFactor } from "./lowerTrapezoid.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";
import type { ResponseProducts } from "./responseProducts.ts";
import { evaluate, partsAt, type Point, type Search } from "./search.ts";
import type { Solution } from "./solve.ts";
import { furtherStarts } from "./furtherStarts.ts";
import { startingFactors } from "./startingFactors.ts";

/** Where the search ended. */
export interface Optimum {
  /** T of every block. */
  readonly factors: CovarianceFactors;
  /** M and C there. */
  readonly factorisation: Factorisation;
  /** The solution there. */
  readonly solution: Solution;
  /** Inverses there. */
  readonly parts: InverseParts;
  /** The criterion there. */
  readonly objective: number;
  /** Evaluations of the criterion. */
  readonly evaluations: number;
  /** Whether the certificate holds. */
  readonly converged: boolean;
  /** Whether a covariance matrix is below full rank. */
  readonly singular: boolean;
  /** Conditions for a minimum. */
  readonly certificate: Certificate;
  /** What to know about the end of the search; empty if nothing. */
  readonly message: string;
}

/** Changes of rank at most, over all terms. */
const ROUNDS = 60;

/**
 * Minimises the criterion over covariance factors: Newton's method with the exact gradient and the average information, corrected by SR1;
 * where a covariance matrix loses rank the search goes on at the lower rank, and Γ on the null space decides whether it stays there. Where several
 * minima are known to occur, further starts look for a lower one, unless a start is given.
 *
 * @param cross Cross-products of the design.
 * @param response Products of the response.
 * @param method REML or ML.
 * @param start Covariance factors to start from; moment estimates and further starts unless given.
 * @returns The minimum with its certificate.
 * @see Johnson and Thompson 1995, Journal of Dairy Science 78, 449–456.
 */
export function optimise(
  cross: CrossProducts,
  response: ResponseProducts,
  method: MixedModelMethod,
  start?: CovarianceFactors,
): Optimum {
  const search: Search = { cross, response, method, evaluations: 0, spare: undefined, parts: undefined, partsOf: undefined };
  const certificateOf = (at: Point): Certificate => certify(cross, at.factorisation, at.solution, method, partsAt(search, at));
  let point = minimise(search, start ?? startingFactors(cross, response));
  let certificate = certificateOf(point);
  for (const other of start === undefined ? furtherStarts(cross, point.factors) : []) {
    const reached = minimise(search, other);
    // The first is kept unless another is lower beyond rounding, and no artefact of it far out, which a certificate shows.
    if (!(reached.objective < point.objective - 1e-9)) continue;
    const own = certificateOf(reached);
    if (certificate.holds && !own.holds) continue;
    point = reached;
    certificate = own;
  }
  return {
    factors: point.factors,
    factorisation: point.factorisation,
    solution: point.solution,
    parts: partsAt(search, point),
    objective: point.objective,
    evaluations: search.evaluations,
    converged: certificate.holds,
    singular: certificate.terms.some(({ rank, effects }) => rank < effects),
    certificate,
    message: certificate.holds ? "" : whyNot(point, response),
  };
}

/** The search from one start. */
function minimise(search: Search, start: CovarianceFactors): Point {
  const { cross } = search;
  const ranks = new Int32Array(cross.blocks.length);
  // Below this smallest eigenvalue a lower rank may be tried, where the step points to it.
  const floors = new Float64Array(cross.blocks.length).fill(Infinity);
  let point = evaluate(search, settledStart(cross, start, ranks));
  for (let round = 0; round < ROUNDS; round++) {
    const { point: reached, drop } = descend(search, point, ranks, floors);
    point = reached;
    if (drop >= 0) point = lowerRank(search, point, ranks, floors, drop);
    else {
      const raised = raiseRank(search, point, ranks, floors) ?? settleRank(search, point, ranks);
      if (raised === null) break;
      point = raised;
    }
  }
  return point;
}

/** Factors in the form the search moves them in: what is negligible beside the information of a level is 0, null columns come last. */
function settledStart({ n, blocks }: CrossProducts, start: CovarianceFactors, ranks: Int32Array): CovarianceFactors {
  return blocks.map(({ k, levels }, t) => {
    const { values } = symmetricEigen(covarianceOf(start[t], k), k);
    const least = Math.max(1e-12 * values[k - 1], (1e-6 * levels) / n);
    ranks[t] = values.reduce((count, value) => count + (value > least ? 1 : 0), 0);
    return ranks[t] === k ? start[t] : truncateFactor(start[t], k, ranks[t]);
  });
}

function whyNot({ solution }: Point, { ee }: ResponseProducts): string {
  return solution.r2 < 1e-9 * ee
    ? "the residual variance heads to 0: the random effects can explain the response exactly, and the criterion has no minimum"
    : "the search ended where the conditions for a minimum do not hold; see the certificate";
}

/** Tries block t with one rank less; a scalar variance of 0 is kept only if the criterion does not fall from there. */
function lowerRank(search: Search, point: Point, ranks: Int32Array, floors: Float64Array, t: number): Point {
  const { cross, method } = search;
  const { k } = cross.blocks[t];
  const lowest = symmetricEigen(covarianceOf(point.factors[t], k), k).values[0];
  const trial = evaluate(search, replaceFactor(point.factors, t, truncateFactor(point.factors[t], k, ranks[t] - 1)));
  // Once back at the higher rank, only a much smaller eigenvalue makes another try worthwhile.
  floors[t] = lowest / 100;
  if (trial.objective < point.objective + 1) {
    if (k > 1 || coneGradient(cross, trial.factorisation, partsAt(search, trial), trial.solution, method, t).gamma[0] >= 0) {
      ranks[t]--;
      search.spare = point.factorisation;
      return trial;
    }
  }
  search.spare = trial.factorisation;
  return point;
}

/** If Γ has a negative eigenvalue on the null space of some G, goes down along it; null if it has none. */
function raiseRank(search: Search, point: Point, ranks: Int32Array, floors: Float64Array): Point | null {
  const { cross, method } = search;
  const { factorisation, solution, factors } = point;
  for (let t = 0; t < cross.blocks.length; t++) {
    const { k } = cross.blocks[t];
    const rank = ranks[t];
    if (rank === k) continue;
    const { gamma, trace } = coneGradient(cross, factorisation, partsAt(search, point), solution, method, t);
    const { value, vector } = lowestOnNull(gamma, factors[t], k, rank);
    if (!(value < -1e-10 * trace)) continue;
    const information = informationAlong(cross, factorisation, solution, method, t, vector);
    let size = information > 0 ? -value / information : 0.01;
    for (let attempt = 0; attempt < 12; attempt++, size /= 8) {
      const wide = Float64Array.from(factors[t]);
      for (let a = 0; a < k; a++) wide[a * k + rank] = Math.sqrt(size) * vector[a];
      const trial = evaluate(search, replaceFactor(factors, t, lowerTrapezoid(wide, k, rank + 1)));
      if (trial.objective < point.objective) {
        ranks[t]++;
        floors[t] = Math.min(floors[t], size / 100);
        search.spare = factorisation;
        return trial;
      }
      search.spare = trial.factorisation;
    }
  }
  return null;
}

/** Lowers a rank that the search, moving the entries of T themselves, has brought to the edge; null if there is none. */
function settleRank(search: Search, point: Point, ranks: Int32Array): Point | null {
  const { blocks } = search.cross;
  for (let t = 0; t < blocks.length; t++) {
    const { k } = blocks[t];
    const rank = ranks[t];
    if (rank === k || rank === 0) continue;
    const { values } = symmetricEigen(covarianceOf(point.factors[t], k), k);
    if (!(values[k - rank] < 1e-9)) continue;
    const trial = evaluate(search, replaceFactor(point.factors, t, truncateFactor(point.factors[t], k, rank - 1)));
    if (trial.objective <= point.objective + 1e-9) {
      ranks[t]--;
      search.spare = point.factorisation;
      return trial;
    }
    search.spare = trial.factorisation;
  }
  return null;
}

/** Smallest eigenvalue of Γ on the null space of TT′, and where it lies. */
function lowestOnNull(gamma: Float64Array, factor: Float64Array, k: number, rank: number): { value: number; vector: Float64Array } {
  const { vectors } = symmetricEigen(covarianceOf(factor, k), k);
  const size = k - rank;
  const inner = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) inner[i * size + j] += vectors[i * k + a] * gamma[a * k + b] * vectors[j * k + b];
    }
  }
  const lowest = symmetricEigen(inner, size);
  const vector = new Float64Array(k);
  for (let i = 0; i < size; i++) for (let a = 0; a < k; a++) vector[a] += lowest.vectors[i] * vectors[i * k + a];
  return { value: lowest.values[0], vector };
}

function replaceFactor(factors: CovarianceFactors, t: number, factor: Float64Array): CovarianceFactors {
  return factors.map((old, s) => (s === t ? factor : old));
}
