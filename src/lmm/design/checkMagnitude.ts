import { quickDot } from "../../numeric/linalg/quickDot.ts";

/** Root mean squares outside these have squares of squares beyond what double precision holds. */
const MOST = 1e60;
const LEAST = 1e-60;

/**
 * Fails where a column is so large or so small that squares of its sums of squares overflow or vanish; a column of zeros passes.
 *
 * @param action What the caller does, for messages.
 * @param name Name of the column.
 * @param column The column.
 * @throws {RangeError} With the size and advice.
 */
export function checkMagnitude(action: string, name: string, column: Float64Array): void {
  const size = Math.sqrt(quickDot(column, 0, column, 0, column.length) / column.length);
  if ((size >= LEAST && size <= MOST) || (size === 0 && column.every((value) => value === 0))) return;
  throw new RangeError(`Cannot ${action}: the root mean square of \`${name}\` must lie between ${LEAST} and ${MOST}, got ${size === 0 ? "less than 1e-160" : size === Infinity ? "more than 1e150" : size}; use other units`);
}
