import { minimiseProfile, type ProfileMinimum } from "./minimiseProfile.ts";
import type { ProfilePath } from "./profilePath.ts";

/** A criterion that much below the fit's shows that the fit is not at the lowest minimum; less is rounding. */
const LOWER = 1e-6;

/**
 * The end of the interval on one side: the root of ζ = z with ζ the root of the rise of the criterion, which is nearly linear, by Newton's
 * method inside a bracket. NaN where no root was found, or the criterion is met below the fit's own.
 */
export function profileEnd(profile: ProfilePath, best: ProfileMinimum, z: number, side: 1 | -1): number {
  const { estimate, evaluate } = profile;
  const limit = side < 0 ? profile.low : profile.high;
  if (estimate === limit) return limit;
  let start = best.x;
  const at = (value: number): { zeta: number; slope: number } => {
    const minimum = minimiseProfile((x) => evaluate(value, x), start);
    if (!minimum.converged) return { zeta: NaN, slope: NaN };
    start = minimum.x;
    if (minimum.value.objective < best.value.objective - LOWER) return { zeta: -Infinity, slope: NaN };
    return { zeta: Math.sqrt(Math.max(0, minimum.value.objective - best.value.objective)), slope: profile.slope(minimum.value) };
  };
  let far = limit;
  if (Number.isFinite(limit)) {
    const { zeta } = at(limit);
    if (zeta === -Infinity) return NaN;
    if (zeta <= z) return limit;
    start = best.x;
  }
  // With the other parameters held the criterion is steeper, so this is too short rather than too long.
  const { hessian, gradient } = best.value;
  let step = side * z * Math.sqrt(2 / Math.abs(hessian[gradient.length * gradient.length - 1]));
  if (!Number.isFinite(step) || step === 0) step = side * Math.max(Math.abs(estimate), 1e-3);
  let near = estimate;
  let value = estimate + step;
  for (let iteration = 0; iteration < 60; iteration++) {
    if (!((value - near) * side > 0 && (far - value) * side > 0)) value = Number.isFinite(far) ? (near + far) / 2 : near + 2 * (near - estimate || step);
    const { zeta, slope } = at(value);
    if (zeta === -Infinity) return NaN;
    if (Number.isNaN(zeta)) {
      // Too far for Newton's method: half way back.
      far = value;
      start = best.x;
      value = (near + far) / 2;
      continue;
    }
    if (Math.abs(zeta - z) < 1e-10 * z) return value;
    if (zeta < z) near = value;
    else far = value;
    if (Math.abs(far - near) < 1e-13 * Math.abs(value)) return value;
    value += ((z - zeta) * 2 * zeta) / slope;
  }
  return NaN;
}
