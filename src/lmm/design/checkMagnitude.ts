/** Largest and smallest size of a column: squares of squares stay within what double precision holds. */
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
  let largest = 0;
  for (let i = 0; i < column.length; i++) {
    const size = Math.abs(column[i]);
    if (size > largest) largest = size;
  }
  if (largest !== 0 && !(largest >= LEAST && largest <= MOST)) {
    throw new RangeError(`Cannot ${action}: the largest size in \`${name}\` must lie between ${LEAST} and ${MOST}, got ${largest}; use other units`);
  }
}
