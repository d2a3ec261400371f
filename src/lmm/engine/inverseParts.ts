import { invertTriangle } from "../../numeric/linalg/invertTriangle.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { Factorisation } from "./factorise.ts";
import { backSolve } from "./solveFactor.ts";

/** What derivatives need beyond a factorisation. */
export interface InverseParts {
  /** L₂₂⁻ᵀ, q₂ × q₂ upper triangular. */
  readonly inverse: Float64Array;
  /** W = M⁻¹Λ′Z′Q, q × p. */
  readonly w: Float64Array;
  /** W·R_C⁻ᵀ, q × p: its rows' products are the entries of WC⁻¹W′. */
  readonly wc: Float64Array;
}

/**
 * Inverts the dense factor and solves for the fixed effects. About q₂³/6 multiplications.
 *
 * @param cross Cross-products of the design.
 * @param factorisation M and C.
 * @param reuse Earlier parts of the same design whose large array may be overwritten.
 * @returns L₂₂⁻ᵀ, W and WR_C⁻ᵀ.
 */
export function inverseParts(cross: CrossProducts, factorisation: Factorisation, reuse?: InverseParts): InverseParts {
  const { q, p } = cross;
  const { rc, rzx, l22 } = factorisation;
  const inverse = invertTriangle(l22, cross.q2, reuse?.inverse);
  const w = Float64Array.from(rzx);
  backSolve(cross, factorisation, w, p);
  const wc = new Float64Array(q * p);
  for (let i = 0; i < q; i++) {
    for (let a = 0; a < p; a++) {
      let value = w[i * p + a];
      for (let b = 0; b < a; b++) value -= rc[a * p + b] * wc[i * p + b];
      wc[i * p + a] = value / rc[a * p + a];
    }
  }
  return { inverse, w, wc };
}
