import { checkArray, checkFiniteArray, checkSameLength } from "../numeric/check.ts";
import { NumericalError } from "../numeric/errors.ts";

/** The arguments of `f(x, y?, options?)` told apart: the second may be a sample or already the options. */
export function readArguments<Options extends object>(
  action: string,
  second: ArrayLike<number> | Options | undefined,
  third: Options | undefined,
): { readonly y: ArrayLike<number> | undefined; readonly options: Options } {
  const isSample = typeof second === "object" && second !== null && "length" in second;
  if (third !== undefined && second !== undefined && !isSample) checkArray(action, "y", second);
  if (isSample) return { y: second, options: third ?? ({} as Options) };
  const options = third ?? (second as Options | undefined);
  return { y: undefined, options: options === undefined ? ({} as Options) : options };
}

/** x − y pair by pair, or x alone; all finite, at least `minLength` of them. */
export function differences(action: string, x: ArrayLike<number>, y: ArrayLike<number> | undefined, minLength: number): Float64Array {
  checkFiniteArray(action, "x", x, minLength);
  const result = Float64Array.from(x);
  if (y !== undefined) {
    checkFiniteArray(action, "y", y);
    checkSameLength(action, "x", x.length, "y", y.length);
    for (let i = 0; i < result.length; i++) result[i] -= y[i];
  }
  return result;
}

/**
 * Fails where a spread is nothing but the rounding error of values this large: ten units in the last place, R's rule.
 * `what` says what does not vary.
 */
export function checkVariation(action: string, what: string, spread: number, size: number): void {
  if (!Number.isFinite(spread)) throw new NumericalError("non-finite", `Cannot ${action}: the spread of ${what} must be finite, got ${spread}`);
  if (spread <= 10 * Number.EPSILON * Math.abs(size)) {
    throw new NumericalError("no-variation", `Cannot ${action}: ${what} must vary, got a spread of ${spread} around ${size}`);
  }
}
