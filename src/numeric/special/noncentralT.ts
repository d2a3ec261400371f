import { chiSquaredUpperTail } from "./chiSquared.ts";
import { exp } from "./exp.ts";
import { expm1 } from "./expm1.ts";
import { normalUpperTail } from "./normal.ts";

/**
 * Upper tail of the noncentral t distribution, P((Z + δ)/S > t) with Z standard normal and νS² from χ² on ν degrees of freedom.
 *
 * An integral over S, or over Z where δ is so large that S decides. Both integrands are analytic and fall off
 * exponentially, so that the trapezoidal rule converges geometrically; dividing by the rule's own sum over the density
 * spares the normalising constant and its rounding.
 *
 * @param t Any finite number.
 * @param df Degrees of freedom ν ≥ 1.
 * @param noncentrality δ, any finite number.
 * @returns A probability; absolute error about 1e-14.
 */
export function noncentralTUpperTail(t: number, df: number, noncentrality: number): number {
  if (noncentrality < 0) return 1 - noncentralTUpperTail(-t, df, -noncentrality);
  return noncentrality * noncentrality > 100 + 20 * df ? overNormal(t, df, noncentrality) : overScale(t, df, noncentrality);
}

/** ∫ Φ(δ − teᵘ) g(u) du over u = ln S, whose density is ∝ exp(ν(u − e²ᵘ/2)). */
function overScale(t: number, df: number, noncentrality: number): number {
  const step = Math.min(0.1, 0.5 / Math.sqrt(2 * df + noncentrality * noncentrality + 16));
  let weights = 0;
  let tail = 0;
  const add = (u: number): boolean => {
    const exponent = df * (u - expm1(2 * u) / 2);
    const weight = exp(exponent);
    weights += weight;
    tail += weight * normalUpperTail(t * exp(u) - noncentrality);
    return exponent > -40;
  };
  for (let i = 0; add(i * step); i++);
  for (let i = -1; add(i * step); i--);
  return tail / weights;
}

/** ∫ P(S < (z + δ)/t) φ(z) dz; δ > 10, so that z + δ > 0 wherever φ(z) counts. */
function overNormal(t: number, df: number, noncentrality: number): number {
  if (t <= 0) return 1;
  const step = 0.25;
  let weights = 0;
  let tail = 0;
  for (let i = -36; i <= 36; i++) {
    const z = i * step;
    const scale = (z + noncentrality) / t;
    const weight = exp((-z * z) / 2);
    weights += weight;
    tail += weight * (1 - chiSquaredUpperTail(df * scale * scale, df));
  }
  return tail / weights;
}
