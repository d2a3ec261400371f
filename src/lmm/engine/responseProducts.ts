import { NumericalError } from "../../numeric/errors.ts";
import { dot } from "../../numeric/linalg/dot.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { MixedDesign } from "../mixedDesign.ts";

/** Everything a fit needs of the response: e is the residual of √w y from least squares on √w X. */
export interface ResponseProducts {
  /** Q′√w y, shape [p]. */
  readonly qty: Float64Array;
  /** Z′e, shape [q], with the orthogonal columns of Z. */
  readonly ze: Float64Array;
  /** e′e. */
  readonly ee: number;
}

/**
 * Products of one response with the design. The residual is made orthogonal to X twice, so that large means do not cancel later.
 *
 * @param cross Cross-products of the design.
 * @param design The design they were made from.
 * @param y The response, shape [n].
 * @returns Its products.
 * @throws {NumericalError} `no-variation` if X explains y exactly; `non-finite` if y or its squares are not finite.
 */
export function responseProducts(cross: CrossProducts, design: MixedDesign, y: Float64Array): ResponseProducts {
  const { n, p, basis, blocks } = cross;
  const { weights, terms } = design;
  const e = new Float64Array(n);
  for (let i = 0; i < n; i++) e[i] = weights === null ? y[i] : y[i] * Math.sqrt(weights[i]);
  const squares = dot(e, 0, e, 0, n);
  const qty = new Float64Array(p);
  for (let pass = 0; pass < 2; pass++) {
    for (let j = 0; j < p; j++) {
      const share = dot(basis, j * n, e, 0, n);
      for (let i = 0; i < n; i++) e[i] -= share * basis[j * n + i];
      qty[j] += share;
    }
  }
  const ee = dot(e, 0, e, 0, n);
  if (!Number.isFinite(ee)) throw new NumericalError("non-finite", "Cannot fit a mixed model: the response must be finite, and so must its squares");
  // Root mean square of e within a few roundings of y's own.
  if (!(ee > 64 * Number.EPSILON * Number.EPSILON * squares)) {
    throw new NumericalError("no-variation", "Cannot fit a mixed model: the response must vary beyond what the fixed effects explain, got a perfect fit");
  }
  if (weights !== null) for (let i = 0; i < n; i++) e[i] *= Math.sqrt(weights[i]);
  const ze = new Float64Array(cross.q);
  for (const { term, k, offset, levels, transform } of blocks) {
    const { codes, z } = terms[term];
    for (let a = 0; a < k; a++) {
      const column = z[a];
      for (let i = 0; i < n; i++) ze[offset + codes[i] * k + a] += column[i] * e[i];
    }
    // L′ times each level's part: sums over later effects only, so that it can be done in place.
    for (let m = offset; m < offset + levels * k; m += k) {
      for (let a = 0; a < k; a++) {
        let value = 0;
        for (let c = a; c < k; c++) value += transform[c * k + a] * ze[m + c];
        ze[m + a] = value;
      }
    }
  }
  return { qty, ze, ee };
}
