import stdlib from "@stdlib/math-base-special-expm1";

/**
 * eˣ − 1 without cancellation near 0.
 *
 * The same bits on every engine (pure arithmetic, unlike `Math`), within one unit in the last place.
 *
 * @param x Any number.
 * @returns eˣ − 1.
 */
export function expm1(x: number): number {
  return stdlib(x);
}
