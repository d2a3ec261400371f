import { checkArray, checkFinite, show } from "../../numeric/check.ts";

/** How far from 1 the coefficients may add up to: what is left of decimals such as 0.1. */
const slack = 1e-12;

/**
 * The coefficients of a weighted average of checkpoints.
 *
 * @param action What the caller does, for messages.
 * @param count Number of checkpoints.
 * @param delta Coefficient of the first of two.
 * @param coefficients All coefficients.
 * @returns One for each checkpoint, adding up to 1; equal ones where neither is given.
 */
export function weightCoefficients(action: string, count: number, delta: number | undefined, coefficients: ArrayLike<number> | undefined): Float64Array {
  if (delta !== undefined) {
    if (coefficients !== undefined) throw new TypeError(`Cannot ${action}: delta and coefficients exclude each other, got both`);
    if (count !== 2) throw new RangeError(`Cannot ${action}: delta stands between two checkpoints, got ${count}; give coefficients`);
    checkFinite(action, "delta", delta);
    if (delta < 0 || delta > 1) throw new RangeError(`Cannot ${action}: delta must be from 0 to 1, got ${delta}`);
    return Float64Array.of(delta, 1 - delta);
  }
  if (coefficients === undefined) return new Float64Array(count).fill(1 / count);
  checkArray(action, "coefficients", coefficients);
  if (coefficients.length !== count) throw new RangeError(`Cannot ${action}: expected ${count} coefficients, one for each checkpoint, got ${coefficients.length}`);
  let sum = 0;
  for (let j = 0; j < count; j++) {
    const coefficient: unknown = coefficients[j];
    if (typeof coefficient !== "number" || !(coefficient >= 0 && coefficient < Infinity)) throw new RangeError(`Cannot ${action}: coefficient ${j} must be a finite number ≥ 0, got ${show(coefficient)}`);
    sum += coefficient;
  }
  if (Math.abs(sum - 1) > slack) throw new RangeError(`Cannot ${action}: coefficients must add up to 1, got ${sum}`);
  return Float64Array.from(coefficients);
}
