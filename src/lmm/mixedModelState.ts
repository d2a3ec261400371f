import type { CrossProducts } from "./engine/crossProducts.ts";
import type { ResponseProducts } from "./engine/responseProducts.ts";
import type { Factorisation } from "./engine/factorise.ts";
import type { InverseParts } from "./engine/inverseParts.ts";
import type { Solution } from "./engine/solve.ts";

/** The working numbers of a fitted model: cross-products and the factorisation at its theta. Nothing in it grows with the number of rows. */
export interface MixedModelState {
  /** Cross-products of Z and X. */
  readonly cross: CrossProducts;
  /** Cross-products with the response. */
  readonly response: ResponseProducts;
  /** Factors of Λ′Z′ZΛ + I at theta. */
  readonly factorisation: Factorisation;
  /** Coefficients and random effects at theta. */
  readonly solution: Solution;
  /** Inverses at theta, if they are at hand. */
  readonly parts?: InverseParts;
}
