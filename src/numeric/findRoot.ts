/**
 * Root of a continuous function in a bracket (Chandrupatla's method: inverse quadratic steps where they are safe, halving elsewhere).
 *
 * @param f The function; f(a) and f(b) must not have the same sign.
 * @param a One end of the bracket.
 * @param b The other end.
 * @param tolerance Wanted width of the final bracket relative to |root| (never asked below 2⁻⁵²).
 * @returns A number x in the bracket with f(x) = 0 or a change of sign within the tolerance; NaN where the ends have one sign.
 * @see Chandrupatla 1997, Advances in Engineering Software 28(3), 145–149.
 */
export function findRoot(f: (x: number) => number, a: number, b: number, tolerance: number = 1e-14): number {
  let x1 = a;
  let x2 = b;
  let f1 = f(x1);
  let f2 = f(x2);
  if (f1 === 0) return x1;
  if (f2 === 0) return x2;
  if (!(f1 < 0 !== f2 < 0)) return NaN;
  let step = 0.5;
  for (;;) {
    const x = x1 + step * (x2 - x1);
    const fx = f(x);
    let x3 = x1;
    let f3 = f1;
    if (fx < 0 !== f1 < 0) {
      x3 = x2;
      f3 = f2;
      x2 = x1;
      f2 = f1;
    }
    x1 = x;
    f1 = fx;
    const best = Math.abs(f1) < Math.abs(f2) ? x1 : x2;
    const least = (Math.max(tolerance, Number.EPSILON) * Math.abs(best) + Number.MIN_VALUE) / Math.abs(x2 - x1);
    if (least > 0.5 || f1 === 0) return best;
    const xi = (x1 - x2) / (x3 - x2);
    const phi = (f1 - f2) / (f3 - f2);
    const safe = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    const quadratic = (f1 / (f2 - f1)) * (f3 / (f2 - f3)) + (((x3 - x1) / (x2 - x1)) * (f1 / (f3 - f1)) * f2) / (f3 - f2);
    step = safe ? Math.min(1 - least, Math.max(least, quadratic)) : 0.5;
  }
}
