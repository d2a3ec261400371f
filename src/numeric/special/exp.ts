import stdlib from "@stdlib/math-base-special-exp";

/**
 * Natural exponential function.
 *
 * The same bits on every engine (pure arithmetic, unlike `Math`), within one unit in the last place.
 *
 * @param x Any number.
 * @returns eˣ.
 */
export function exp(x: number): number {
  return stdlib(x);
}
