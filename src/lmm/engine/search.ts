import type { CovarianceFactors } from "./applyLambda.ts";
import { criterion } from "./criterion.ts";
import type { CrossProducts } from "./crossProducts.ts";
import { type Factorisation, factorise } from "./factorise.ts";
import { type InverseParts, inverseParts } from "./inverseParts.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";
import type { ResponseProducts } from "./responseProducts.ts";
import { solve, type Solution } from "./solve.ts";

/** One evaluation of the criterion. */
export interface Point {
  /** T of every block. */
  readonly factors: CovarianceFactors;
  /** M and C. */
  readonly factorisation: Factorisation;
  /** The solution. */
  readonly solution: Solution;
  /** The criterion, +∞ where it cannot be evaluated. */
  readonly objective: number;
}

/** What stays the same over a search, and memory that is used again. */
export interface Search {
  /** Cross-products of the design. */
  readonly cross: CrossProducts;
  /** Products of the response. */
  readonly response: ResponseProducts;
  /** REML or ML. */
  readonly method: MixedModelMethod;
  /** Evaluations so far. */
  evaluations: number;
  /** A factorisation nobody needs any more. */
  spare: Factorisation | undefined;
  /** The last inverses. */
  parts: InverseParts | undefined;
  /** What they are the inverses of. */
  partsOf: Factorisation | undefined;
}

/**
 * Evaluates the criterion, in memory of a factorisation that is no longer needed.
 *
 * @param search The search; its count and its spare memory are used.
 * @param factors T of every block.
 * @returns The point.
 */
export function evaluate(search: Search, factors: CovarianceFactors): Point {
  const { cross, response, method, spare } = search;
  search.spare = undefined;
  search.evaluations++;
  const factorisation = factorise(cross, factors, spare);
  const solution = solve(cross, factorisation, response);
  return { factors, factorisation, solution, objective: criterion(cross, factorisation, solution, method) };
}

/**
 * Inverses at a point, computed once.
 *
 * @param search The search; its memory is used.
 * @param point The point.
 * @returns The inverses, good until they are asked for at another point.
 */
export function partsAt(search: Search, { factorisation }: Point): InverseParts {
  if (search.parts === undefined || search.partsOf !== factorisation) search.parts = inverseParts(search.cross, factorisation, search.parts);
  search.partsOf = factorisation;
  return search.parts;
}
