/** Where a difference of curves first changes sign, by linear interpolation in k; null where it does not. Zeros have no sign. */
export function signChange(ks: ArrayLike<number>, difference: ArrayLike<number>): number | null {
  const k = passage(ks, difference, leadingSign(difference));
  return k === Infinity ? null : k;
}

/** Sign of the first difference that is not 0; 0 where there is none. */
export function leadingSign(difference: ArrayLike<number>): number {
  for (let j = 0; j < difference.length; j++) if (difference[j] !== 0) return Math.sign(difference[j]);
  return 0;
}

/**
 * The first k at which a curve that began ahead (in the direction `sign`) is so no longer: the smallest k where it never
 * was, ∞ where it stays ahead to the end, or where `sign` is 0.
 */
export function passage(ks: ArrayLike<number>, difference: ArrayLike<number>, sign: number): number {
  if (sign * difference[0] < 0) return ks[0];
  let last = 0;
  for (let j = 1; j < ks.length; j++) {
    const now = sign * difference[j];
    if (now > 0) last = j;
    if (now >= 0) continue;
    // Past any zeros between: the curves touch at the first of them.
    if (last + 1 < j) return ks[last + 1];
    const before = sign * difference[last];
    return ks[last] + (before / (before - now)) * (ks[j] - ks[last]);
  }
  return Infinity;
}
