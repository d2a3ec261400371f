import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";
import type { Certificate, TermCertificate } from "./certificate.ts";
import { coneGradient } from "./coneGradient.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { Factorisation } from "./factorise.ts";
import { type InverseParts, inverseParts } from "./inverseParts.ts";
import { covarianceOf } from "./lowerTrapezoid.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";
import type { Solution } from "./solve.ts";
import { whitenedGradient } from "./whitenedGradient.ts";

/** How far from 0 the conditions may be, in relative units. */
const TOLERANCE = 1e-7;

/**
 * Checks the conditions for a minimum at given covariance factors. Where T is of full rank they are T′ΓT = 0, which does not suffer from
 * the size of T.
 *
 * @param cross Cross-products of the design.
 * @param factorisation M and C.
 * @param solution The solution.
 * @param method REML or ML.
 * @param parts Inverses of M and C, if they are at hand.
 * @returns The certificate.
 */
export function certify(
  cross: CrossProducts,
  factorisation: Factorisation,
  solution: Solution,
  method: MixedModelMethod,
  parts: InverseParts = inverseParts(cross, factorisation),
): Certificate {
  const whitened = whitenedGradient(cross, factorisation, parts, solution, method);
  const terms: TermCertificate[] = [];
  for (let t = 0; t < cross.blocks.length; t++) {
    const { k, levels, group, term } = cross.blocks[t];
    const T = factorisation.factors[t];
    const rank = rankOf(T, k);
    const shared = { group, effects: k, rank };
    if (rank === k) {
      const { values } = symmetricEigen(whitened[t], k);
      terms[term] = { ...shared, smallestEigenvalue: values[0] / levels, complementarity: largest(whitened[t]) / levels };
    } else {
      const { gamma, trace } = coneGradient(cross, factorisation, parts, solution, method, t);
      const unit = trace > 0 ? trace : 1;
      const product = new Float64Array(k * k);
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) for (let c = b; c < k; c++) product[a * k + b] += gamma[a * k + c] * T[c * k + b];
      const size = largest(T);
      terms[term] = {
        ...shared,
        smallestEigenvalue: symmetricEigen(gamma, k).values[0] / unit,
        complementarity: size === 0 ? 0 : largest(product) / (unit * size),
      };
    }
  }
  const holds = terms.every(({ smallestEigenvalue, complementarity }) => smallestEigenvalue >= -TOLERANCE && complementarity <= TOLERANCE);
  return { terms, holds };
}

/** Rank of TT′: eigenvalues beyond rounding of the largest. */
function rankOf(factor: Float64Array, k: number): number {
  const { values } = symmetricEigen(covarianceOf(factor, k), k);
  return values.reduce((count, value) => count + (value > 1e-13 * values[k - 1] ? 1 : 0), 0);
}

function largest(a: Float64Array): number {
  return a.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
}
